"""Who is the same person, and what is kept of them."""

from datetime import timedelta

import pytest
from django.core.exceptions import FieldError
from django.db import connection

from privacy.keys.errors import WrongKey
from privacy.ledger.models import Subject
from privacy.ledger.selectors import find_subjects
from privacy.ledger.services import forget_identifiers, get_or_create_subject

pytestmark = pytest.mark.django_db


def test_one_address_is_one_subject_however_it_is_written(now):
    """R61: subjects are found by a keyed hash of the normalised address."""
    first = get_or_create_subject(email="Some.One@EXAMPLE.com", now=now)
    assert get_or_create_subject(email=" some.one@example.com ", now=now).pk == first.pk
    assert get_or_create_subject(email="someone.else@example.com", now=now).pk != first.pk


def test_a_phone_number_identifies_only_without_an_address(now):
    """R9: two colleagues who share a company number stay two people."""
    one = get_or_create_subject(email="one@example.com", phone="+31 348 47 18 44", now=now)
    two = get_or_create_subject(email="two@example.com", phone="0348 471844", now=now)
    caller = get_or_create_subject(phone="0348-471844", now=now)
    assert len({one.pk, two.pk, caller.pk}) == 3
    assert get_or_create_subject(phone="+31348471844", now=now).pk == caller.pk
    assert set(find_subjects(phone="0348471844")) == {one, two, caller}


def test_what_is_no_address_is_kept_all_the_same(now):
    """P5: an odd identifier is stored, never refused with an error."""
    subject = get_or_create_subject(email="not an address\x00", now=now)
    assert get_or_create_subject(email="not an address\x00", now=now).pk == subject.pk
    assert get_or_create_subject(now=now).pk != get_or_create_subject(now=now).pk


def test_the_database_holds_no_identifier_in_the_clear(now):
    """R61: a dump of the table holds no sentinel."""
    subject = get_or_create_subject(email="sentinel@example.com", phone="+31612345678", now=now)
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM privacy_ledger_subject WHERE id = %s", [subject.pk])
        row = " ".join(map(str, cursor.fetchone()))
    assert "sentinel" not in row
    assert "612345678" not in row
    assert Subject.objects.get(pk=subject.pk).email == "sentinel@example.com"


def test_the_wrong_key_is_an_error_and_never_shows_ciphertext(subject, settings):
    """R61: a wrong key raises; nothing encrypted reaches a screen."""
    settings.ENCRYPTION_KEYS = ["b3RoZXItb3RoZXItb3RoZXItb3RoZXItb3RoZXItMDE="]
    with pytest.raises(WrongKey):
        Subject.objects.get(pk=subject.pk)


def test_identifiers_cannot_be_searched(subject):
    """R61: equal texts have different ciphertexts, so a search would silently find nothing."""
    with pytest.raises(FieldError):
        Subject.objects.filter(email="someone@example.com").exists()


def test_a_forgotten_person_is_recognised_when_they_return(subject, now):
    """R27: the pseudonym outlives the identifiers, so that an objection still counts."""
    forget_identifiers(subject=subject)
    assert Subject.objects.get(pk=subject.pk).email is None
    again = get_or_create_subject(email="someone@example.com", now=now)
    assert again.pk == subject.pk
    assert Subject.objects.get(pk=subject.pk).email == "someone@example.com"


def test_a_new_and_a_known_subject_cost_one_statement(now, django_assert_num_queries):
    """P5: the contact post stays within its 14 statements; what was kept comes back, and says that it is not new."""
    with django_assert_num_queries(1):
        new = get_or_create_subject(email="new@example.com", phone="+31612345678", now=now)
    with django_assert_num_queries(1):
        known = get_or_create_subject(email="new@example.com", now=now + timedelta(days=1))
    assert (new.is_new, known.is_new) == (True, False)
    assert known == new
    assert (known.email, known.phone, known.created_at) == ("new@example.com", "+31612345678", now)


def test_a_new_subject_tells_its_random_id(now):
    """R27: the public id is random and stored."""
    subject = get_or_create_subject(email="new@example.com", now=now)
    assert str(subject) == str(Subject.objects.get(pk=subject.pk).public_id)
