"""Public addresses of the room, below /<lang>/search/."""

from django.urls import path

from home.pages import views

app_name = "pages"
urlpatterns = [
    path("", views.search, name="search"),
]
