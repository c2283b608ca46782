"""The clock of messages: the released rule of their purpose, to the second."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from leads.inbox.services import note
from leads.submissions.models import Submission, SubmissionNote
from leads.submissions.periods import add_period, erasure_day
from leads.submissions.personal_data import NoteData, RateCounterData, SubmissionData
from leads.submissions.spam import count_post
from leads.submissions.spam.models import RateCounter
from privacy.register.selectors import released_register
from privacy.retention.expiry import expire_all
from privacy.retention.periods import cutoff

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("seconds", "kept"), [(1, True), (-1, False)])
def test_a_message_is_kept_until_its_cutoff(receive, seconds, kept):
    """R58, R60: one second before its cutoff it is there, one second after it is not."""
    now = timezone.now()
    rule = released_register("en").retention("contact-submissions")
    message = receive(at=cutoff(now, rule.value, rule.unit) + timedelta(seconds=seconds))
    expire_all(now=now)
    assert Submission.objects.filter(pk=message.pk).exists() is kept


@pytest.mark.parametrize(("seconds", "kept"), [(1, True), (-1, False)])
def test_the_clock_counts_from_the_last_contact(receive, django_user_model, seconds, kept):
    """R60: received long ago, but spoken to later."""
    now = timezone.now()
    rule = released_register("en").retention("contact-submissions")
    contact = cutoff(now, rule.value, rule.unit) + timedelta(seconds=seconds)
    message = receive(at=contact - timedelta(days=90))
    user = django_user_model.objects.create_user("anna")
    note(message=message, user=user, kind="called", text="About sizes", now=contact)
    expire_all(now=now)
    assert Submission.objects.filter(pk=message.pk).exists() is kept
    assert SubmissionNote.objects.exists() is kept


@pytest.mark.parametrize(("seconds", "kept"), [(1, True), (-1, False)])
def test_counters_are_kept_a_day(db, seconds, kept):
    """R58: codes made from addresses are gone after the period of form protection."""
    now = timezone.now()
    rule = released_register("en").retention("form-protection")
    RateCounter.objects.create(
        address_hash="a" * 64, window_start=cutoff(now, rule.value, rule.unit) + timedelta(seconds=seconds)
    )
    expire_all(now=now)
    assert RateCounter.objects.exists() is kept


def test_messages_of_another_purpose_have_another_rule(receive):
    """R60: the contact rule leaves meetings alone."""
    message = receive(at=timezone.now() - timedelta(days=4000))
    assert SubmissionData().due("contact-submissions", before=timezone.now()).exists()
    Submission.objects.filter(pk=message.pk).update(purpose_key="meeting")
    assert not SubmissionData().due("contact-submissions", before=timezone.now()).exists()


def test_an_unknown_rule_deletes_nothing(receive):
    """R58: a rule that the release does not hold is no reason to delete."""
    receive(at=timezone.now() - timedelta(days=4000))
    assert not SubmissionData().due("nothing", before=timezone.now()).exists()


def test_expiry_is_done_in_bites(receive):
    """R59: at most `limit` at a time, the oldest first."""
    now = timezone.now()
    made = [receive(at=now - timedelta(days=4000 - n)) for n in range(3)]
    assert SubmissionData().expire("contact-submissions", before=now, now=now, limit=2) == 2
    assert list(Submission.objects.all()) == [made[2]]


@pytest.mark.parametrize(
    ("start", "value", "unit", "end"),
    [
        (date(2026, 11, 22), 12, "months", date(2027, 11, 22)),
        (date(2026, 1, 31), 1, "months", date(2026, 3, 1)),
        (date(2028, 2, 29), 1, "years", date(2029, 3, 1)),
        (date(2026, 12, 31), 30, "days", date(2027, 1, 30)),
    ],
)
def test_the_day_of_erasure_is_the_day_it_happens(start, value, unit, end):
    """R60: the same calendar as the expiry."""
    assert add_period(start, value, unit) == end
    noon = timezone.make_aware(timezone.datetime(end.year, end.month, end.day, 12))
    begin = timezone.make_aware(timezone.datetime(start.year, start.month, start.day, 11))
    assert cutoff(noon, value, unit) > begin
    assert cutoff(noon - timedelta(days=1), value, unit) <= begin


def test_each_message_shows_its_day_of_erasure(receive):
    """R60."""
    message = receive()
    assert erasure_day(message) == add_period(timezone.localdate(message.last_contact_at), 12, "months")


def test_an_export_holds_every_answer_under_its_label(receive, contact_form, django_user_model):
    """R44: after its questions were renamed and removed."""
    message = receive()
    note(
        message=message,
        user=django_user_model.objects.create_user("anna"),
        kind="remark",
        text="Kind",
        now=timezone.now(),
    )
    body = contact_form.body.get_prep_value()
    kept = [block for block in body if block["type"] not in ("message", "organisation")]
    for block in kept:
        if block["type"] == "name":
            block["value"]["label"] = "Who are you?"
    contact_form.body = kept
    contact_form.save_revision().publish()
    message.refresh_from_db()
    exported = SubmissionData().export(message)
    assert exported["answers"] == {
        "Your name": "Jan Jansen",
        "E-mail address": "jan@example.com",
        "Your message": "Two hundred casings, please.",
    }
    assert NoteData().export(message.notes.get())["note"] == "Kind"
    assert list(SubmissionData().find(subject_ids=[message.subject_id])) == [message]
    assert list(NoteData().find(subject_ids=[message.subject_id])) == [message.notes.get()]


def test_an_answer_can_be_corrected(receive):
    """Art. 16: by field; what was not asked is not added."""
    message = receive()
    SubmissionData().correct(message, {"name": "Jan Janssen", "birthday": "1 May"}, now=timezone.now())
    message.refresh_from_db()
    assert message.answers["name"] == "Jan Janssen"
    assert "birthday" not in message.answers


def test_counters_belong_to_no_subject(db):
    """R58: found by nobody's rights request, since they name nobody."""
    count_post("192.0.2.1", now=timezone.now())
    assert not RateCounterData().find(subject_ids=[1]).exists()
