"""Public addresses of the room, below /<lang>/."""

from django.urls import path

from privacy.cookies import receipt_views, views

app_name = "cookies"
urlpatterns = [
    path("", views.cookie_page, name="page"),
    path("choice/", views.choice, name="choice"),
    path("saved/", receipt_views.saved, name="saved"),
    path("receipt/", receipt_views.by_number, name="receipt"),
    path("withdrawn/", receipt_views.withdrawn, name="withdrawn"),
]
