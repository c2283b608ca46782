"""One mail that becomes several when it is sent: all of them, once, or none."""

import pytest
from django.core import mail as sent_mail

from privacy.outbox import services
from privacy.outbox.kinds import MailKind, RecordGone, register_mail_kind
from privacy.outbox.models import OutboxMail
from privacy.outbox.services import claim_next, new_mail, queue_mail, send_due

pytestmark = pytest.mark.django_db


class ForEach(MailKind):
    """Stands for three notices."""

    key = "tests.for_each"
    label = "For each"
    splits = True
    error: Exception | None = None

    def split(self, object_id, *, now):
        if self.error:
            raise self.error
        about = {"kind": "tests.notice", "purpose_key": "contact", "subject": None, "language": "nl", "now": now}
        return [new_mail(object_id=number, **about) for number in range(3)]


@pytest.fixture
def for_each(notice, now):
    kind = register_mail_kind(ForEach())
    queue_mail(kind=kind.key, purpose_key="contact", subject=None, object_id=1, language="nl", now=now)
    return kind


def states():
    return sorted(OutboxMail.objects.values_list("kind", "state"))


def test_a_mail_becomes_several_and_each_is_sent(for_each, now):
    """P5: the one is marked in the transaction that queues the others."""
    send_due(now=now)
    assert states() == [("tests.for_each", "sent"), *[("tests.notice", "sent")] * 3]
    assert len(sent_mail.outbox) == 3
    send_due(now=now)
    assert len(sent_mail.outbox) == 3


def test_when_it_fails_nothing_is_queued_and_it_is_tried_again(for_each, now):
    """P5: none, not some."""
    for_each.error = ValueError("no")
    send_due(now=now)
    assert states() == [("tests.for_each", "failed")]
    for_each.error = None
    send_due(now=now + services.FIRST_DELAY)
    assert len(sent_mail.outbox) == 3


def test_a_deleted_record_leaves_nothing_to_split(for_each, now):
    """R69."""
    for_each.error = RecordGone()
    send_due(now=now)
    assert states() == [("tests.for_each", "not_allowed")]


def test_of_two_workers_one_splits(for_each, now):
    """P5: a worker that was slow finds its claim gone, and queues nothing."""
    slow = claim_next(now=now)
    send_due(now=now + services.CLAIM_LASTS + services.FIRST_DELAY)
    assert services._send(slow, now=now) == "sent"
    assert len(sent_mail.outbox) == 3
    assert OutboxMail.objects.filter(kind="tests.notice").count() == 3
