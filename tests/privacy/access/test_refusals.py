"""Who tried a door of the CMS that is closed to them stands in the log."""

import logging

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories import member_of

pytestmark = pytest.mark.django_db


def lines(caplog, act):
    caplog.clear()
    with caplog.at_level(logging.INFO, "privacy.access.refusals"):
        act()
    return [record.getMessage() for record in caplog.records if record.name == "privacy.access.refusals"]


@pytest.fixture
def editor():
    return member_of("Editors", "sentinel-name")


def test_who_is_refused_a_screen_stands_in_the_log_by_number(client, editor, caplog):
    """R69, P7: a screen, a record, a post, and a part of a screen; by pattern, so without what was looked for."""
    client.force_login(editor)
    edit = reverse("wagtailusers_users:edit", args=[editor.pk])
    wanted = {"x-requested-with": "XMLHttpRequest"}
    for act, route in (
        (lambda: client.get("/admin/users/?q=sentinel"), "GET admin/users/"),
        (lambda: client.get(edit), "GET admin/users/edit/<str:pk>/"),
        (lambda: client.post(edit, {"username": "sentinel"}), "POST admin/users/edit/<str:pk>/"),
        (lambda: client.get("/admin/users/", headers=wanted), "GET admin/users/"),
        (lambda: client.get(reverse("access_log")), f"GET {reverse('access_log')[1:]}"),
    ):
        (line,) = lines(caplog, act)
        assert line.startswith(f"account {editor.pk} was refused ")
        assert line.partition("refused ")[2].replace("<int:pk>", "<str:pk>") == route
        assert "sentinel" not in line


def test_what_is_open_and_whoever_is_a_stranger_is_no_line(client, editor, caplog):
    """P7: nor a visitor's refused post: the counts of the protection of forms tell of those."""
    client.force_login(editor)
    for path in ("/admin/", "/admin/pages/", "/admin/images/", "/admin/nowhere/"):
        assert lines(caplog, lambda path=path: client.get(path)) == []
    for path in ("/admin/users/", "/en/nowhere/"):
        assert lines(caplog, lambda path=path: Client().get(path)) == []
    elsewhere = {"Sec-Fetch-Site": "cross-site"}
    assert lines(caplog, lambda: Client(headers=elsewhere).post("/en/rights/", {"email": "a@example.com"})) == []
