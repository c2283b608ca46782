"""Who may read what, looked through every quarter by a named person (policy §5; R65)."""

from datetime import timedelta

import pytest
from django.core import mail
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from privacy.access.models import AccessEvent, AccessReview
from privacy.access.review import EVERY, accesses, due_since, sign
from privacy.access.services import authorise, log_access
from privacy.ledger.models import Subject
from privacy.register.models.releases import Release
from privacy.staff.reminders import tell_missing
from tests.factories import granter, member_of
from tests.privacy.rights.conftest import desk, sent

pytestmark = pytest.mark.django_db
REVIEW = "/admin/reports/who-may-read/"


@pytest.fixture
def officer(db):
    return member_of("Privacy officers", "ada")


def reader(name, *, since=0, purpose="contact"):
    """Somebody who may read messages since so many days."""
    user = member_of("Lead handlers", name)
    now = timezone.now()
    authorise(
        user=user,
        purpose_key=purpose,
        training_valid_until=timezone.localdate() + timedelta(days=200),
        granted_by=granter(),
        now=now - timedelta(days=since),
    )
    return user


def test_each_person_is_shown_with_roles_and_what_they_may_read_and_last_did(officer):
    """R65: and what nobody used for 90 days is marked."""
    used, idle = reader("lea", since=200), reader("max", since=200)
    reader("uma", since=2)
    now = timezone.now()
    log_access(used, "read", Subject, 1, "contact", now - timedelta(days=3))
    log_access(idle, "read", Subject, 1, "contact", now - timedelta(days=120))
    # To be refused is no use.
    log_access(idle, "refused", Subject, 1, "contact", now)
    found = {access.name: access for access in accesses(now=now)}
    assert found["lea"].roles == ("Lead handlers",)
    assert [found[name].readings[0].idle for name in ("lea", "max", "uma")] == [False, True, False]
    assert found["ada"].readings == ()
    html = desk(officer).get(REVIEW).content.decode()
    assert html.count("unused for 90 days") == 1
    assert "never used" in html


def test_closed_accounts_and_training_that_ended_are_not_there(officer):
    gone, late = reader("lea"), reader("max")
    gone.is_active = False
    gone.save()
    later = timezone.now() + timedelta(days=201)
    names = {access.name: access for access in accesses(now=later)}
    assert "lea" not in names
    assert names["max"].readings == ()
    assert names["max"].user == late


def test_it_costs_the_same_for_three_and_for_thirty(officer):
    for number in range(3):
        reader(f"reader-{number}")
    with CaptureQueriesContext(connection) as few:
        accesses(now=timezone.now())
    for number in range(27):
        reader(f"more-{number}")
    with CaptureQueriesContext(connection) as many:
        accesses(now=timezone.now())
    assert len(few) == len(many) <= 6


def test_a_missing_review_is_red_on_the_home_and_mailed_once(officer, time_machine):
    """R65: counted from the last one, or from the first release."""
    assert due_since(now=timezone.now()) is None
    first = Release.objects.order_by("number").first().published_at
    time_machine.move_to(first + EVERY + timedelta(hours=1))
    assert "quarterly access review has been missing" in desk(officer).get("/admin/").content.decode()
    assert tell_missing(timezone.now()) == tell_missing(timezone.now()) + 1 == 1
    assert [found.to for found in sent()] == [[officer.email]]
    sign(user=officer, remark="", now=timezone.now())
    assert tell_missing(timezone.now()) == 0
    time_machine.move_to(timezone.now() + EVERY + timedelta(hours=1))
    assert tell_missing(timezone.now()) == 1
    assert mail.outbox


def test_a_named_person_signs_and_nobody_changes_it(officer):
    """R65: the database refuses."""
    reader("lea", since=200)
    client = desk(officer)
    client.post(REVIEW, {"remark": "Took Max out."})
    review = AccessReview.objects.get()
    assert (review.name, review.remark) == ("ada", "Took Max out.")
    assert review.figures["authorisations"] == review.figures["idle_authorisations"] == 1
    assert AccessEvent.objects.filter(model="privacy_access.AccessReview", object_id=review.pk).exists()
    for change in (lambda: AccessReview.objects.update(remark="x"), lambda: AccessReview.objects.all().delete()):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
    assert b"Took Max out." in client.get(REVIEW).content


def test_administrators_see_it_and_do_not_sign(db):
    client = desk(member_of("Administrators", "ben"))
    assert client.get(REVIEW).status_code == 200
    client.post(REVIEW, {"remark": "x"})
    assert not AccessReview.objects.exists()
