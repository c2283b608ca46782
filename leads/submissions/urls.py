"""Public addresses of forms, below /<lang>/forms/."""

from django.urls import path

from leads.submissions import views

app_name = "forms"
urlpatterns = [
    path("<slug:slug>/", views.form_view, name="form"),
    path("<slug:slug>/challenge/", views.challenge_view, name="challenge"),
    path("<slug:slug>/received/<str:token>/", views.received_view, name="received"),
]
