"""No public address takes a post that another website made a visitor's browser send (CSRF; ASVS 3.5.1)."""

import pytest
from django.test import Client

from tests import test_limits
from tests.leads.conftest import Visitor
from tests.test_limits import OURS, POSTS, clock, folders, written  # noqa: F401

FOREIGN = {"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example", "Referer": "https://evil.example/"}
# Anybody may send one: they are believed little and bounded, and nothing follows from them.
OPEN = {"blocked/": 204}


def foreign_browser(address=OURS):
    return Client(enforce_csrf_checks=True, headers=FOREIGN, REMOTE_ADDR=address)


def foreign_form(number):
    answers = {"name": "Jan", "email": f"jan-{number}@example.com", "message": f"{number} casings."}
    return lambda: Visitor().send(answers, headers=FOREIGN)


def sent_from_elsewhere(door, monkeypatch):
    """Prepare a post that would be taken, send it as another website would, and return its answer and what it wrote."""
    post = foreign_form(1) if door == "forms/<slug:slug>/" else POSTS[door](1)
    monkeypatch.setattr(test_limits, "browser", foreign_browser)
    before = written()
    answer = post()
    after = written()
    return answer, {label for label in after if after[label] != before[label]}


@pytest.mark.django_db
@pytest.mark.parametrize("door", sorted(POSTS))
def test_a_post_of_another_website_is_refused_and_writes_nothing(door, monkeypatch):
    """R53, P7: every door of the URL map that takes posts, with a post that it takes from our own page."""
    answer, changed = sent_from_elsewhere(door, monkeypatch)
    assert answer.status_code == OPEN.get(door, 403)
    assert changed == (set() if door not in OPEN else {"privacy_cookies.BlockedLoad"})


@pytest.mark.django_db
def test_a_door_that_does_not_look_where_a_post_comes_from_is_found(settings, monkeypatch):
    """P7: planted: the same walk meets a view that takes whatever comes."""
    settings.ROOT_URLCONF = test_limits.__name__
    monkeypatch.setitem(POSTS, "pretending/", lambda number: lambda: test_limits.browser().post("/pretending/"))
    answer, changed = sent_from_elsewhere("pretending/", monkeypatch)
    assert (answer.status_code, changed) == (200, {"privacy_cookies.BlockedLoad"})
