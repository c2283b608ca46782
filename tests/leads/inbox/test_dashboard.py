"""The CMS home says what waits, to those who may answer."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from privacy.access.services import authorise
from tests.factories import member_of

HOME_QUERIES = 15


@pytest.fixture
def handler(db):
    return member_of("Lead handlers")


def home_of(user) -> str:
    client = Client()
    client.force_login(user)
    return client.get("/admin/").content.decode()


def allow(user, purpose="contact") -> None:
    officer = member_of("Privacy officers", "granting-officer")
    until = timezone.localdate() + timedelta(days=30)
    authorise(user=user, purpose_key=purpose, training_valid_until=until, granted_by=officer, now=timezone.now())


def test_a_handler_reads_how_many_messages_wait_and_for_how_long(handler, receive):
    """X7, E2: a sentence with number, age and link."""
    allow(handler)
    assert "No message is waiting." in home_of(handler)
    receive(at=timezone.now() - timedelta(hours=3))
    assert "1 message waits, since 3" in home_of(handler)


def test_a_handler_without_authorisation_reads_whom_to_ask(handler, receive):
    """R65, R67: no count of messages that the person may not read."""
    receive()
    page = home_of(handler)
    assert "Ask a privacy officer to authorise you." in page
    assert "message waits" not in page


def test_an_editor_reads_nothing_about_messages(db, receive):
    """R65, X7: each role sees its own sentences."""
    receive()
    page = home_of(member_of("Editors"))
    assert "What needs you" in page
    assert "message waits" not in page
    assert "/admin/inbox/" not in page


@pytest.mark.parametrize("role", ["Editors", "Translators", "Lead handlers", "Privacy officers", "Administrators"])
def test_the_home_stays_within_its_queries(role, receive):
    """X7: what our panels ask of the database, beyond what Wagtail's own home asks, is at most 15 queries."""
    user = member_of(role)
    allow(user)
    client = Client()
    client.force_login(user)
    client.get("/admin/")
    with CaptureQueriesContext(connection) as whole:
        client.get("/admin/")
    with CaptureQueriesContext(connection) as bare:
        client.get("/admin/account/")
    assert len(whole) - len(bare) <= HOME_QUERIES, (len(whole), len(bare))
