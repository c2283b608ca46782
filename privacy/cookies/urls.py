"""Public addresses of the room, below /<lang>/."""

from django.urls import URLPattern

app_name = "cookies"
urlpatterns: list[URLPattern] = []
