"""Somebody who reports something, and officers at the desk of legal cases."""

from datetime import timedelta

import pytest
from django.utils import timezone

from leads.cases import services
from leads.cases.models import LegalCase
from leads.forms.rendering import released_purposes, shown_now
from leads.forms.selectors import live_version
from leads.submissions import spam
from leads.submissions.services import capture_submission
from privacy.access.services import authorise
from privacy.register.selectors import current_release
from tests.factories import all_is_told, granter, member_of
from tests.leads.conftest import Visitor, receive, visitor  # noqa: F401
from tests.privacy.rights.conftest import ADDRESS, PERSON, desk, sent  # noqa: F401

DESK = "/admin/cases/"
NOTIFIER = "mieke.melder@melding-mail.example"
NOTICE = {
    "illegal_kind": "personal_data",
    "location": "https://www.kargro.example/en/about/\nthe second photo",
    "message": "My face stands in this photo, and nobody asked me.",
    "name": "Mieke Melder",
    "email": NOTIFIER,
    "statement": True,
}


def make_notice(answers, *, at=None, language="en"):
    """Send a notice without going through HTTP; return its message."""
    now = at or timezone.now()
    version = live_version("notice", language)
    return capture_submission(
        version=version,
        purposes=released_purposes(version),
        release_number=current_release().number,
        answers=answers,
        shown=shown_now(version, page_title="Report", page_path="/en/report/"),
        key_digest=spam.new_key("notice", now=now).digest,
        address="192.0.2.9",
        terms=None,
        now=now,
    )


@pytest.fixture
def notice(db):
    """Make the case of a notice: notice(at=…, **answers)."""

    def make(*, at=None, language="en", **answers):
        message = make_notice({**NOTICE, **answers}, at=at, language=language)
        return LegalCase.objects.get(submission=message)

    return make


@pytest.fixture
def officer(db):
    """Make a privacy officer: officer("ada", "legal_requests", "legal_proceedings")."""

    def make(name, *purposes):
        user = member_of("Privacy officers", name)
        for purpose in purposes:
            until = timezone.localdate() + timedelta(days=300)
            authorise(
                user=user, purpose_key=purpose, training_valid_until=until, granted_by=granter(), now=timezone.now()
            )
        all_is_told()
        return user

    return make


@pytest.fixture
def eve(officer):
    """A second officer, who takes out what ada chose."""
    return officer("eve", "legal_requests", "legal_proceedings")


@pytest.fixture
def ada(officer):
    return officer("ada", "legal_requests", "legal_proceedings")


@pytest.fixture
def order(ada):
    """Make the case of an authority's order, assessed: order()."""

    def make(*, assessed=True, email="", name="Police, Midden-Nederland"):
        now = timezone.now()
        case = services.open_case(
            kind="order",
            received_on=timezone.localdate(now),
            language="en",
            words="Order 2026/4711: who wrote on 3 November?",
            name=name,
            email=email,
            by=ada,
            now=now,
        )
        if assessed:
            services.assess(case=case, basis="legal_obligation", ground="Art. 126nc Sv", text="", by=ada, now=now)
            case.refresh_from_db()
        return case

    return make
