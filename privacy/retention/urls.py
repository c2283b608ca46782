"""Health addresses for the machine that runs the site."""

from django.urls import URLPattern

app_name = "retention"
urlpatterns: list[URLPattern] = []
