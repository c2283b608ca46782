"""Somebody with data, a browser on our own page, and officers at the desk."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from privacy.access.services import authorise
from privacy.outbox.services import send_due
from privacy.rights import handing_over, services
from privacy.rights.deadline import received_day
from tests.factories import all_is_told, granter, member_of
from tests.leads.conftest import receive  # noqa: F401

LIST = "/admin/requests/"
ADDRESS = "zsofia.sentinel@sentinel-mail.example"
PERSON = {"name": "Zsofia Sentinelova", "email": ADDRESS, "message": "Sentinel words about casings."}


class Browser(Client):
    """A browser that refuses cookies and says that our own page posts."""

    def __init__(self, language="en"):
        super().__init__(enforce_csrf_checks=True, headers={"Sec-Fetch-Site": "same-origin"})
        self.language = language

    def start(self, **data):
        return self.post(f"/{self.language}/rights/", data)

    def prove(self, email=ADDRESS):
        """Ask for a code, read it in the mail, type it; return the address of the page with the data."""
        asked = self.start(email=email)
        assert asked.status_code == 302
        typed = self.post(asked.url, {"code": code_in(sent()[-1])})
        assert typed.status_code == 302, typed.content
        return typed.url


def sent() -> list:
    """Return the mails that go out now."""
    mail.outbox.clear()
    send_due(now=timezone.now())
    return list(mail.outbox)


def code_in(message) -> str:
    return re.search(r"\b(\d{4} \d{4})\b", message.body)[1]


@pytest.fixture
def browser(db):
    return Browser()


@pytest.fixture
def person(receive):  # noqa: F811
    """Somebody who wrote to us once; the mails about it are out."""
    message = receive(PERSON)
    sent()
    return message


@pytest.fixture
def officer(db):
    """Make a privacy officer who may handle requests: officer("ada")."""

    def make(name="ada", *, authorised=True):
        user = member_of("Privacy officers", name)
        if authorised:
            until = timezone.localdate() + timedelta(days=100)
            authorise(
                user=user,
                purpose_key="rights_requests",
                training_valid_until=until,
                granted_by=granter(),
                now=timezone.now(),
            )
        all_is_told()
        return user

    return make


def desk(user):
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def agreed(officer):
    """Return a function: two officers look, and the copy of a request may be handed over."""

    def both(request, ada):
        request.refresh_from_db()
        handing_over.propose(request=request, by=ada, now=timezone.now())
        handing_over.agree(request=request, by=officer("second-look"), now=timezone.now())

    return both


@pytest.fixture
def ada(officer):
    return officer("ada")


@pytest.fixture
def bob(officer):
    return officer("bob")


@pytest.fixture
def ask(db):
    """Make a request: ask("erasure", days=3)."""

    def make(right="access", *, days=0, email=ADDRESS, **more):
        now = timezone.now()
        received = received_day(now) - timedelta(days=days)
        values = {"channel": "mailbox", "language": "en", "received_on": received, "email": email, "now": now, **more}
        return services.receive(right=right, **values)

    return make


def act(client, request, action, **data):
    return client.post(f"{LIST}{request.pk}/act/", {"action": action, **data}, follow=True)
