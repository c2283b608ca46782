"""The log of who opened what."""

from datetime import timedelta

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


def shown(client, **chosen):
    response = client.get(reverse("access_log"), chosen)
    return [event.object_id for event in response.context["object_list"]], response.context["older"]


def test_older_entries_follow_by_link_and_none_is_shown_twice(client, staff, now):
    """R68: pages follow each other by time and number; entries of one second are told apart; nothing is counted."""
    officer = staff("officer", role="Privacy officers")
    for number in range(120):
        log_access(officer, "read", Authorisation, number, "contact", now)
    client.force_login(officer)
    pages, address = [], reverse("access_log")
    while address:
        context = client.get(address).context
        pages.append([event.object_id for event in context["object_list"]])
        address = context["older"]
    # The first two tell of the officer's account and role.
    assert [len(page) for page in pages] == [50, 50, 22]
    assert [number for page in pages for number in page][2:] == list(range(119, -1, -1))
    for broken in ("nonsense", "2026-13-45T00:00:00Z~1", "2026-11-22T12:00:00~5", "~"):
        assert len(shown(client, before=broken)[0]) == 50


def test_the_report_is_narrowed_to_days_person_action_and_purpose(client, staff, now):
    """R68: the officer finds what one person did on one day."""
    officer, other = staff("officer", role="Privacy officers"), staff("other")
    log_access(other, "read", Authorisation, 1, "contact", now)
    log_access(other, "export", Authorisation, 2, "chat", now)
    log_access(officer, "read", Authorisation, 3, "contact", now + timedelta(days=1))
    client.force_login(officer)
    assert shown(client, actor_id=other.pk)[0] == [2, 1]
    assert shown(client, action="export")[0] == [2]
    assert shown(client, purpose_key="chat")[0] == [2]
    assert shown(client, at_from="2026-11-23", at_to="2026-11-23")[0] == [3]
    assert shown(client, actor_id=other.pk, action="read", at_to="2026-11-22")[0] == [1]


def test_a_superuser_is_in_the_log_like_anybody(client, staff, now):
    """R68: opening is written down for whoever opens."""
    root = staff("root", is_superuser=True)
    log_access(root, "refused", Authorisation, 9, "contact", now)
    client.force_login(root)
    assert shown(client, action="refused")[0] == [9]
