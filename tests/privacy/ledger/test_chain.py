"""The record of legal bases: append-only, chained, verifiable."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction

from leads.forms.models import LiveForm
from privacy.keys import append_only
from privacy.ledger.models import ChainHead, Evidence, LedgerEvent, LedgerPruned
from privacy.ledger.selectors import may_use
from privacy.ledger.services import get_or_create_subject, prune_chain
from privacy.ledger.verify import verify
from privacy.register.models.facts import Purpose
from privacy.register.selectors import current_release
from tests.factories import release

pytestmark = pytest.mark.django_db


def whats():
    return [problem.what for problem in verify()]


def execute(sql, *values):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, values)


def test_an_event_says_who_what_how_and_when(subject, record, now):
    """R27: subject, purpose, text hash, language, release, form version, path, channel, action, time."""
    event = record(subject, path="/nl/contact/?email=someone@example.com")
    stored = LedgerEvent.objects.get(pk=event.pk)
    assert (stored.subject, stored.purpose_key, stored.action) == (subject, "newsletter", "accepted")
    assert (stored.text_hash, stored.language, stored.release_number) == ("a" * 64, "nl", 1)
    assert (stored.form_version, stored.path, stored.channel, stored.at) == ("7", "/nl/contact/", "form", now)
    assert stored.sequence == 1
    assert record(subject).sequence == 2
    assert whats() == []


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE privacy_ledger_ledgerevent SET action = 'refused' WHERE id = %s",
        "DELETE FROM privacy_ledger_ledgerevent WHERE id = %s",
    ],
)
def test_the_database_refuses_to_change_or_delete_an_event(subject, record, sql):
    """R27: UPDATE and DELETE are refused by the database itself, on both engines."""
    event = record(subject)
    with pytest.raises(IntegrityError, match="append-only"):
        execute(sql, event.pk)
    assert LedgerEvent.objects.get(pk=event.pk).action == "accepted"


def test_a_planted_change_is_found(subject, record):
    """R27: the verification finds a row that was changed behind the triggers' back."""
    record(subject)
    event = record(subject)
    assert whats() == []
    with append_only.triggers_lifted():
        execute("UPDATE privacy_ledger_ledgerevent SET language = 'de' WHERE id = %s", event.pk)
    assert whats() == ["an event was changed"]


def test_a_planted_cut_tail_is_found(subject, record):
    """R27: the verification finds an event cut from the end, even when the count was turned back too."""
    record(subject)
    first = LedgerEvent.objects.get()
    event = record(subject, action="withdrawn")
    with append_only.triggers_lifted():
        execute("DELETE FROM privacy_ledger_ledgerevent WHERE id = %s", event.pk)
    assert whats() == ["the chain was cut at its end"]
    execute("UPDATE privacy_ledger_chainhead SET count = 1, mac = %s", first.mac)
    assert whats() == ["the count of the chain was changed"]
    ChainHead.objects.all().delete()
    assert whats() == ["the count of the chain is gone"]


def test_the_command_ends_with_an_error_only_when_something_is_wrong(subject, record):
    """R27: verify_ledger is fit for a nightly job."""
    event = record(subject)
    out = StringIO()
    call_command("verify_ledger", stdout=out)
    assert "1 events checked" in out.getvalue()
    with append_only.triggers_lifted():
        execute("UPDATE privacy_ledger_ledgerevent SET text_hash = %s WHERE id = %s", "b" * 64, event.pk)
    with pytest.raises(CommandError, match="1 problem"):
        call_command("verify_ledger", stderr=StringIO())


def test_a_missing_trigger_is_reported_and_migrating_repairs_it():
    """R27: a system check reports a table that the database no longer holds."""
    name = "privacy_ledger_ledgerevent_no_update"
    assert append_only.check_triggers(databases=["default"]) == []
    on = " ON privacy_ledger_ledgerevent" if connection.vendor == "postgresql" else ""
    execute(f"DROP TRIGGER {name}{on}")
    assert [name in warning.msg for warning in append_only.check_triggers(databases=["default"])] == [True]
    append_only.install()
    assert append_only.missing() == []


def test_evidence_can_go_and_the_chain_still_verifies(subject, record):
    """R20: after the clock runs, address and salt are gone and the chain holds."""
    event = record(subject, ip="2001:db8::17")
    assert Evidence.objects.get(event=event).ip == "2001:db8::17"
    assert whats() == []
    Evidence.objects.update(ip="192.0.2.1")
    assert whats() == ["the evidence was changed"]
    Evidence.objects.all().delete()
    assert whats() == []


def test_an_address_is_stored_only_encrypted(subject, record):
    """R20: the IP address stands in one encrypted column; the event holds a salted hash of it."""
    record(subject, ip="198.51.100.23")
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM privacy_ledger_evidence")
        row = str(cursor.fetchone())
        cursor.execute("SELECT * FROM privacy_ledger_ledgerevent")
        row += str(cursor.fetchone())
    assert "198.51.100.23" not in row


