"""Training that ends is told in time; data that nobody may read raise an alarm."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from privacy.access import training
from privacy.access.models import Authorisation
from privacy.access.selectors import may_read, why_not
from privacy.access.services import authorise
from privacy.access.training import register_readers_needed, unread_purposes
from privacy.outbox.models import OutboxMail
from privacy.register.lint import run_lint
from privacy.staff.reminders import alarm_officers, warn_of_training
from tests.factories import all_is_told, member_of
from tests.privacy.staff.conftest import sent

pytestmark = pytest.mark.django_db
LAST_DAY = date(2027, 3, 31)


def noon(days_before):
    return datetime(2027, 3, 31, 10, 0, tzinfo=UTC) - timedelta(days=days_before)


@pytest.fixture
def clock(monkeypatch):
    """Set what time it is."""
    return lambda moment: monkeypatch.setattr(timezone, "now", lambda: moment)


@pytest.fixture
def officer(db):
    user = member_of("Privacy officers", "officer")
    user.first_name, user.last_name, user.email = "Olga", "Officer", "officer@kargro.example"
    user.save()
    return user


@pytest.fixture
def handler(officer):
    user = member_of("Lead handlers", "handler")
    user.first_name, user.last_name = "Hans", "Handler"
    user.save()
    for purpose in ("contact", "chat"):
        authorise(user=user, purpose_key=purpose, training_valid_until=LAST_DAY, granted_by=officer, now=noon(300))
    all_is_told()
    return user


@pytest.mark.parametrize(("days_before", "expected"), [(31, 0), (30, 2), (29, 2), (7, 2), (1, 2), (0, 2), (-1, 0)])
def test_person_and_officers_are_warned_from_thirty_days_before(handler, days_before, expected):
    """R67: nothing at 31 days, nothing once it is over; a day that was missed is caught up."""
    assert warn_of_training(noon(days_before)) == expected


def test_each_warning_goes_out_once(handler):
    """R67: 30, 7 and 1 days before, however often the job runs."""
    days = (31, 30, 30, 29, 8, 7, 7, 6, 2, 1, 1, 0)
    assert [warn_of_training(noon(day)) for day in days] == [0, 2, 0, 0, 0, 2, 0, 0, 0, 2, 0, 0]
    assert OutboxMail.objects.filter(kind="training_ends").count() == 3
    assert OutboxMail.objects.filter(kind="training_of_others").count() == 3


def test_the_mails_say_who_what_and_whom_to_ask(handler, officer, clock):
    """R67, R69: purposes by their titles, the officer by name; subjects name nobody."""
    clock(noon(7))
    warn_of_training(noon(7))
    person, chief = sorted(sent(), key=lambda mail: mail.to == ["officer@kargro.example"])
    assert "31 March 2027" in person.body
    assert "Olga Officer" in person.body
    assert "Hans Handler" in chief.body
    assert not any("Hans" in mail.subject for mail in (person, chief))
    assert person.body.count("\n- ") == 2


def test_what_was_renewed_meanwhile_is_not_warned_of(handler, clock):
    """R67: the mail asks again when it is sent."""
    clock(noon(7))
    warn_of_training(noon(7))
    Authorisation.objects.update(training_valid_until=LAST_DAY + timedelta(days=200))
    assert sent() == []


def test_expiry_removes_access_and_says_whom_to_ask(handler, officer):
    """R67: a handler without valid training reads why and whom to ask."""
    assert may_read(handler, "contact", noon(0))
    late = noon(-1)
    assert not may_read(handler, "contact", late)
    assert "Olga Officer" in why_not(handler, "contact", late)


def test_the_home_warns_handler_and_officer(client, handler, officer):
    """R67: a line for the one, a line for the others."""
    Authorisation.objects.update(training_valid_until=timezone.localdate() + timedelta(days=10))
    client.force_login(handler)
    assert "Your training is valid until" in client.get(reverse("wagtailadmin_home")).content.decode()
    other = Client()
    other.force_login(officer)
    assert "The training of 1 person ends within a month" in other.get(reverse("wagtailadmin_home")).content.decode()


@pytest.fixture
def waiting(monkeypatch):
    """Messages for the purpose “contact” wait."""
    monkeypatch.setattr(training, "_waiting", [])
    monkeypatch.setattr(training, "_collecting", [])
    holds = {"contact"}
    register_readers_needed(waiting=lambda keys: holds & set(keys), collecting=lambda keys: holds & set(keys))
    return holds


def test_data_that_nobody_may_read_alarm_officers_once_a_day(handler, officer, waiting, clock):
    """R67: while somebody may read, nothing; from the day nobody may, one mail a day to each officer."""
    assert unread_purposes(noon(0)) == set()
    assert alarm_officers(noon(0)) == 0
    assert [alarm_officers(noon(-1)), alarm_officers(noon(-1)), alarm_officers(noon(-2))] == [1, 0, 1]
    clock(noon(-2))
    mails = sent()
    assert {mail.to[0] for mail in mails} == {"officer@kargro.example"}
    assert "nobody is authorised" in mails[0].body


def test_data_that_nobody_may_read_are_red_on_the_home_and_a_note_of_the_linter(client, officer, waiting):
    """R67: for those who can mend it; a release is not refused for it."""
    client.force_login(officer)
    assert "Messages wait that nobody may read" in client.get(reverse("wagtailadmin_home")).content.decode()
    (finding,) = [finding for finding in run_lint() if finding.code == "nobody-may-read"]
    assert (finding.subject, finding.blocking) == ("contact", False)
    other = Client()
    other.force_login(member_of("Editors"))
    assert "nobody may read" not in other.get(reverse("wagtailadmin_home")).content.decode()
