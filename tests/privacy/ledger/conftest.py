"""A subject and a way to record events, for the ledger's tests."""

from datetime import UTC, datetime

import pytest

from privacy.ledger.services import get_or_create_subject, record_basis

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
TEXT_HASH = "a" * 64


@pytest.fixture
def now():
    return NOW


@pytest.fixture
def subject(db):
    return get_or_create_subject(email="someone@example.com", now=NOW)


@pytest.fixture
def record(db):
    def record_event(subject, purpose_key="newsletter", action="accepted", basis="consent", now=NOW, **more):
        values = {
            "text_hash": TEXT_HASH,
            "release_number": 1,
            "language": "nl",
            "channel": "form",
            "form_version": 7,
            "path": "/nl/contact/",
            **more,
        }
        return record_basis(subject=subject, purpose_key=purpose_key, action=action, basis=basis, now=now, **values)

    return record_event
