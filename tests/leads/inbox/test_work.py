"""What is done about a message: one press, a trace, undo, and never over somebody else's head."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.utils import timezone

from leads.inbox import services
from leads.submissions.models import Submission, SubmissionNote
from privacy.access.models import AccessEvent
from privacy.outbox.models import OutboxMail
from tests.leads.inbox.conftest import LIST, desk, page, url, work
from tests.leads.staff import reader, team

pytestmark = pytest.mark.django_db
FRIDAY = datetime(2026, 11, 20, 14, tzinfo=UTC)


@pytest.mark.parametrize(
    ("action", "state", "outcome", "contact"),
    [
        ("replied", "answered", "replied", True),
        ("no_answer", "open", "no_answer", False),
        ("not_a_lead", "closed", "not_a_lead", False),
        ("spam", "closed", "spam", False),
    ],
)
def test_one_press_is_an_outcome(anna, receive, action, state, outcome, contact):
    """X7, R60, R68: state, note and log at once; only a contact starts the clock of erasure again."""
    long_ago = timezone.now() - timedelta(days=200)
    message = receive(at=long_ago)
    response = work(desk(anna), message, action, text="Spoke about sizes")
    message.refresh_from_db()
    assert response.status_code == 302
    assert (message.state, message.outcome, message.revision) == (state, outcome, 1)
    assert (message.last_contact_at > long_ago) is contact
    note = message.notes.get()
    assert (note.kind, note.text, note.author) == (action, "Spoke about sizes", anna)
    assert AccessEvent.objects.filter(action="change", object_id=message.pk, actor_id=anna.pk).count() == 1


def test_a_call_without_answer_is_repeated_on_the_next_working_day(anna, receive):
    """X7: on a Friday, Monday is offered; another day may be chosen, but none that is over."""
    with time_machine.travel(FRIDAY, tick=True):
        message, client = receive(at=FRIDAY), desk(anna)
        assert 'value="2026-11-23"' in page(client, url(message))
        assert work(client, message, "no_answer", call_back_on="2026-11-19").status_code == 422
        assert work(client, message, "no_answer", call_back_on="2029-11-19").status_code == 422
        assert not message.notes.exists()
        work(client, message, "no_answer")
        message.refresh_from_db()
        assert (message.call_back_on, message.assigned_to) == (date(2026, 11, 23), anna)
        work(client, message, "no_answer", call_back_on="2026-11-25")
        message.refresh_from_db()
        assert message.call_back_on == date(2026, 11, 25)


def test_a_message_is_passed_on_to_somebody_who_may_read_it(anna, receive):
    """X7, R65: people and teams who may; nobody else is offered or accepted."""
    carla = reader("carla")
    outsider = reader("oscar", purpose="")
    sales, empty = team("Sales", carla), team("Empty", outsider)
    message, client = receive(), desk(anna)
    html = page(client, url(message))
    assert f'value="person-{carla.pk}"' in html
    assert f'value="team-{sales.pk}"' in html
    assert f'value="person-{outsider.pk}"' not in html
    assert f'value="team-{empty.pk}"' not in html
    for refused in ("", f"person-{outsider.pk}", f"team-{empty.pk}", "nonsense"):
        assert work(client, message, "passed_on", to=refused).status_code == 422
    work(client, message, "passed_on", to=f"team-{sales.pk}")
    message.refresh_from_db()
    assert (message.state, message.team, message.assigned_to) == ("open", sales, None)
    work(desk(carla), message, "passed_on", to=f"person-{anna.pk}")
    message.refresh_from_db()
    assert (message.team, message.assigned_to, message.outcome) == (None, anna, "passed_on")


def test_the_next_message_of_the_same_list_opens(anna, receive):
    """X7: with what was just done above it; after the last one, the list."""
    start = timezone.now() - timedelta(hours=5)
    first, second, third = (receive(at=start + timedelta(hours=n)) for n in range(3))
    Submission.objects.filter(pk=second.pk).update(language="nl")
    client, query = desk(anna), "?show=waiting&language=en"
    response = work(client, first, "spam", query=query)
    assert response.url.startswith(url(third) + query)
    html = client.get(response.url).content.decode()
    assert f"<strong>{first.reference}</strong>: Spam" in html
    assert "Undo" in html
    response = work(client, third, "replied", query=query)
    assert response.url.startswith(LIST + query)
    assert third.reference in client.get(response.url).content.decode()


@pytest.mark.parametrize("action", ["replied", "no_answer", "passed_on", "not_a_lead", "spam", "reopen"])
def test_an_outcome_can_be_taken_back(anna, bert, receive, action):
    """X7, E4: everything is as before, and the history says that it was taken back."""
    message = receive(at=timezone.now() - timedelta(days=3))
    if action == "reopen":
        Submission.objects.filter(pk=message.pk).update(state="closed", outcome="spam")
    fields = ("state", "outcome", "call_back_on", "assigned_to", "team", "last_contact_at")
    before = Submission.objects.values(*fields).get(pk=message.pk)
    client = desk(anna)
    work(client, message, action, to=f"person-{bert.pk}")
    assert Submission.objects.values(*fields).get(pk=message.pk) != before
    note = message.notes.get()
    response = client.post(f"{LIST}undo/{note.pk}/")
    assert response.url == url(message)
    assert Submission.objects.values(*fields).get(pk=message.pk) == before
    assert "taken back" in page(client, url(message))
    assert client.post(f"{LIST}undo/{note.pk}/", follow=True).status_code == 200
    assert Submission.objects.get(pk=message.pk).revision == 2


def test_only_the_last_change_can_be_taken_back(anna, bert, receive):
    """X7: what somebody did meanwhile is not undone with it."""
    message = receive()
    work(desk(anna), message, "no_answer")
    first = message.notes.get()
    work(desk(bert), message, "not_a_lead")
    html = desk(anna).post(f"{LIST}undo/{first.pk}/", follow=True).content.decode()
    assert "changed again since then" in html
    message.refresh_from_db()
    assert message.outcome == "not_a_lead"


def test_of_two_who_decide_at_once_the_second_is_told(anna, bert, receive):
    """Issue 3, Bad input: nothing is overwritten, nothing typed is lost, and it says who did what."""
    message = receive()
    work(desk(anna), message, "replied", revision=0)
    response = work(desk(bert), message, "spam", revision=0, text="Looks like an advertisement")
    html = response.content.decode()
    assert response.status_code == 409
    assert "anna was faster: “Replied”" in html
    assert "Looks like an advertisement" in html
    message.refresh_from_db()
    assert (message.outcome, message.notes.count()) == ("replied", 1)


def test_a_remark_stands_in_nobodys_way(anna, bert, receive):
    """X7: it needs words; the message stays open to whoever works on it."""
    message = receive()
    assert work(desk(anna), message, "remark", text="  ").status_code == 422
    work(desk(anna), message, "remark", text="Knows us from the fair")
    message.refresh_from_db()
    assert (message.state, message.outcome) == ("open", "")
    work(desk(bert), message, "remark", text="So they said")
    work(desk(bert), message, "replied", revision=message.revision)
    message.refresh_from_db()
    assert message.state == "answered"


def test_what_was_closed_can_be_opened_again(anna, receive):
    """X7: back on the desk, without its outcome."""
    message, client = receive(), desk(anna)
    work(client, message, "spam")
    assert 'value="reopen"' in page(client, url(message))
    work(client, message, "reopen")
    message.refresh_from_db()
    assert (message.state, message.outcome) == ("open", "")


@pytest.mark.parametrize("data", [{}, {"action": "erase"}, {"action": "spam"}, {"action": "spam", "revision": "x"}])
def test_a_broken_press_changes_nothing(anna, receive, data):
    message = receive()
    assert desk(anna).post(url(message, "outcome/"), data).status_code == 422
    message.refresh_from_db()
    assert message.state == "new"


def test_a_mail_is_sent_from_the_message(anna, receive):
    """R60, X7: queued with the change; the next message opens; a mail cannot be taken back."""
    message = receive(at=timezone.now() - timedelta(days=3))
    client = desk(anna)
    html = page(client, url(message, "reply/"))
    assert "Your reply, in English" in html
    assert "jan@example.com" not in html
    before = OutboxMail.objects.count()
    response = client.post(url(message, "reply/"), {"text": "We collect them on Tuesday.", "revision": 0})
    message.refresh_from_db()
    assert (message.state, message.outcome, message.revision) == ("answered", "replied", 1)
    assert message.last_contact_at > message.received_at
    assert OutboxMail.objects.count() == before + 1
    assert "cannot be taken back" in client.get(response.url).content.decode()
    note = message.notes.get()
    client.post(f"{LIST}undo/{note.pk}/")
    message.refresh_from_db()
    assert message.state == "answered"
    assert "We collect them on Tuesday." in page(client, url(message))


def test_a_reply_too_late_is_not_sent_and_not_lost(anna, bert, receive):
    """Issue 3, Bad input: somebody replied meanwhile; the text comes back."""
    message = receive()
    work(desk(bert), message, "replied")
    before = OutboxMail.objects.count()
    response = desk(anna).post(url(message, "reply/"), {"text": "Dear Jan, we come on Tuesday.", "revision": 0})
    assert response.status_code == 409
    assert "Dear Jan, we come on Tuesday." in response.content.decode()
    assert OutboxMail.objects.count() == before


def test_without_an_address_there_is_no_mail(anna, receive):
    message = receive({"name": "Jan", "phone": ["+31612345678"], "message": "Call me"})
    client = desk(anna)
    assert "Reply by mail" not in page(client, url(message))
    assert "Call instead" in page(client, url(message, "reply/"))
    client.post(url(message, "reply/"), {"text": "Hello", "revision": 0})
    assert not SubmissionNote.objects.exists()


def test_a_change_that_fails_leaves_no_half(anna, receive, monkeypatch):
    """P5: message, note and log change together or not at all."""
    message = receive()

    def broken(*args):
        raise RuntimeError

    monkeypatch.setattr(services, "log_access", broken)
    with pytest.raises(RuntimeError):
        services.decide(message=message, user=anna, outcome="spam", revision=0, now=timezone.now())
    message.refresh_from_db()
    assert (message.state, message.notes.count()) == ("new", 0)
