"""Public addresses of the room, below /<lang>/."""

from django.urls import path

from privacy.cookies import views

app_name = "cookies"
urlpatterns = [
    path("", views.cookie_page, name="page"),
    path("choice/", views.choice, name="choice"),
    path("saved/", views.saved, name="saved"),
]
