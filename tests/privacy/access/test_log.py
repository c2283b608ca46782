"""The log of who opened what."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from privacy.access.models import AccessEvent, Authorisation
from privacy.access.personal_data import AccessEventData
from privacy.access.services import log_access

pytestmark = pytest.mark.django_db


def test_opening_a_record_is_one_event_and_one_statement(staff, now, django_assert_num_queries):
    """R68: who, what, which, for which purpose, when; no values."""
    user = staff()
    with django_assert_num_queries(1):
        log_access(user, "read", Authorisation, 12, "contact", now)
    event = AccessEvent.objects.get()
    assert (event.actor_id, event.action, event.model, event.object_id) == (
        user.pk, "read", "privacy_access.Authorisation", 12,
    )  # fmt: skip


@pytest.mark.parametrize(
    "sql", ["UPDATE privacy_access_accessevent SET actor_id = 1", "DELETE FROM privacy_access_accessevent"]
)
def test_the_log_can_be_neither_changed_nor_deleted(staff, now, sql):
    """R68: UPDATE and DELETE are refused by the database."""
    log_access(staff(), "read", Authorisation, 1, "contact", now)
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
    assert AccessEvent.objects.count() == 1


def test_the_log_goes_when_its_own_period_is_over(staff, now):
    """R68, R58: what is one second too young stays."""
    user = staff()
    for at in (now.replace(second=0), now.replace(second=1)):
        log_access(user, "read", Authorisation, 1, "contact", at)
    before = now.replace(second=1)
    for expected in (1, 0):
        assert AccessEventData().expire("access-log", before=before, now=now, limit=10) == expected
    assert [event.at for event in AccessEvent.objects.all()] == [before]


def test_the_log_outlives_an_account(client, staff, now):
    """R68: deleting a user does not delete what they did."""
    leaver = staff("leaver")
    log_access(leaver, "export", Authorisation, None, "contact", now)
    number = leaver.pk
    leaver.delete()
    client.force_login(staff("officer", role="Privacy officers"))
    page = client.get(reverse("access_log")).content.decode()
    assert f"Account {number} (deleted)" in page


def test_exporting_the_log_is_in_the_log(client, staff, now):
    """R68: nobody is exempt."""
    officer = staff("officer", role="Privacy officers")
    log_access(officer, "read", Authorisation, 5, "contact", now)
    client.force_login(officer)
    response = client.get(reverse("access_log") + "?export=csv")
    assert b"officer" in b"".join(response.streaming_content)
    assert AccessEvent.objects.filter(action="export", actor_id=officer.pk).count() == 1


def test_the_report_does_not_query_per_line(client, staff, now, django_assert_max_num_queries):
    """R68: fifty lines cost as much as one."""
    officer = staff("officer", role="Privacy officers")
    for number in range(60):
        log_access(officer, "read", Authorisation, number, "contact", now)
    client.force_login(officer)
    with django_assert_max_num_queries(25):
        assert client.get(reverse("access_log")).status_code == 200
