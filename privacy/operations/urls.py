"""Health addresses for the machine that runs the site."""

from django.urls import path

from privacy.operations.views import healthz, readyz

app_name = "operations"
urlpatterns = [path("healthz", healthz, name="healthz"), path("readyz", readyz, name="readyz")]
