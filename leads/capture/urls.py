"""Public addresses of the room, below /<lang>/forms/."""

from django.urls import path

from leads.capture import views

app_name = "capture"
urlpatterns = [
    path("<slug:slug>/", views.form_view, name="form"),
    path("<slug:slug>/challenge/", views.challenge_view, name="challenge"),
    path("<slug:slug>/received/<str:token>/", views.received_view, name="received"),
]
