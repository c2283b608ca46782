"""The records of choices: never changed, kept as long as the register says, counted for staff."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from privacy.cookies.models import ConsentRecord, ConsentText
from privacy.cookies.personal_data import CookieChoices
from privacy.personal_data.contract import NotErasable, all_personal_data
from tests.privacy.cookies.conftest import ID, OTHER_ID

pytestmark = pytest.mark.django_db


def refused(action):
    """Run an action that the database must refuse, and undo what it did."""
    with pytest.raises(DatabaseError), transaction.atomic():
        action()


@pytest.fixture
def old_record(send):
    """A record of a choice that stopped being valid a year ago."""
    send(id=ID)
    record = ConsentRecord.objects.get(pk=ID)
    long_ago = timezone.now() - timedelta(days=545)
    values = {field.attname: getattr(record, field.attname) for field in ConsentRecord._meta.fields}
    return ConsentRecord.objects.create(
        **{**values, "id": OTHER_ID, "recorded_at": long_ago, "valid_until": long_ago + timedelta(days=180)}
    )


def test_no_record_can_be_changed(send):
    """C24: the database refuses an UPDATE, whoever asks."""
    send(id=ID)
    refused(lambda: ConsentRecord.objects.filter(pk=ID).update(method="gpc"))
    refused(lambda: ConsentRecord.objects.filter(pk=ID).update(decisions={}))
    assert ConsentRecord.objects.get(pk=ID).method == "banner"


def test_no_record_in_force_can_be_deleted(send):
    """C24: the database refuses a DELETE while the choice is valid."""
    send(id=ID)
    refused(lambda: ConsentRecord.objects.filter(pk=ID).delete())
    assert ConsentRecord.objects.filter(pk=ID).exists()


def test_a_record_that_is_no_longer_in_force_can_be_deleted(old_record):
    """C27: expiry can do its work."""
    old_record.delete()
    assert not ConsentRecord.objects.filter(pk=OTHER_ID).exists()


def test_the_text_that_was_shown_is_never_changed_or_deleted(send):
    """C25: retrievable years later, unchanged."""
    send(id=ID)
    shown = ConsentRecord.objects.get(pk=ID).text
    refused(lambda: ConsentText.objects.filter(pk=shown.pk).update(text="something else"))
    refused(lambda: ConsentText.objects.all().delete())
    assert "Your choice about cookies" in shown.text


def test_a_text_is_kept_once_however_often_it_is_shown(send):
    """C25: one row under its hash; the hash is that of the text."""
    import hashlib

    for _ in range(3):
        send()
    text = ConsentText.objects.get()
    assert text.pk == hashlib.sha256(text.text.encode()).hexdigest()
    assert ConsentRecord.objects.count() == 3


def test_the_text_holds_everything_that_was_offered(send, offer):
    """C24, C25: heading, purposes, companies, every cookie of every group, and the buttons."""
    send()
    text = ConsentText.objects.get().text
    for expected in (
        "Kargro Group asks your permission",
        "3 other companies then receive data",
        "Accept all",
        "Reject all",
        "Save my choice",
        *(group.group.summary for group in offer.groups),
        *(cookie.name for group in offer.groups for cookie in group.cookies),
        *(vendor.receives for vendor in offer.companies),
    ):
        assert expected in text


def test_records_expire_by_the_rule_of_the_register(old_record):
    """C27, R58: nothing before its day, the record on its day, and never one that is in force."""
    (choices,) = [store for store in all_personal_data() if isinstance(store, CookieChoices)]
    now = timezone.now()
    assert choices.rules == ("cookie-choices",)
    ends = old_record.valid_until
    assert choices.expire("cookie-choices", before=ends, now=now, limit=10) == 0
    assert choices.expire("cookie-choices", before=ends + timedelta(seconds=1), now=now, limit=10) == 1
    assert [str(record.pk) for record in ConsentRecord.objects.all()] == [ID]


def test_the_period_is_three_years_after_the_choice_and_stands_in_the_policy(offer):
    """C27: 180 days in force, then three years of proof."""
    period = offer.register.retention("cookie-choices")
    assert (period.value, period.unit, period.trigger) == (3, "years", "validity_end")
    assert period.purpose == "consent_proof"


def test_a_choice_in_force_cannot_be_erased_and_says_why(send, old_record):
    """C24: Art. 7(1): the proof stays while it proves something; the reason is words for a person."""
    now = timezone.now()
    with pytest.raises(NotErasable, match="prove this choice"):
        CookieChoices().erase(ConsentRecord.objects.get(pk=ID), now=now)
    CookieChoices().erase(old_record, now=now)
    assert not CookieChoices().find(subject_ids=[1]).exists()


def test_records_name_nobody():
    """C25: a record is printed by its random id."""
    record = ConsentRecord(recorded_at=datetime(2026, 1, 1, tzinfo=UTC))
    assert str(record) == str(record.pk)
