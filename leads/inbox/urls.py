"""Addresses of the inbox under /admin/inbox/. None holds anybody's data: what is searched for is posted."""

from django.urls import path

from leads.inbox import export_views, held_views, message_views, views
from leads.inbox.files import file_view

patterns = [
    path("", views.list_view, name="list"),
    path("search/", views.search_view, name="search"),
    path("export/", export_views.export_view, name="export"),
    path("held/", held_views.held_view, name="held"),
    path("held/let-in/", held_views.release_view, name="release"),
    path("held/delete/", held_views.discard_view, name="discard"),
    path("<int:pk>/", message_views.detail_view, name="detail"),
    path("<int:pk>/next/", message_views.next_view, name="next"),
    path("<int:pk>/show/", message_views.reveal_view, name="reveal"),
    path("<int:pk>/outcome/", message_views.work_view, name="work"),
    path("<int:pk>/reply/", message_views.reply_view, name="reply"),
    path("<int:pk>/data-request/", message_views.data_request_view, name="data_request"),
    path("<int:pk>/merge/", message_views.merge_view, name="merge"),
    path("<int:pk>/separate/", message_views.separate_view, name="separate"),
    path("<int:pk>/files/<str:public_id>/", file_view, name="file"),
    path("undo/<int:note>/", message_views.undo_view, name="undo"),
]
