"""A kind of mail that renders without a record, and a way to queue it."""

from datetime import UTC, datetime

import pytest

from privacy.outbox import kinds
from privacy.outbox.kinds import MailKind, Message, RecordGone, register_mail_kind
from privacy.outbox.services import queue_mail

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


class Notice(MailKind):
    """Remembers what it was asked; refuses or loses its record on demand."""

    key = "tests.notice"
    label = "Notice"
    gone = False

    def render(self, object_id, language):
        if self.gone:
            raise RecordGone
        return Message(
            ("someone@example.com",),
            f"Notice {object_id}\nBcc: x",
            "Text",
            "<p>Text</p>",
            {"Reply-To": "r@example.com"},
        )


@pytest.fixture
def now():
    return NOW


@pytest.fixture
def notice(monkeypatch):
    monkeypatch.setattr(kinds, "_kinds", dict(kinds._kinds))
    return register_mail_kind(Notice())


@pytest.fixture
def queue(db, notice):
    def queue_notice(subject=None, purpose_key="contact", object_id=7, **more):
        values = {"language": "nl", "now": NOW, **more}
        return queue_mail(kind="tests.notice", purpose_key=purpose_key, subject=subject, object_id=object_id, **values)

    return queue_notice
