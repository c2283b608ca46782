"""Who on the staff is told of a message, when, and how little."""

from datetime import timedelta

import pytest
from django.core import mail as sent_mail
from django.urls import reverse
from django.utils import timezone

from leads.inbox import notifications
from leads.inbox.business_hours import overdue_at
from leads.inbox.models import NotificationPreference, StaffNotification
from leads.inbox.notifications import readers_of, recipients, send_summaries, set_preference, tell_overdue, waiting_for
from leads.inbox.selectors import Chosen, desk_of, messages_of
from leads.submissions.mails import RECEIPT
from leads.submissions.models import Submission
from privacy.access.models import Authorisation
from privacy.outbox.models import OutboxMail
from privacy.outbox.services import send_due
from tests.leads.conftest import ANSWERS
from tests.leads.inbox.test_business_hours import at
from tests.leads.staff import reader, team

pytestmark = pytest.mark.django_db
HOURLY, DAILY = NotificationPreference.When.HOURLY, NotificationPreference.When.DAILY
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def to_staff():
    return [mail for mail in sent_mail.outbox if mail.to != [ANSWERS["email"]]]


def addresses():
    return sorted(address for mail in to_staff() for address in mail.to)


def assign(message, **values):
    Submission.objects.filter(pk=message.pk).update(**values)
    message.refresh_from_db()
    return message


def test_each_reader_gets_a_mail_of_their_own(receive):
    """R69: nobody reads a colleague's address; each reads their own language."""
    reader("anna", language="nl")
    reader("bert")
    reader("carl", purpose="")
    receive()
    send_due(now=timezone.now())
    assert addresses() == ["anna@kargro.example", "bert@kargro.example"]
    assert all(len(mail.recipients()) == 1 for mail in to_staff())
    html = {mail.to[0]: mail.alternatives[0][0] for mail in to_staff()}
    assert '<html lang="nl"' in html["anna@kargro.example"]
    assert '<html lang="en"' in html["bert@kargro.example"]


def test_the_assigned_person_else_the_team_else_everybody(receive):
    """Issue 3, 1: narrowest first, and only those who hold an authorisation now."""
    anna, bert, carl, dora = reader("anna"), reader("bert"), reader("carl"), reader("dora", purpose="")
    casings, empty = team("Casings", bert, dora), team("Empty", dora)
    message, now = receive(), timezone.now()
    for values, expected in [
        ({"assigned_to": anna, "team": casings}, [anna]),
        ({"assigned_to": dora, "team": casings}, [bert]),
        ({"assigned_to": None, "team": casings}, [bert]),
        ({"assigned_to": None, "team": empty}, [anna, bert, carl]),
        ({"assigned_to": dora, "team": None}, [anna, bert, carl]),
        ({"assigned_to": None, "team": None}, [anna, bert, carl]),
    ]:
        assign(message, **values)
        told = recipients(message, readers_of("contact", now))
        assert sorted(told, key=lambda user: user.pk) == expected, values
        waits_for = [user for user in (anna, bert, carl, dora) if waiting_for(user, now).exists()]
        assert waits_for == expected, values


def test_when_nobody_may_read_it_the_company_is_told(receive):
    """R67: with the reference and no content; an expired training counts as none."""
    anna = reader("anna")
    Authorisation.objects.filter(user=anna).update(training_valid_until=timezone.localdate() - DAY)
    message = receive()
    send_due(now=timezone.now())
    (mail,) = to_staff()
    assert mail.to == ["info@kargro.nl"]
    assert message.reference in mail.subject
    assert "Nobody may read" in mail.subject
    assert ANSWERS["message"] not in mail.message().as_string()


def test_who_lost_the_authorisation_meanwhile_is_not_told(receive):
    """R67: asked again when the mail is rendered."""
    anna = reader("anna")
    receive()
    send_due(now=timezone.now(), limit=2)
    Authorisation.objects.filter(user=anna).delete()
    send_due(now=timezone.now())
    assert to_staff() == []


def test_a_message_answered_meanwhile_needs_no_notice(receive):
    """A mail that would lead to nothing is not sent."""
    reader("anna")
    assign(receive(), state=Submission.State.ANSWERED)
    send_due(now=timezone.now())
    assert to_staff() == []


def test_a_test_message_is_marked_and_counted_nowhere(receive):
    """Issue 3, 1: “Test” in subject and text; no summary, nothing overdue."""
    anna = reader("anna")
    message = receive()
    assign(message, is_test=True)
    send_due(now=timezone.now())
    staff, visitor = to_staff()[0], next(mail for mail in sent_mail.outbox if mail.to == [ANSWERS["email"]])
    assert staff.subject.startswith("Test: ")
    assert staff.body.startswith("Test\n")
    assert visitor.subject.startswith("Test: ")
    assert not waiting_for(anna, timezone.now()).exists()
    assert tell_overdue(overdue_at(message.received_at) + MINUTE) == 0


