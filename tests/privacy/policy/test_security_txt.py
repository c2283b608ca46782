"""Whoever found a weakness reads where to tell it, at the address that RFC 9116 names."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.conf import settings
from django.test import Client

from privacy.register.models import Controller
from privacy.register.services import publish_release

pytestmark = pytest.mark.django_db
ADDRESS = "/.well-known/security.txt"
NOON = datetime(2027, 5, 3, 12, tzinfo=UTC)


def fields(response):
    """Return the fields of the file; RFC 9116 writes one a line."""
    return dict(line.split(": ", 1) for line in response.content.decode().splitlines())


def test_the_contact_is_the_controllers_as_released(client):
    """R2, P4: one place keeps the address; the draft of it is read by nobody before its release."""
    before = fields(client.get(ADDRESS))["Contact"]
    assert before == f"mailto:{Controller.objects.get().email}"
    Controller.objects.update(email="safe@example.org")
    assert fields(client.get(ADDRESS))["Contact"] == before
    publish_release(user=None, note="address", material=False, now=NOON)
    assert fields(client.get(ADDRESS))["Contact"] == "mailto:safe@example.org"


@pytest.mark.parametrize("hour", [0, 23])
def test_it_expires_within_a_year_and_says_so_in_utc(client, hour):
    """P4: the file is true whenever it is read (RFC 9116 §2.5.5), and a cache may keep one of the same day."""
    moment = NOON.replace(hour=hour, minute=30)
    with time_machine.travel(moment, tick=False):
        expires = datetime.fromisoformat(fields(client.get(ADDRESS))["Expires"])
    assert moment + timedelta(days=170) < expires < moment + timedelta(days=365)
    assert expires == datetime(2027, 10, 30, tzinfo=UTC)


def test_it_names_its_own_address_and_the_languages_of_the_site(client):
    """P4: whoever copied the file can tell where it belongs (RFC 9116 §2.5.2)."""
    response = client.get(ADDRESS)
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    found = fields(response)
    assert found["Canonical"] == f"{settings.SITE_URL}{ADDRESS}"
    assert set(found["Preferred-Languages"].split(", ")) == {"en", "nl", "de", "fr"}
    assert set(found) == {"Contact", "Expires", "Canonical", "Preferred-Languages"}


def test_it_is_the_same_for_everyone_and_sets_nothing():
    """C1, C5: no cookie, no redirect to a language, one copy for every cache."""
    stranger, regular = Client(), Client(headers={"Accept-Language": "nl"})
    regular.cookies.load({"kargro_consent": "advertising=-1", "django_language": "fr"})
    first, second = stranger.get(ADDRESS), regular.get(ADDRESS)
    assert first.content == second.content
    assert not first.cookies
    assert not second.cookies
    assert "public" in first["Cache-Control"]
    assert "cookie" not in first.get("Vary", "").lower()
    assert stranger.post(ADDRESS).status_code == 405


def test_there_is_none_before_a_release_says_who_answers(client, monkeypatch):
    """R2, P4: an address that nothing stands behind is not given."""
    monkeypatch.setattr("privacy.policy.security_txt.released_register", lambda: None)
    assert client.get(ADDRESS).status_code == 404
