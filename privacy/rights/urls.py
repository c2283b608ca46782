"""Public addresses of the room, below /<lang>/."""

from django.urls import path

from privacy.rights import identity, views

app_name = "rights"
urlpatterns = [
    path("", views.start, name="start"),
    path("work/", views.new_work, name="work"),
    path("code/<str:token>/", views.code, name="code"),
    path("open/<str:token>/", views.link, name="link"),
    path("identity/<str:token>/", identity.identity, name="identity"),
    path("mine/<str:token>/", views.mine, name="mine"),
]
