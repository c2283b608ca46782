"""A row of an append-only table that is gone is missed, whoever deleted it; one that went by its rule is not."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from privacy.access.models import AccessEvent, AccessPruned
from privacy.cookies.models import ConsentRecord, ConsentText
from privacy.keys.append_only import append_only_models
from privacy.operations.integrity import verify
from privacy.operations.models import RowCount
from privacy.operations.row_counts import count_new_tables
from privacy.register.models import FactChange
from tests.privacy.operations.test_integrity import past_the_site

pytestmark = pytest.mark.django_db
TABLE = "privacy_register_factchange"


def missed():
    return verify("rows", timezone.now())


def changes(number):
    for _ in range(number):
        FactChange.objects.create(at=timezone.now(), actor_id=1, name="x", kind="added", group="x", title="x")


def asked(number):
    """Remember a text that visitors were asked with."""
    values = {"kind": "choice", "language": "nl", "release_number": 1, "text": "x", "recorded_at": timezone.now()}
    return ConsentText.objects.get_or_create(sha256=f"{number}" * 64, defaults=values)[0]


def choice(**when):
    values = {"site": "x", "language": "nl", "release_number": 1, "offered": {}, "decisions": {}, "method": "banner"}
    return ConsentRecord.objects.create(text=asked(9), **values, **when)


def test_every_append_only_table_is_counted_from_its_first_day():
    """R68, R27: none is left out, and what was never counted is red."""
    tables = {model._meta.db_table for model in append_only_models()}
    assert len(tables) > 12
    assert set(RowCount.objects.values_list("table_name", flat=True)) == tables
    assert missed() == []


def test_a_deleted_row_is_missed_also_when_another_came_since():
    """R68: told by table and number, until it is back."""
    changes(3)
    assert missed() == []
    gone = FactChange.objects.order_by("pk").first()
    past_the_site(f"DELETE FROM {TABLE} WHERE id = %s", gone.pk)
    changes(2)
    rows = RowCount.objects.get(table_name=TABLE).rows
    for _ in range(2):
        assert missed() == [f"{TABLE}: 1 of {rows} rows are gone"]
    gone.save(force_insert=True)
    assert missed() == []


def test_what_goes_by_its_rule_is_not_missed_and_what_goes_beside_it_is():
    """R68, R58: the log of who read what goes after its period; not one row more."""
    now = timezone.now()
    old, kept = (AccessEvent.objects.create(actor_id=1, action="read", at=at) for at in (now - timedelta(days=9), now))
    assert missed() == []
    AccessPruned.objects.create(before=now - timedelta(days=1), at=now)
    AccessEvent.objects.filter(pk=old.pk).delete()
    assert missed() == []
    rows = RowCount.objects.get(table_name="privacy_access_accessevent").rows
    past_the_site("DELETE FROM privacy_access_accessevent WHERE id = %s", kept.pk)
    assert missed() == [f"privacy_access_accessevent: 1 of {rows} rows are gone"]


def test_choices_that_expire_or_come_and_go_between_two_counts_are_not_missed():
    """R58, R27: many in one statement, some of them younger than the last count."""
    before = timezone.now()
    for _ in range(5):
        choice(recorded_at=before, valid_until=before)
    assert missed() == []
    kept = choice(recorded_at=before, valid_until=before + timedelta(days=9))
    for _ in range(5):
        choice(recorded_at=timezone.now(), valid_until=before)
    assert ConsentRecord.objects.filter(valid_until=before).delete()[0] == 10
    assert missed() == []
    past_the_site("DELETE FROM privacy_cookies_consentrecord WHERE id = %s", str(kept.pk).replace("-", ""))
    assert missed() == ["privacy_cookies_consentrecord: 1 of 1 rows are gone"]


def test_a_text_that_visitors_were_asked_with_is_missed():
    """R27: also where the key of a table does not grow."""
    gone, *_rest = asked(0), asked(1)
    assert missed() == []
    past_the_site("DELETE FROM privacy_cookies_consenttext WHERE sha256 = %s", gone.pk)
    asked(2)
    (said,) = missed()
    assert said.startswith("privacy_cookies_consenttext: 1 of ")


@pytest.mark.parametrize(
    ("hide", "said"),
    [
        ("UPDATE privacy_operations_rowcount SET rows = rows - 1 WHERE table_name = %s", "the count was changed"),
        ("DELETE FROM privacy_operations_rowcount WHERE table_name = %s", "the count is gone"),
        (
            "UPDATE privacy_operations_rowcount SET key_id = 'x', seal = '' WHERE table_name = %s",
            "the count was changed",
        ),
    ],
)
def test_a_deletion_is_not_hidden_by_changing_the_count(hide, said):
    """R68: the count is sealed with a key that the database does not know."""
    changes(2)
    assert missed() == []
    past_the_site(f"DELETE FROM {TABLE} WHERE id = %s", FactChange.objects.order_by("pk").first().pk)
    past_the_site(hide, TABLE)
    assert missed() == [f"{TABLE}: {said}"]


def test_a_table_that_an_update_brings_is_counted_by_it():
    """R68: what was counted before stays as it is."""
    before = RowCount.objects.get(table_name="privacy_register_release")
    RowCount.objects.filter(table_name=TABLE).delete()
    count_new_tables(using=connection.alias)
    assert missed() == []
    assert RowCount.objects.get(table_name="privacy_register_release").pk == before.pk