def test_a_chain_is_deleted_only_whole_and_recorded(subject, record, now):
    """R58: a proof whose period is over goes, with a note that it did; the rest still verifies."""
    record(subject, purpose_key="contact", basis="contract", action="requested")
    record(subject)
    record(subject, action="withdrawn")
    assert prune_chain(subject_id=subject.pk, purpose_key="newsletter", rule="consent-proof", now=now) == 2
    assert list(LedgerEvent.objects.values_list("purpose_key", flat=True)) == ["contact"]
    assert LedgerPruned.objects.get().last_sequence == 2
    assert whats() == []
    again = record(subject)
    assert again.sequence == 3
    assert whats() == []
    with pytest.raises(IntegrityError, match="append-only"):
        execute("DELETE FROM privacy_ledger_ledgerevent WHERE id = %s", again.pk)


def test_a_forged_note_of_deletion_is_found(subject, record, now):
    """R27: who writes the note and deletes the chain by hand is found out."""
    record(subject)
    LedgerPruned.objects.create(
        subject_number=subject.pk,
        purpose_key="newsletter",
        last_sequence=1,
        mac="",
        rule="x",
        at=now,
        key_id="0" * 8,
        seal="s",
    )
    LedgerEvent.objects.all().delete()
    assert "the chain was cut at its end" in whats()
    with pytest.raises(IntegrityError, match="append-only"):
        execute("DELETE FROM privacy_ledger_ledgerpruned")


@pytest.mark.parametrize(
    ("history", "allowed"),
    [
        ([], False),
        ([("consent", "requested")], False),
        ([("consent", "accepted")], True),
        ([("consent", "refused")], False),
        ([("consent", "accepted"), ("consent", "withdrawn")], False),
        ([("consent", "withdrawn"), ("consent", "accepted")], True),
        ([("contract", "requested")], True),
        ([("legitimate_interest", "notified")], True),
        ([("legitimate_interest", "notified"), ("legitimate_interest", "objected")], False),
    ],
)
def test_what_happened_last_decides_whether_data_may_be_used(subject, record, in_use, history, allowed):
    """R27, R57e: consent needs an acceptance; the other bases hold until an objection."""
    in_use("newsletter")
    for basis, action in history:
        record(subject, basis=basis, action=action, release_number=current_release().number)
    assert may_use(subject, "newsletter") is allowed


def test_nothing_is_used_for_what_has_ended_or_is_told_nowhere(subject, record, in_use):
    """R57e, R93: a consent to what has ended is no reason any more; what is only prepared never was one."""
    record(subject, purpose_key="chat", basis="contract", action="requested")
    assert not may_use(subject, "chat")
    in_use("newsletter")
    record(subject, release_number=current_release().number)
    assert may_use(subject, "newsletter")
    Purpose.objects.filter(key="newsletter").update(status=Purpose.Status.ENDED)
    release()
    assert not may_use(subject, "newsletter")
    record(
        subject, purpose_key="contact", basis="contract", action="requested", release_number=current_release().number
    )
    assert may_use(subject, "contact")
    Purpose.objects.filter(key="contact").update(status=Purpose.Status.ENDED)
    LiveForm.objects.filter(version__form__purpose__key="contact").delete()
    release()
    assert may_use(subject, "contact")


def test_an_event_costs_two_statements_for_a_new_subject_and_three_for_a_known_one(
    record, now, django_assert_num_queries
):
    """P5: the contact post stays within its 14 statements; evidence is one more."""
    subject = get_or_create_subject(email="new@example.com", now=now)
    with transaction.atomic():
        with django_assert_num_queries(2):
            record(subject)
        known = get_or_create_subject(email="new@example.com", now=now)
        with django_assert_num_queries(4):
            record(known, ip="192.0.2.7")


def test_an_unknown_action_is_refused(subject, record):
    """R27: an action is one of six words."""
    with pytest.raises(ValueError, match="implied"):
        record(subject, action="implied")
    assert not LedgerEvent.objects.exists()


def test_events_signed_with_an_older_key_still_verify(subject, record, settings):
    """R61: keys rotate; what an older key signed is checked with that key, and its loss is said plainly."""
    old = settings.LOOKUP_KEYS
    record(subject)
    settings.LOOKUP_KEYS = ["a-newer-lookup-key-0123456789abcdef012345", *old]
    record(subject, now=LedgerEvent.objects.get().at + timedelta(seconds=1))
    assert whats() == []
    settings.LOOKUP_KEYS = settings.LOOKUP_KEYS[:1]
    assert ["put it back" in what for what in whats()] == [True]
