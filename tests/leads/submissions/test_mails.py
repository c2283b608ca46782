"""Every mail of the room, in every language: two parts, nothing fetched, and to staff not a word of anybody's."""

import re

import pytest
from django.core import mail as sent_mail
from django.utils import timezone

from leads.inbox import mails as staff_mails
from leads.inbox.models import StaffNotification
from leads.inbox.replies import send_reply
from leads.submissions.mails import Receipt
from leads.submissions.models import Submission
from privacy.outbox.delivery import deliver
from tests.leads.staff import reader, team

pytestmark = pytest.mark.django_db
SENTINEL = "Xq7sentinel"
ANSWERS = {
    "name": f"{SENTINEL} Name",
    "organisation": f"{SENTINEL} BV",
    "email": f"{SENTINEL.lower()}@example.com",
    "phone": ["+31612345678"],
    "subject": f"{SENTINEL} subject",
    "message": f"{SENTINEL} <b>message</b>",
}
TO_STAFF = {"notice", "nobody", "summary", "overdue"}


@pytest.fixture
def mails(receive):
    """Render every mail about one message: mails(language) → by name."""
    anna = reader("anna")
    message = receive(ANSWERS)
    Submission.objects.filter(pk=message.pk).update(team=team("Casings", anna, mailbox="casings@kargro.example"))
    rows = {
        kind: StaffNotification.objects.create(submission=message, user=anna, kind=kind, at=timezone.now())
        for kind in StaffNotification.Kind
    }
    note = send_reply(submission=message, user=anna, text="Yes: 200 < 300.\n\nUntil soon", now=timezone.now())
    Submission.objects.filter(pk=message.pk).update(state=Submission.State.NEW)

    def render(language):
        return {
            "notice": staff_mails.Notice().render(rows["new"].pk, language),
            "overdue": staff_mails.Overdue().render(rows["overdue"].pk, language),
            "summary": staff_mails.Summary().render(anna.pk, language),
            "nobody": staff_mails.NobodyMayRead().render(message.pk, language),
            "receipt": Receipt().render(message.pk, language),
            "reply": staff_mails.Reply().render(note.pk, language),
        }

    return render


@pytest.mark.parametrize("language", ["en", "nl", "de", "fr"])
def test_every_mail_has_two_parts_and_fetches_nothing(mails, language):
    """X4, R54: text first, then HTML in the same language; no pixel, style sheet, script or frame; both schemes of colour."""
    for name, message in mails(language).items():
        sent_mail.outbox.clear()
        deliver(message, message_id="<1.x@example.com>")
        mime = sent_mail.outbox[0].message()
        assert [part.get_content_type() for part in mime.get_payload()] == ["text/plain", "text/html"], name
        assert f'<html lang="{language}"' in message.html, name
        assert not re.search(r"<(img|link|script|iframe|object)\b|url\(|@import|background=", message.html), name
        assert 'name="color-scheme" content="light dark"' in message.html, name
        assert "prefers-color-scheme: dark" in message.html, name
        for text in (message.text, message.subject):
            assert not re.search(r"\{[%{#]|%\(", text), name
        assert "\n" not in message.subject, name


@pytest.mark.parametrize("language", ["en", "nl", "de", "fr"])
def test_no_answer_stands_in_a_mail_to_staff_or_in_any_subject(mails, language):
    """R69: reference, form, language and a link."""
    reference = Submission.objects.get().reference
    for name, message in mails(language).items():
        holds = message.subject if name not in TO_STAFF else f"{message.subject}{message.text}{message.html}"
        assert SENTINEL.lower() not in holds.lower(), name
        assert "612345678" not in holds, name
        assert reference in f"{message.subject}{message.text}", name
        assert ANSWERS["email"] not in message.to or name in ("receipt", "reply"), name


def test_the_receipt_repeats_no_answer(mails):
    """R41: whoever reads along learns the code, not what was written."""
    receipt = mails("en")["receipt"]
    assert receipt.to == (ANSWERS["email"],)
    assert SENTINEL.lower() not in f"{receipt.text}{receipt.html}".lower()


def test_answers_to_the_visitor_come_back_to_the_team(mails):
    """Issue 3, 5: receipt and reply alike."""
    made = mails("nl")
    for name in ("receipt", "reply"):
        assert made[name].headers["Reply-To"] == "casings@kargro.example"


def test_a_form_has_its_own_words_for_the_receipt(receive, contact_form):
    """Issue 3, 1: subject and text per language, from the version that was sent."""
    contact_form.receipt_subject = "Thank you for your question"
    contact_form.receipt_text = '<p>We answer <b>tomorrow</b>.</p><p>See <a href="https://example.com/a">this</a>.</p>'
    contact_form.save_revision().publish()
    message = receive()
    receipt = Receipt().render(message.pk, "en")
    assert receipt.subject == f"Thank you for your question ({message.reference})"
    assert "We answer tomorrow.\n\nSee this (https://example.com/a)." in receipt.text
    assert 'href="https://example.com/a"' in receipt.html
    assert "Thank you for your question" in receipt.html
    assert "Your message has arrived" not in receipt.text
