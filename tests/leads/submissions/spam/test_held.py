"""What is held back: who sees it, letting it in, deleting it (R46)."""

from datetime import timedelta

import pytest
from django.utils import timezone

from leads.inbox.held import NotHeld, discard, release
from leads.submissions.models import Submission
from privacy.access.models import AccessEvent
from privacy.ledger.models import LedgerEvent
from privacy.outbox.models import OutboxMail
from tests.leads.conftest import ANSWERS
from tests.leads.inbox.conftest import SECRETS, anna, desk, staff  # noqa: F401

pytestmark = pytest.mark.django_db
HELD = "/admin/inbox/held/"


@pytest.fixture
def held(visitor):
    """A message of somebody whose text holds too many links."""
    visitor.send({**ANSWERS, "message": "Two hundred casings https://a.example " + "https://b.example " * 9})
    message = Submission.objects.get()
    assert message.state == Submission.State.HELD
    return message


def test_a_held_message_is_in_no_list_but_its_own(held, anna):  # noqa: F811
    """R46, R65: masked, with the reason; the inbox and the home say that it is there."""
    browser = desk(anna)
    html = browser.get(HELD).content.decode()
    assert held.reference in html
    assert "ten or more web addresses" in html
    assert not [secret for secret in SECRETS if secret in html]
    inbox = browser.get("/admin/inbox/").content.decode()
    assert held.reference not in inbox
    assert "Held back (1)" in inbox
    assert "1 message is held back" in browser.get("/admin/").content.decode()
    assert AccessEvent.objects.filter(actor_id=anna.pk, action="list").exists()


def test_letting_in_sends_what_a_new_message_sends(held, anna, monkeypatch):  # noqa: F811
    """R46: handlers and mails run then, once; it waits since it was sent; who did it is written down."""
    from leads.submissions import services

    seen = []
    monkeypatch.setattr(services, "_handlers", {})
    services.on_basis("contact")(lambda submission, event, now: seen.append(event.pk))
    received = held.received_at
    response = desk(anna).post(f"{HELD}let-in/", {"message": held.pk})
    assert response.url == f"/admin/inbox/{held.pk}/"
    message = Submission.objects.get()
    assert (message.state, message.received_at) == (Submission.State.NEW, received)
    assert seen == list(LedgerEvent.objects.values_list("pk", flat=True))
    assert OutboxMail.objects.filter(kind="submissions.receipt").count() == 1
    assert AccessEvent.objects.filter(actor_id=anna.pk, action="change", object_id=held.pk).exists()
    desk(anna).post(f"{HELD}let-in/", {"message": held.pk})
    assert OutboxMail.objects.filter(kind="submissions.receipt").count() == 1


def test_two_people_let_the_same_message_in_once(held, anna):  # noqa: F811
    """The second finds it done."""
    release(submission=held, user=anna, now=timezone.now())
    with pytest.raises(NotHeld):
        release(submission=held, user=anna, now=timezone.now())
    with pytest.raises(NotHeld):
        discard(submission=held, user=anna, now=timezone.now())


def test_deleting_asks_once_and_is_written_down(held, anna):  # noqa: F811
    """R46, R68: the question first; then only the entry of who did it remains."""
    browser = desk(anna)
    question = browser.post(f"{HELD}delete/", {"message": held.pk}).content.decode()
    assert "Delete this message?" in question
    assert Submission.objects.exists()
    browser.post(f"{HELD}delete/", {"message": held.pk, "sure": "1"})
    assert not Submission.objects.exists()
    assert AccessEvent.objects.filter(actor_id=anna.pk, action="erase", object_id=held.pk).exists()


@pytest.mark.parametrize("address", ["let-in/", "delete/"])
def test_those_who_may_not_change_or_read_change_nothing(held, staff, address):  # noqa: F811
    """R65: reading only, another purpose, no role."""
    for user in (
        staff("reads", "view", purposes=["contact"]),
        staff("other", "view", "change", purposes=["newsletter"]),
        staff("none"),
    ):
        desk(user).post(HELD + address, {"message": held.pk, "sure": "1"})
    assert Submission.objects.get().state == Submission.State.HELD


def test_an_open_message_cannot_be_deleted_as_held(receive, anna):  # noqa: F811
    """Only what is held back is deleted here."""
    message = receive()
    desk(anna).post(f"{HELD}delete/", {"message": message.pk, "sure": "1"})
    assert Submission.objects.filter(pk=message.pk).exists()


def test_an_empty_list_says_what_belongs_there(anna, db):  # noqa: F811
    assert "Nothing is held back." in desk(anna).get(HELD).content.decode()


def test_what_nobody_lets_in_is_deleted_by_the_rule_of_its_purpose(held, time_machine_later):
    """R58: held messages have no clock of their own."""
    from leads.submissions.personal_data import due_messages
    from privacy.retention.expiry import expire_all

    assert not due_messages("contact-submissions", timezone.now() - timedelta(days=1))
    with time_machine_later(days=5 * 366):
        expire_all(now=timezone.now())
    assert not Submission.objects.exists()
