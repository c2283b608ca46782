"""What people wrote stays in one place: not in logs, mails to staff, queues, addresses or plain columns."""

import logging

import pytest
from django.apps import apps
from django.db import connection
from django.utils import timezone

from leads.submissions.models import Submission
from privacy.outbox.models import OutboxMail
from privacy.outbox.services import send_due
from privacy.personal_data.contract import all_personal_data
from tests.leads.staff import reader

pytestmark = pytest.mark.django_db
SENTINEL = "Xq7sentinel"
ANSWERS = {
    "name": f"{SENTINEL} Name",
    "organisation": f"{SENTINEL} BV",
    "email": f"{SENTINEL.lower()}@example.com",
    "phone": "+31612345678",
    "subject": f"{SENTINEL} subject",
    "message": f"{SENTINEL} message",
}


def holds(text):
    return SENTINEL.lower() in text.lower() or "612345678" in text


def test_no_table_holds_an_answer_in_plain_text(visitor):
    """R61, R69: every column of every table, after a message, its mails and an opened inbox."""
    visitor.send(ANSWERS)
    send_due(now=timezone.now())
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            if holds(repr(cursor.fetchall())):
                found.append(table)
    assert found == []
    assert Submission.objects.get().answers["message"] == ANSWERS["message"]


def test_the_search_for_plain_text_finds_it_where_it_is_planted(visitor):
    """The scan above can fail."""
    visitor.send(ANSWERS)
    Submission.objects.update(page_title=SENTINEL)
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM leads_submissions_submission")
        assert holds(repr(cursor.fetchall()))


def test_no_log_line_holds_an_answer(visitor, caplog):
    """R69: sent, invalid, refused, replayed and mailed, with everything logged."""
    with caplog.at_level(logging.DEBUG):
        visitor.send(ANSWERS)
        visitor.send({**ANSWERS, "email": f"{SENTINEL} broken"})
        visitor.send(ANSWERS, headers={"Sec-Fetch-Site": "cross-site"})
        send_due(now=timezone.now())
    lines = [record.getMessage() for record in caplog.records if not record.name.startswith("django.db")]
    assert lines
    assert not [line for line in lines if holds(line)]


def test_the_address_of_the_receipt_tells_nothing(visitor):
    """R69: no answer in a URL."""
    import base64

    path = visitor.send(ANSWERS).url
    body = path.rstrip("/").rsplit("/", 1)[1].partition(".")[0]
    assert not holds(path + base64.urlsafe_b64decode(body + "==").decode())


def test_mail_to_staff_says_reference_form_language_and_link_only(visitor, mailoutbox):
    """R69: an inbox outside is no place for answers."""
    reader("anna")
    visitor.send(ANSWERS)
    send_due(now=timezone.now())
    staff, receipt = sorted(mailoutbox, key=lambda mail: ANSWERS["email"] in mail.to)
    reference = Submission.objects.get().reference
    source = staff.message().as_string()
    assert staff.to == ["anna@kargro.example"]
    assert reference in staff.subject
    for text in ("Contact", "English", f"/admin/inbox/{Submission.objects.get().pk}/"):
        assert text in staff.body
    assert not holds(source)
    assert receipt.to == [ANSWERS["email"]]
    assert reference in receipt.body
    assert not holds(receipt.subject)


def test_the_receipt_has_text_html_and_no_remote_image(visitor, mailoutbox):
    """R41, X4."""
    visitor.send(ANSWERS)
    send_due(now=timezone.now())
    (receipt,) = [mail for mail in mailoutbox if mail.to == [ANSWERS["email"]]]
    ((html, mimetype),) = receipt.alternatives
    assert mimetype == "text/html"
    assert "<img" not in html
    assert Submission.objects.get().reference in html
    assert "Your message has arrived" in receipt.body
    assert receipt.extra_headers["Reply-To"] == "info@kargro.nl"


def test_a_deleted_message_sends_nothing(visitor, mailoutbox):
    """R69: mails are rendered from the record when they are sent."""
    visitor.send(ANSWERS)
    Submission.objects.all().delete()
    send_due(now=timezone.now())
    assert mailoutbox == []
    assert set(OutboxMail.objects.values_list("state", flat=True)) == {"not_allowed"}


def test_an_authorised_handler_is_told(visitor, mailoutbox):
    """R67: whoever may read the purpose is told; others are not."""
    reader("anna")
    reader("bert", purpose="")
    visitor.send({**ANSWERS, "email": ""})
    send_due(now=timezone.now())
    assert [mail.to for mail in mailoutbox] == [["anna@kargro.example"]]


def test_what_is_personal_prints_as_its_id(visitor, receive):
    """R69: Wagtail's log and error reports print records."""
    message = receive(ANSWERS)
    assert str(message) == str(message.pk)
    assert not holds(repr(message))


def test_every_store_of_the_room_is_declared():
    """R58: fields and rules, or a reason; answers and notes are encrypted."""
    declared = {store.model._meta.label for store in all_personal_data()}
    assert {
        "leads_submissions.Submission",
        "leads_submissions.SubmissionNote",
        "leads_submissions.RateCounter",
    } <= declared
    for store in all_personal_data():
        if store.model._meta.app_label.startswith("leads_"):
            assert store.rules
            assert store.fields.keys() <= {field.name for field in store.model._meta.get_fields()}
    assert apps.get_model("leads_submissions.Submission")._meta.get_field("answers").description == "Encrypted JSON"


def test_no_submission_queues_a_job(visitor):
    """R69: Wagtail's index of references would put each message's id into a job of its own."""
    from wagtail.models import ReferenceIndex

    for name in (
        "leads_submissions.Submission",
        "leads_submissions.SubmissionNote",
        "leads_submissions.RateCounter",
        "leads_forms.LiveForm",
    ):
        assert apps.get_model(name) not in ReferenceIndex.tracked_models
