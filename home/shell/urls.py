"""Addresses without a language: the front door, and what robots read."""

from django.urls import path

from home.shell import views

app_name = "shell"
urlpatterns = [
    path("", views.front_door, name="front_door"),
]