def test_telling_twice_tells_once(receive):
    """P5: the notice is a row, made once for each person."""
    reader("anna")
    message = receive()
    send_due(now=timezone.now())
    again = OutboxMail.objects.get(kind=notifications.NEW_MESSAGE)
    OutboxMail.objects.filter(pk=again.pk).update(state=OutboxMail.State.QUEUED)
    send_due(now=timezone.now())
    assert addresses() == ["anna@kargro.example"]
    assert StaffNotification.objects.filter(submission=message).count() == 1


def test_hourly_is_one_mail_an_hour_when_there_is_something_new(receive):
    """Issue 3, 1: together, at most once an hour; nothing new, no mail; at once never."""
    start = timezone.now()
    anna = reader("anna")
    set_preference(user=anna, when=HOURLY, now=start)
    for number in range(3):
        receive({**ANSWERS, "message": f"Number {number}"}, at=start + number * MINUTE)
    send_due(now=start + 3 * MINUTE)
    assert to_staff() == []
    assert send_summaries(start + 59 * MINUTE) == 0
    assert send_summaries(start + 60 * MINUTE) == 1
    assert send_summaries(start + 61 * MINUTE) == 0
    assert send_summaries(start + 121 * MINUTE) == 0
    send_due(now=start + 62 * MINUTE)
    (mail,) = to_staff()
    assert mail.subject == "3 messages wait for you"
    for message in Submission.objects.all():
        assert message.reference in mail.body
        assert f"/inbox/{message.pk}/" in mail.body


def test_daily_is_one_mail_at_eight_on_working_days(receive):
    """Issue 3, 1: everything that waits; one minute before, nothing; on Saturday, nothing."""
    anna = reader("anna")
    friday, saturday = at("2026-11-20T08:00"), at("2026-11-21T08:00")
    set_preference(user=anna, when=DAILY, now=friday - 2 * HOUR)
    receive(at=friday - HOUR)
    for now, mails in [
        (friday - MINUTE, 0),
        (friday, 1),
        (friday + MINUTE, 0),
        (saturday, 0),
        (saturday + 2 * DAY - MINUTE, 0),
        (saturday + 2 * DAY + 3 * HOUR, 1),
    ]:
        assert send_summaries(now) == mails, now


def test_a_quiet_morning_is_not_made_up_for_at_noon(receive):
    """Issue 3, 1: what arrives after eight waits for the next summary."""
    anna = reader("anna")
    friday = at("2026-11-20T08:00")
    set_preference(user=anna, when=DAILY, now=friday - DAY)
    assert send_summaries(friday) == 0
    receive(at=friday + HOUR)
    assert send_summaries(friday + 2 * HOUR) == 0
    assert send_summaries(at("2026-11-23T08:00")) == 1


def test_a_summary_whose_messages_were_answered_is_not_sent(receive):
    """It says what waits when it is sent, not when it was due."""
    start = timezone.now()
    set_preference(user=reader("anna"), when=HOURLY, now=start)
    message = receive(at=start)
    send_due(now=start)
    assert send_summaries(start + HOUR) == 1
    assign(message, state=Submission.State.CLOSED)
    send_due(now=start + HOUR)
    assert to_staff() == []


def test_two_workers_never_queue_a_summary_twice(receive, monkeypatch):
    """P5: both found it due; the one whose note of it stays sends it."""
    start = timezone.now()
    anna = reader("anna")
    set_preference(user=anna, when=HOURLY, now=start)
    receive(at=start)
    send_due(now=start)
    both = list(NotificationPreference.objects.select_related("user"))
    assert [notifications._summarise(row, start + HOUR) for row in both * 2] == [True, False]
    assert OutboxMail.objects.filter(kind=notifications.SUMMARY).count() == 1


def test_the_leader_is_told_once_that_messages_wait_too_long(receive):
    """Issue 3, 5: one mail for all of them, a minute after the working day and not before."""
    anna, bert = reader("anna"), reader("bert")
    casings = team("Casings", bert, leader=anna)
    monday = at("2026-11-23T10:00")
    first, second = receive(at=monday), receive({**ANSWERS, "message": "And more"}, at=monday)
    for message in (first, second):
        assign(message, team=casings)
    assert tell_overdue(monday + DAY) == 0
    assert tell_overdue(monday + DAY + MINUTE) == 1
    assert tell_overdue(monday + DAY + 2 * MINUTE) == 0
    assert tell_overdue(monday + 30 * DAY) == 0
    OutboxMail.objects.filter(kind__in=[notifications.NEW_MESSAGE, RECEIPT]).delete()
    send_due(now=timezone.now() + 60 * DAY)
    (mail,) = sent_mail.outbox
    assert mail.to == ["anna@kargro.example"]
    assert mail.subject == "2 messages have waited for more than a working day"
    assert first.reference in mail.body
    assert second.reference in mail.body


