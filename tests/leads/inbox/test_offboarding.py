"""What happens to messages, teams and rules when a member of staff leaves."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from leads.inbox.offboarding import purposes_collecting, purposes_waiting
from leads.submissions.models import Submission, SubmissionNote
from leads.teams.models import Team
from privacy.access.models import AccessEvent
from privacy.access.services import authorise
from privacy.staff.leaving import leave, plan_of
from tests.factories import member_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def chief(db):
    return member_of("Administrators", "chief")


@pytest.fixture
def reader(chief):
    def make(name, purpose="contact"):
        user = member_of("Lead handlers", name)
        until = timezone.localdate() + timedelta(days=100)
        authorise(user=user, purpose_key=purpose, training_valid_until=until, granted_by=chief, now=timezone.now())
        return user

    return make


@pytest.fixture
def held(receive, reader):
    """A leaver with two open messages and one answered long ago."""
    leaver = reader("leaver")
    messages = [receive() for _number in range(3)]
    Submission.objects.update(assigned_to=leaver, claimed_by=leaver)
    Submission.objects.filter(pk=messages[2].pk).update(state="answered")
    return leaver, [message.pk for message in messages]


def test_open_messages_go_to_the_team_chosen_in_the_same_screen(client, chief, held):
    """X8: asked for when there are some; what was answered keeps its name; all of it is written down."""
    leaver, (first, second, answered) = held
    team = Team.objects.create(name="Fleets")
    client.force_login(chief)
    screen = reverse("staff_leaving", args=[leaver.pk])
    assert "2 open messages need somebody else" in client.get(screen).content.decode()
    assert client.post(screen).status_code == 200
    leaver.refresh_from_db()
    assert leaver.is_active
    assert client.post(screen, {"messages": f"team:{team.pk}"}).status_code == 302
    rows = {row.pk: row for row in Submission.objects.all()}
    assert [(rows[pk].team_id, rows[pk].assigned_to_id) for pk in (first, second)] == [(team.pk, None)] * 2
    assert rows[answered].assigned_to_id == leaver.pk
    assert {row.claimed_by_id for row in rows.values()} == {None}
    assert SubmissionNote.objects.filter(kind="passed_on", author=chief).count() == 2
    changed = AccessEvent.objects.filter(action="change", actor_id=chief.pk, model="leads_submissions.Submission")
    assert set(changed.values_list("object_id", flat=True)) == {first, second}


def test_a_colleague_must_be_able_to_read_them(chief, held, reader):
    """X8, R65: messages go to people who are authorised for their purposes."""
    leaver, _messages = held
    able, other = reader("able"), reader("other", purpose="chat")
    (handover,) = plan_of(user=leaver, now=timezone.now()).handovers
    values = [value for value, _label in handover.choices]
    assert f"user:{able.pk}" in values
    assert not {f"user:{other.pk}", f"user:{leaver.pk}"} & set(values)
    with pytest.raises(ValueError, match="cannot go there"):
        leave(user=leaver, recipients={"messages": f"user:{other.pk}"}, by=chief, now=timezone.now())
    leave(user=leaver, recipients={"messages": f"user:{able.pk}"}, by=chief, now=timezone.now())
    assert Submission.objects.filter(assigned_to=able).count() == 2


def test_somebody_who_read_the_message_before_sees_that_it_changed(chief, held):
    """X8: two people do not answer one message: its number goes up."""
    leaver, (first, *_others) = held
    before = Submission.objects.get(pk=first).revision
    leave(user=leaver, recipients={"messages": "anybody"}, by=chief, now=timezone.now())
    message = Submission.objects.get(pk=first)
    assert message.revision == before + 1
    assert message.assigned_to is None


def test_teams_forget_the_leaver_and_the_deputy_leads(chief, reader):
    """X8: no team is left with a leader who is gone."""
    leaver, deputy = reader("leaver"), reader("deputy")
    led = Team.objects.create(name="Fleets", leader=leaver, deputy=deputy)
    stood_in = Team.objects.create(name="Specialists", leader=deputy, deputy=leaver)
    led.members.add(leaver)
    facts = " ".join(plan_of(user=leaver, now=timezone.now()).facts)
    assert "deputy leads team Fleets" in facts
    leave(user=leaver, recipients={}, by=chief, now=timezone.now())
    led.refresh_from_db()
    stood_in.refresh_from_db()
    assert (led.leader, led.deputy, stood_in.deputy) == (deputy, None, None)
    assert not led.members.exists()


def test_which_purposes_need_a_reader_is_known(receive):
    """R67: messages that wait, and forms that are live; tests of editors count for nothing."""
    assert purposes_collecting({"contact", "chat"}) == {"contact"}
    assert purposes_waiting({"contact", "chat"}) == set()
    receive()
    assert purposes_waiting({"contact", "chat"}) == {"contact"}
    Submission.objects.update(is_test=True)
    assert purposes_waiting({"contact"}) == set()
