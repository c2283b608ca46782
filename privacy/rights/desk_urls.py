"""Addresses of the desk, below /admin/requests/."""

from django.urls import path

from privacy.rights import desk, desk_copies, desk_proof

urlpatterns = [
    path("", desk.list_view, name="list"),
    path("new/", desk.log_view, name="new"),
    path("proof/", desk_proof.proof_view, name="proof"),
    path("<int:pk>/proof/", desk_proof.request_proof_view, name="request_proof"),
    path("<int:pk>/", desk.request_view, name="request"),
    path("<int:pk>/act/", desk.act_view, name="act"),
    path("<int:pk>/correct/", desk.correct_view, name="correct"),
    path("<int:pk>/identity/", desk_copies.identity_view, name="identity"),
    path("<int:pk>/identity/picture/", desk_copies.identity_picture_view, name="identity_picture"),
    path("<int:pk>/letter/", desk.letter_view, name="letter"),
    path("<int:pk>/copy/", desk.package_view, name="copy"),
]
