"""Claim, re-check, send, mark: nothing lost, nothing sent that is no longer wanted."""

import smtplib
from datetime import timedelta

import pytest
from django.core import mail as sent_mail
from django.db import connection

from privacy.ledger.services import get_or_create_subject, record_basis
from privacy.outbox import services
from privacy.outbox.models import OutboxMail
from privacy.outbox.selectors import oldest_due_age
from privacy.outbox.services import claim_next, delay_after, message_id, new_mail, queue_mails, send_due, try_again
from privacy.register.selectors import current_release

pytestmark = pytest.mark.django_db


def broken(*args, **kwargs):
    raise smtplib.SMTPServerDisconnected("someone@example.com is unknown here")


def test_a_queued_mail_is_one_insert_of_ids_only(queue, django_assert_num_queries):
    """P5, R69: queueing costs one statement; the row holds no address and no text."""
    with django_assert_num_queries(1):
        mail = queue()
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM privacy_outbox_outboxmail WHERE id = %s", [mail.pk])
        assert "example.com" not in str(cursor.fetchone())


def test_several_mails_are_one_insert(notice, now, django_assert_num_queries):
    """P5: receipt and staff notice cost one statement together."""
    mails = [
        new_mail(kind="tests.notice", purpose_key="contact", subject=None, object_id=n, language="en", now=now)
        for n in (1, 2)
    ]
    with django_assert_num_queries(1):
        queue_mails(mails)


def test_an_unknown_kind_is_refused_when_queueing(db, now):
    """P5: a mail that nothing could ever render does not enter the queue."""
    with pytest.raises(KeyError):
        new_mail(kind="tests.nothing", purpose_key="contact", subject=None, object_id=1, language="en", now=now)


def test_a_due_mail_is_sent_once_with_a_stable_id(queue, now):
    """P5: the Message-ID comes from the row, so a second copy is recognisable."""
    mail = queue()
    assert send_due(now=now).sent == 1
    assert send_due(now=now).total == 0
    [message] = sent_mail.outbox
    assert message.extra_headers["Message-ID"] == message_id(OutboxMail.objects.get(pk=mail.pk))
    assert message.extra_headers["Message-ID"].endswith("@www.kargrogroup.test>")
    assert message.extra_headers["Auto-Submitted"] == "auto-generated"
    assert OutboxMail.objects.get(pk=mail.pk).state == "sent"


def test_a_line_break_cannot_smuggle_a_header_into_the_subject(queue, now):
    """R69: header injection ends up as words in the subject."""
    queue()
    send_due(now=now)
    assert sent_mail.outbox[0].subject == "Notice 7 Bcc: x"


def test_a_mail_waits_for_its_time(queue, now):
    """P5: not one second early."""
    queue(not_before=now + timedelta(hours=1))
    assert send_due(now=now + timedelta(minutes=59, seconds=59)).total == 0
    assert send_due(now=now + timedelta(hours=1)).sent == 1


def test_the_basis_is_asked_again_just_before_sending(queue, now, in_use):
    """R57e: a withdrawal between queueing and sending stops the mail."""
    in_use("newsletter")
    subject = get_or_create_subject(email="someone@example.com", now=now)
    number = current_release().number
    said = {"text_hash": "", "release_number": number, "language": "nl", "channel": "form", "now": now}
    record_basis(subject=subject, purpose_key="newsletter", action="accepted", basis="consent", **said)
    first = queue(subject=subject, purpose_key="newsletter")
    assert send_due(now=now).sent == 1
    second = queue(subject=subject, purpose_key="newsletter")
    record_basis(subject=subject, purpose_key="newsletter", action="withdrawn", basis="consent", **said)
    assert send_due(now=now).not_allowed == 1
    assert [OutboxMail.objects.get(pk=mail.pk).state for mail in (first, second)] == ["sent", "not_allowed"]


def test_a_mail_about_a_deleted_record_is_not_sent(queue, now, notice):
    """R58: what was erased writes no letters."""
    notice.gone = True
    queue()
    assert send_due(now=now).not_allowed == 1
    assert sent_mail.outbox == []


def test_a_failing_server_is_tried_again_later_and_later_and_then_given_up(queue, now, monkeypatch, caplog):
    """P5, R69: 1, 3, 9 … minutes; the row and the log keep the error's class, never its text."""
    monkeypatch.setattr(services, "deliver", broken)
    mail = queue()
    when = now
    for attempt in range(1, services.MAX_ATTEMPTS):
        assert send_due(now=when).failed == 1
        mail.refresh_from_db()
        assert mail.not_before == when + delay_after(attempt)
        assert send_due(now=mail.not_before - timedelta(seconds=1)).total == 0
        when = mail.not_before
    assert send_due(now=when).given_up == 1
    assert send_due(now=when + timedelta(days=30)).total == 0
    mail.refresh_from_db()
    assert (mail.state, mail.error) == ("given_up", "SMTPServerDisconnected")
    assert "example.com" not in caplog.text
    assert [delay_after(n).total_seconds() / 60 for n in (1, 2, 3, 9)] == [1, 3, 9, 720]


def test_a_given_up_mail_can_be_tried_again(queue, now, monkeypatch):
    """P5: staff put it back once the cause is gone."""
    mail = queue()
    OutboxMail.objects.filter(pk=mail.pk).update(state="given_up", attempts=services.MAX_ATTEMPTS)
    try_again(mail=mail, now=now)
    assert send_due(now=now).sent == 1


def test_the_claim_of_a_dead_worker_is_taken_over_after_ten_minutes(queue, now):
    """P5: a worker killed after its claim loses no mail."""
    mail = queue()
    assert claim_next(now=now).pk == mail.pk
    assert claim_next(now=now + services.CLAIM_LASTS) is None
    assert send_due(now=now + services.CLAIM_LASTS + timedelta(seconds=1)).sent == 1


def test_a_worker_that_lost_its_claim_does_not_overwrite_the_other(queue, now):
    """P5: the mark is bound to the claim."""
    queue()
    slow = claim_next(now=now)
    later = now + services.CLAIM_LASTS + timedelta(seconds=1)
    assert send_due(now=later).sent == 1
    services._mark(slow, state="failed", error="TimeoutError")
    assert OutboxMail.objects.get().state == "sent"


@pytest.mark.django_db(transaction=True)
def test_no_transaction_is_open_while_the_server_is_spoken_to(queue, now, monkeypatch):
    """P5: a slow mail server holds no lock."""
    seen = []
    monkeypatch.setattr(services, "deliver", lambda message, message_id: seen.append(connection.in_atomic_block))
    queue()
    send_due(now=now)
    assert seen == [False]


def test_the_age_of_the_queue_counts_from_when_a_mail_was_due(queue, now):
    """P6: what is due and not taken up makes the queue old."""
    assert oldest_due_age(now=now) == timedelta(0)
    queue(not_before=now + timedelta(minutes=5))
    assert oldest_due_age(now=now) == timedelta(0)
    assert oldest_due_age(now=now + timedelta(minutes=8)) == timedelta(minutes=3)
    send_due(now=now + timedelta(minutes=8))
    assert oldest_due_age(now=now + timedelta(days=1)) == timedelta(0)
