"""Replying by mail: what is kept, what is sent, and in whose words."""

from datetime import timedelta

import pytest
from django.core import mail as sent_mail
from django.db import connection
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Locale

from leads.inbox.models import ReplyTemplate
from leads.inbox.replies import CannotReply, ReplyForm, can_reply, delivery_of, send_reply
from leads.submissions.models import Submission, SubmissionNote
from privacy.access.models import AccessEvent
from privacy.ledger.models import LedgerEvent
from privacy.ledger.services import record_basis
from privacy.outbox.models import OutboxMail
from privacy.outbox.services import send_due
from tests.leads.conftest import ANSWERS
from tests.leads.staff import reader, team

pytestmark = pytest.mark.django_db
TEXT = "Dear Xq7sentinel,\n\nYes: 200 < 300 casings.\nSee https://example.com\n\nCode {reference}"


@pytest.fixture
def anna(db):
    return reader("anna")


@pytest.fixture
def message(receive):
    made = receive()
    OutboxMail.objects.all().delete()
    return made


def reply(message, user, text=TEXT, now=None):
    return send_reply(submission=message, user=user, text=text, now=now or timezone.now())


def test_a_reply_is_sent_with_the_code_and_no_word_in_the_subject(message, anna):
    """R69, X4: two parts, nothing remote, the team's name, the company's footer."""
    reply(message, anna)
    send_due(now=timezone.now())
    (mail,) = sent_mail.outbox
    assert mail.to == [ANSWERS["email"]]
    assert mail.subject == f"Your message to Kargro Group ({message.reference})"
    assert f"Code {message.reference}" in mail.body
    assert "200 < 300 casings.\nSee https://example.com" in mail.body
    html = mail.alternatives[0][0]
    assert "200 &lt; 300 casings.<br>" in html
    assert "<img" not in html
    assert "{reference}" not in html
    assert anna.username not in mail.message().as_string().lower().replace("kargro", "")


def test_answers_go_to_the_teams_mailbox_else_to_the_company(message, anna):
    """R73: where people's answers arrive is a mailbox that the inventory knows."""
    reply(message, anna)
    Submission.objects.update(team=team("Casings", mailbox="casings@kargro.example"))
    reply(message, anna, "Another")
    send_due(now=timezone.now(), limit=1)
    assert sent_mail.outbox[0].extra_headers["Reply-To"] == "casings@kargro.example"
    assert "Casings\nKargro Group" in sent_mail.outbox[0].body
    Submission.objects.update(team=None)
    send_due(now=timezone.now())
    assert sent_mail.outbox[1].extra_headers["Reply-To"] == "info@kargro.nl"


def test_a_reply_counts_as_contact_and_is_written_down(message, anna):
    """R60, R68: clock, state and outcome; the log names the record, not the words."""
    later = timezone.now() + timedelta(days=3)
    Submission.objects.update(call_back_on=later.date())
    note = reply(message, anna, now=later)
    message.refresh_from_db()
    assert (message.state, message.outcome) == (Submission.State.ANSWERED, Submission.Outcome.REPLIED)
    assert message.last_contact_at == later
    assert message.call_back_on is None
    assert (note.kind, note.author) == (SubmissionNote.Kind.REPLIED, anna)
    assert AccessEvent.objects.filter(action="change", object_id=message.pk, actor_id=anna.pk).count() == 1


def test_a_reply_is_stored_encrypted_and_only_there(message, anna):
    """R61, R69: no table holds its words in plain text, the queue holds ids."""
    reply(message, anna)
    send_due(now=timezone.now())
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            assert "Xq7sentinel" not in repr(cursor.fetchall()), table


def test_pressing_twice_sends_once(message, anna):
    """R45: the same words by the same person within ten minutes are one reply; ten minutes later they are another."""
    now = timezone.now()
    first = reply(message, anna, now=now)
    assert reply(message, anna, now=now + timedelta(minutes=9)) == first
    assert reply(message, anna, now=now + timedelta(minutes=11)) != first
    assert OutboxMail.objects.count() == 2


@pytest.mark.parametrize(
    ("answers", "state"),
    [({"name": "Jan", "phone": ["+31612345678"]}, "new"), (ANSWERS, "held")],
)
def test_without_an_address_or_while_held_back_nothing_is_sent(message, anna, answers, state):
    """R39: a phone number is called."""
    message.answers, message.state = answers, state
    message.save()
    assert not can_reply(message)
    with pytest.raises(CannotReply):
        reply(message, anna)
    assert not SubmissionNote.objects.exists()


def test_a_reply_to_who_objected_meanwhile_is_not_sent(message, anna):
    """R77: the ledger is asked just before sending."""
    reply(message, anna)
    last = LedgerEvent.objects.get()
    record_basis(
        subject=message.subject,
        purpose_key="contact",
        action=LedgerEvent.Action.OBJECTED,
        basis=last.basis,
        text_hash=last.text_hash,
        release_number=last.release_number,
        language="en",
        channel="staff",
        form_version="",
        path="",
        ip=None,
        now=timezone.now(),
    )
    send_due(now=timezone.now())
    assert sent_mail.outbox == []


def test_the_reply_of_a_deleted_message_is_gone_with_it(message, anna):
    """R73: rendered from the record, or not at all."""
    reply(message, anna)
    message.delete()
    send_due(now=timezone.now())
    assert sent_mail.outbox == []
    assert not SubmissionNote.objects.exists()


def test_staff_see_how_far_a_reply_has_come(message, anna):
    """Issue 3, 5: waiting, sent, given up."""
    note = reply(message, anna)
    assert delivery_of(submission=message, notes=[note]) == {note.pk: "waiting"}
    send_due(now=timezone.now())
    assert delivery_of(submission=message, notes=[note]) == {note.pk: "sent"}


def test_templates_are_offered_in_the_visitors_language_only(message):
    """Issue 3, 5: none is said to be none; no other language takes its place."""
    english, dutch = (Locale.objects.get(language_code=code) for code in ("en", "nl"))
    ReplyTemplate.objects.create(locale=dutch, name="Prijs", text="Beste …")
    assert ReplyForm(message).templates == []
    assert ReplyForm(message).no_templates == "There is no reply template in English yet."
    price = ReplyTemplate.objects.create(locale=english, name="Price", text="About {reference}: …")
    form = ReplyForm(message, template=price.pk)
    assert form.templates == [price]
    assert form.no_templates == ""
    assert form["text"].value() == f"About {message.reference}: …"
    assert 'lang="en"' in str(form["text"])


@pytest.mark.parametrize("role", ["Editors", "Privacy officers", "Team leaders"])
def test_templates_are_written_in_the_cms(client, role):
    """X7: by editors and team leaders; a lead handler has no such screen."""
    client.force_login(reader("ed", role=role))
    name = "wagtailsnippets_leads_inbox_replytemplate"
    assert "Texts to begin a reply with" in client.get(reverse(f"{name}:list")).content.decode()
    client.post(reverse(f"{name}:add"), {"name": "Price", "text": "About {reference}"})
    made = ReplyTemplate.objects.get()
    client.post(reverse(f"{name}:edit", args=[made.pk]), {"name": "Price list", "text": made.text})
    made.refresh_from_db()
    assert made.name == "Price list"
    client.force_login(reader("hanna"))
    assert client.get(reverse(f"{name}:list")).status_code == 302
