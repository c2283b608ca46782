"""Keys change; everything stored follows."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from privacy.keys.append_only import append_only, append_only_models
from privacy.ledger.models import Evidence, Subject
from privacy.ledger.selectors import find_subjects
from privacy.ledger.services import forget_identifiers, get_or_create_subject, record_basis
from privacy.ledger.verify import verify

pytestmark = pytest.mark.django_db
NEW_FERNET = "bmV3LW5ldy1uZXctbmV3LW5ldy1uZXctbmV3LW5lMDE="
NEW_LOOKUP = "rotated-lookup-key-0123456789abcdef0123"


@pytest.fixture
def people(now):
    known = get_or_create_subject(email="known@example.com", phone="+31612345678", now=now)
    forgotten = get_or_create_subject(email="forgotten@example.com", now=now)
    forget_identifiers(subject=forgotten)
    record_basis(
        subject=known, purpose_key="newsletter", action="accepted", basis="consent", text_hash="", release_number=1,
        language="nl", channel="form", ip="192.0.2.9", now=now,
    )  # fmt: skip
    return known, forgotten


def test_after_rotation_the_old_encryption_key_is_not_needed(people, settings):
    """R61: rotate and read back, with the new key alone."""
    settings.ENCRYPTION_KEYS = [NEW_FERNET, *settings.ENCRYPTION_KEYS]
    call_command("rotate_keys", stdout=StringIO())
    settings.ENCRYPTION_KEYS = [NEW_FERNET]
    assert Subject.objects.get(pk=people[0].pk).email == "known@example.com"
    assert Subject.objects.get(pk=people[0].pk).phone == "+31612345678"
    assert Evidence.objects.get().ip == "192.0.2.9"
    assert list(verify()) == []


def test_people_are_found_before_during_and_after_the_rotation_of_hashes(people, settings):
    """R61: from plaintext where there is one, by nesting where there is none; twice changes nothing."""
    known, forgotten = people
    old = settings.LOOKUP_KEYS
    settings.LOOKUP_KEYS = [NEW_LOOKUP, *old]
    assert set(find_subjects(email="forgotten@example.com")) == {forgotten}
    out = StringIO()
    for _ in range(2):
        call_command("rotate_keys", stdout=out)
        assert set(find_subjects(email="forgotten@example.com")) == {forgotten}
        assert set(find_subjects(phone="0612345678")) == {known}
    assert "Keep the LOOKUP_KEYS entry" in out.getvalue()
    settings.LOOKUP_KEYS = [NEW_LOOKUP]
    assert set(find_subjects(email="known@example.com")) == {known}


def test_rotating_without_the_old_key_says_so(people, settings):
    """R61: a key lost too early is one sentence, not a traceback, and nothing is overwritten."""
    before = settings.ENCRYPTION_KEYS
    settings.ENCRYPTION_KEYS = [NEW_FERNET]
    with pytest.raises(CommandError, match="ENCRYPTION_KEYS"):
        call_command("rotate_keys", stdout=StringIO())
    settings.ENCRYPTION_KEYS = before
    assert Subject.objects.get(pk=people[0].pk).email == "known@example.com"


def test_only_what_an_older_key_wrote_is_touched(people, settings):
    """R61: the second run finds nothing to do."""
    settings.ENCRYPTION_KEYS = [NEW_FERNET, *settings.ENCRYPTION_KEYS]
    call_command("rotate_keys", stdout=StringIO())
    with connection.cursor() as cursor:
        cursor.execute("SELECT email FROM privacy_ledger_subject ORDER BY id")
        before = cursor.fetchall()
        call_command("rotate_keys", stdout=StringIO())
        cursor.execute("SELECT email FROM privacy_ledger_subject ORDER BY id")
        assert cursor.fetchall() == before


def test_no_append_only_table_holds_what_must_be_rotated():
    """R61, R27: an encrypted column in a table that refuses UPDATE could never change its key."""
    assert append_only_models()
    with pytest.raises(Exception, match="change its key"):
        append_only()(Evidence)
