"""Addresses without a language: the front door, and what robots read."""

from django.urls import path

from home.base import views

app_name = "base"
urlpatterns = [
    path("", views.front_door, name="front_door"),
    path("robots.txt", views.robots, name="robots"),
    path("sitemap.xml", views.sitemap_xml, name="sitemap"),
]
