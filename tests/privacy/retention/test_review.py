"""The monthly review: what it shows, who signs it, that it cannot be changed, and who is told when it is missing."""

from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.core.cache import cache
from django.db import DatabaseError, transaction
from django.test import Client
from django.utils import timezone

from privacy.access.models import AccessEvent
from privacy.ledger.services import get_or_create_subject, record_basis
from privacy.outbox.services import send_due
from privacy.register.models.releases import Release
from privacy.register.selectors import released_register
from privacy.retention.expiry import expire_all
from privacy.retention.models import RetentionReview, RetentionRun
from privacy.retention.periods import cutoff
from privacy.retention.review import due_since, lines, sign
from privacy.retention.review_alarm import tell_missing_review
from tests.factories import member_of

pytestmark = pytest.mark.django_db
URL = "/admin/reports/retention-review/"
IP = "evidence-ip"


@pytest.fixture
def officer(db):
    return member_of("Privacy officers", "ada")


@pytest.fixture
def client_of():
    def make(user):
        client = Client()
        client.force_login(user)
        return client

    return make


def evidence(at):
    subject = get_or_create_subject(email=f"{at.timestamp()}@example.com", now=at)
    record_basis(
        subject=subject, purpose_key="newsletter", action="accepted", basis="consent", text_hash="", release_number=1,
        language="nl", channel="form", ip="192.0.2.1", now=at,
    )  # fmt: skip


def line_of(rule, now):
    return {line.rule: line for line in lines(now=now)}[rule]


def test_it_counts_what_went_what_was_missed_and_what_goes_next(now):
    """R59: rule by rule, from the release in force and what really happened."""
    period = released_register("en").retention(IP)
    over = cutoff(now, period.value, period.unit)
    for days in (-10, -1, 3, 6, 20):
        evidence(over + timedelta(days=days))
    found = line_of(IP, now)
    assert (found.overdue, found.next_week, found.deleted, found.bad) == (1, 4, 0, True)
    expire_all(now=now)
    found = line_of(IP, now + timedelta(seconds=1))
    assert (found.overdue, found.next_week, found.deleted, found.bad) == (0, 2, 2, False)
    assert found.sentence == period.sentence


def test_every_rule_of_the_release_has_its_line(now):
    """R59: also one that is carried out outside the website."""
    found = lines(now=now)
    assert [line.rule for line in found] == [period.key for period in released_register("en").periods]
    assert {line.rule for line in found if line.carried_out} >= {"contact-submissions", IP, "rights-requests"}
    assert not line_of("web-log", now).overdue


def test_a_rule_that_failed_is_red(now):
    """R59: the run's error, not its text."""
    RetentionRun.objects.create(rule=IP, store="x", ran_at=now - timedelta(hours=3), error="ValueError")
    assert line_of(IP, now).failed
    assert not line_of(IP, now + timedelta(days=3)).failed


def test_an_officer_signs_with_the_figures_of_the_moment(officer, client_of):
    """R59, R68: name, day, version and figures are kept, and that it was signed is logged."""
    page = client_of(officer).post(URL, {"remark": "Looked at all."}, follow=True)
    assert b"Signed." in page.content
    assert b"Looked at all." in page.content
    review = RetentionReview.objects.get()
    assert (review.actor_id, review.name) == (officer.pk, "ada")
    assert set(review.figures) == {period.key for period in released_register("en").periods}
    assert AccessEvent.objects.filter(model="privacy_retention.RetentionReview", object_id=review.pk).exists()


def test_a_signed_review_never_changes(officer, now):
    """R59: the database refuses."""
    review = sign(user=officer, remark="", now=now)
    for change in (lambda: RetentionReview.objects.update(remark="x"), lambda: RetentionReview.objects.all().delete()):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
    assert RetentionReview.objects.get() == review


def test_who_only_sees_it_cannot_sign(client_of):
    """R65: administrators see it; editors do not."""
    administrator = client_of(member_of("Administrators"))
    assert administrator.get(URL).status_code == 200
    assert b"I went through this" not in administrator.get(URL).content
    assert administrator.post(URL, {"remark": ""}).status_code in (302, 403)
    assert not RetentionReview.objects.exists()
    assert client_of(member_of("Editors")).get(URL).status_code in (302, 403)


def test_a_review_that_is_missing_for_35_days_is_told_once_by_mail_and_on_the_home(officer, client_of):
    """R59: counted from the last review, or from the first release."""
    start = Release.objects.order_by("number").first().published_at
    assert due_since(now=start + timedelta(days=34)) is None
    assert tell_missing_review(start + timedelta(days=34)) == 0
    late = start + timedelta(days=36)
    with time_machine.travel(late, tick=False):
        cache.clear()
        assert tell_missing_review(late) == 1
        assert tell_missing_review(late) == 0
        mail.outbox.clear()
        send_due(now=late)
        (message,) = [one for one in mail.outbox if "review" in one.subject]
        assert message.to == ["staff@kargro.example"]
        assert URL in message.body
        assert "has been missing since" in client_of(officer).get("/admin/").content.decode()
        client_of(officer).post(URL, {"remark": ""})
        assert "has been missing since" not in client_of(officer).get("/admin/").content.decode()
        assert due_since(now=timezone.now()) is None
    assert tell_missing_review(late + timedelta(days=36)) == 1