@pytest.mark.parametrize("away", ["left", "untrained", "nobody"])
def test_the_deputy_stands_in_for_the_leader(receive, away):
    """Issue 3, 5: who left or may not read is passed over; with nobody there, those who were told of it."""
    anna, bert = reader("anna", purpose="" if away == "untrained" else "contact"), reader("bert")
    if away == "left":
        anna.is_active = False
        anna.save()
    casings = team("Casings", reader("carl"), leader=anna, deputy=None if away == "nobody" else bert)
    if away == "nobody":
        casings.leader = None
        casings.save()
    monday = at("2026-11-23T10:00")
    assign(receive(at=monday), team=casings)
    assert tell_overdue(monday + DAY + MINUTE) == 1
    told = StaffNotification.objects.get(kind=StaffNotification.Kind.OVERDUE).user.username
    assert told == ("carl" if away == "nobody" else "bert")


@pytest.mark.parametrize(
    ("values", "mails"),
    [
        ({"state": Submission.State.ANSWERED}, 0),
        ({"state": Submission.State.HELD}, 0),
        ({"state": Submission.State.OPEN}, 1),
        ({"call_back_on": at("2026-11-24T00:00").date()}, 0),
        ({"call_back_on": at("2026-11-23T00:00").date()}, 1),
    ],
)
def test_only_what_waits_is_overdue(receive, values, mails):
    """Issue 3, 5: answered, held back, or to be called back today: nobody is late."""
    reader("anna")
    monday = at("2026-11-23T10:00")
    assign(receive(at=monday), **values)
    assert tell_overdue(monday + DAY + MINUTE) == mails


def test_telling_of_many_costs_a_fixed_number_of_statements(receive, django_assert_max_num_queries):
    """P4: one message or forty."""
    casings = team("Casings", reader("anna"), leader=reader("bert"))
    monday = at("2026-11-23T10:00")
    for number in range(12):
        assign(receive({**ANSWERS, "message": str(number)}, at=monday), team=casings)
    with django_assert_max_num_queries(10):
        assert tell_overdue(monday + DAY + MINUTE) == 1
    assert StaffNotification.objects.count() == 12


def test_staff_choose_when_they_are_told_under_their_account(client, receive):
    """Issue 3, 1: at once until chosen otherwise; only for those who have an inbox."""
    anna = reader("anna")
    client.force_login(anna)
    page = client.get(reverse("wagtailadmin_account")).content.decode()
    assert "At 8:00 on working days, together" in page
    fields = {"name_email-first_name": "Anna", "name_email-last_name": "Bakker", "name_email-email": anna.email}
    fields |= {"locale-preferred_language": "nl", "locale-current_time_zone": "Europe/Amsterdam"}
    fields |= {"theme-theme": "system", "theme-density": "default", "theme-contrast": "system"}
    answer = client.post(reverse("wagtailadmin_account"), {**fields, "messages-when": "daily"})
    assert answer.status_code == 302, answer.content.decode()
    assert NotificationPreference.objects.get(user=anna).when == DAILY
    client.force_login(reader("ed", role="Editors", purpose=""))
    assert "At 8:00 on working days" not in client.get(reverse("wagtailadmin_account")).content.decode()


def test_what_is_given_to_who_may_not_read_it_is_nobodys_and_raises_an_alarm(client, receive):
    """R67: a lead of a team without anybody authorised stands under “unassigned” of everybody else."""
    anna, dora = reader("anna"), reader("dora", purpose="")
    officer = reader("olga", role="Privacy officers", purpose="")
    client.force_login(officer)
    alarm = "given to a team or person that may not read it"
    message = receive()
    for values, seen, alarmed in [
        ({"assigned_to": None, "team": None}, {"unassigned"}, False),
        ({"assigned_to": None, "team": team("Empty", dora)}, {"unassigned"}, True),
        ({"assigned_to": dora, "team": None}, {"unassigned"}, True),
        ({"assigned_to": anna, "team": None}, {"mine"}, False),
    ]:
        assign(message, **values)
        desk = desk_of(anna, timezone.now())
        found = {show for show in ("mine", "unassigned") if messages_of(desk, Chosen(show=show)).exists()}
        assert found == seen, values
        assert (alarm in client.get(reverse("wagtailadmin_home")).content.decode()) is alarmed, values
    assign(message, assigned_to=dora, team=team("Casings", anna))
    later = desk_of(anna, timezone.now())
    assert messages_of(later, Chosen(show="mine")).exists()
    assert not messages_of(later, Chosen(show="unassigned")).exists()
