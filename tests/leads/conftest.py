"""A visitor's browser, keys and answers for the form tests."""

from datetime import timedelta

import altcha
import pytest
from django.test import Client
from django.utils import timezone

from leads.forms.models import LeadForm
from leads.forms.rendering import mark, released_purposes, shown_now
from leads.forms.selectors import live_version
from leads.submissions import spam
from leads.submissions.services import capture_submission
from leads.submissions.spam import layers
from privacy.register.selectors import current_release

PATH = "/en/forms/contact/"
ANSWERS = {"name": "Jan Jansen", "email": "jan@example.com", "message": "Two hundred casings, please."}


def proof_of_work(text, slug="contact"):
    """The solution of a key's puzzle, made as cheap as it can be."""
    key = spam.read_key(text or "", slug, now=timezone.now())
    if key is None or not key.fetched:
        return ""
    challenge = altcha.Challenge.from_dict(spam.puzzle(key, rounds=1, most_tries=1))
    return altcha.Payload(challenge, altcha.solve_challenge(challenge)).to_base64()


class Visitor(Client):
    """A browser on our own page: it says so, checks forgery protection, and keeps whatever cookies it is given."""

    def __init__(self):
        super().__init__(enforce_csrf_checks=True, headers={"Sec-Fetch-Site": "same-origin"})

    def key(self, age=10, slug="contact"):
        """A key as our script fetches it."""
        return spam.new_key(slug, now=timezone.now() - timedelta(seconds=age), fetched=True).text

    def shown(self, **page):
        return mark(shown_now(live_version("contact", "en"), **page))

    def send(self, answers=None, *, path=PATH, **extra):
        """Post answers with everything a browser with JavaScript adds; `extra` replaces or, as None, removes."""
        data = {"form_key": self.key(), "form_shown": self.shown(), "website": "", **(answers or ANSWERS)}
        headers = extra.pop("headers", None)
        data = {**data, **extra}
        data.setdefault("form_proof", proof_of_work(data["form_key"]))
        data = {name: value for name, value in data.items() if value is not None}
        return self.post(path, data, headers=headers)


@pytest.fixture(autouse=True)
def _switches_as_they_are():
    """Each test reads the switches of its own database."""
    layers.forget()
    yield
    layers.forget()


@pytest.fixture
def visitor(db):
    return Visitor()


@pytest.fixture
def contact_form(db):
    return LeadForm.objects.get(slug="contact", locale__language_code="en")


def capture(answers=None, *, at=None):
    """Make a message without going through HTTP."""
    now = at or timezone.now()
    version = live_version("contact", "en")
    return capture_submission(
        version=version,
        purposes=released_purposes(version),
        release_number=current_release().number,
        answers=answers or ANSWERS,
        shown=shown_now(version, page_title="Contact", page_path="/en/contact/"),
        key_digest=spam.new_key("contact", now=now).digest,
        address="192.0.2.7",
        terms=None,
        now=now,
    )


@pytest.fixture
def receive(db):
    """Return what makes a message: receive(answers, at=…)."""
    return capture


def spec(key="name", **changes):
    """A field of a schema."""
    found = {"key": key, "kind": key, "category": key, "block": f"b-{key}", "label": key.title(), "help": ""}
    return {**found, "requirement": "optional", **changes}


@pytest.fixture
def make_asked():
    from leads.forms.lint import Asked

    def make(*keys, purposes=("contact",), **changes):
        schema = [spec(key, requirement="one_of" if key in ("email", "phone") else "optional") for key in keys]
        values = {"name": "Ask", "slug": "ask", "language": "en", "purposes": purposes, "schema": schema}
        return Asked(**{**values, **changes})

    return make


@pytest.fixture
def released(db):
    return current_release()


def codes(findings):
    return [finding.code for finding in findings]


__all__ = ["ANSWERS", "PATH", "Visitor", "codes", "spec"]


@pytest.fixture
def time_machine_later():
    """Move the clock on: `with time_machine_later(minutes=31): …`."""
    import time_machine

    def later(**delta):
        return time_machine.travel(timezone.now() + timedelta(**delta), tick=True)

    return later
