"""Messages when a member of staff leaves: who gets theirs, and which nobody could read."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import F, QuerySet
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from leads.forms.models import LiveForm
from leads.submissions.models import WAITING_STATES, Submission, SubmissionNote
from leads.teams.models import Team
from privacy.access.models import AccessEvent
from privacy.access.selectors import staff_names, valid_authorisations
from privacy.staff.leaving import Choices, LeavingStep

ANYBODY = "anybody"


class MessagesOfLeaver(LeavingStep):
    """Open messages go to a team or a colleague; teams and rules forget the person."""

    key = "messages"
    label = _("Open messages")

    def facts(self, user: Any, now: datetime) -> list[str]:
        """Say how many messages wait and which teams are concerned."""
        found = []
        if count := _open(user).count():
            words = ngettext(
                "%(n)d open message needs somebody else.", "%(n)d open messages need somebody else.", count
            )
            found.append(words % {"n": count})
        if teams := list(user.lead_teams.filter(archived_at=None).values_list("name", flat=True)):
            found.append(gettext("The person leaves these teams: %(teams)s.") % {"teams": ", ".join(teams)})
        led = Team.objects.filter(leader=user, archived_at=None)
        return [*found, *(_new_leader(team) for team in led)]

    def recipients(self, user: Any, now: datetime) -> Choices:
        """Return teams, and colleagues who may read every purpose of the messages."""
        purposes = set(_open(user).order_by().values_list("purpose_key", flat=True).distinct())
        if not purposes:
            return []
        teams = [(f"team:{team.pk}", _team_label(team)) for team in Team.objects.filter(archived_at=None)]
        people = staff_names(_readers(purposes, now) - {user.pk})
        colleagues = [(f"user:{pk}", name) for pk, name in sorted(people.items(), key=lambda person: person[1])]
        return [*teams, *colleagues, (ANYBODY, gettext("Nobody in particular: whoever is authorised sees them"))]

    def leave(self, *, user: Any, recipient: str, by: Any, now: datetime) -> None:
        """Hand over what is open, and take the person out of teams and rules. Raises ValueError for a wrong recipient."""
        if recipient and recipient not in dict(self.recipients(user, now)):
            raise ValueError("Messages cannot go there.")
        _hand_over(user, recipient, by, now)
        Submission.objects.filter(claimed_by=user).update(claimed_by=None, claimed_at=None)
        user.lead_teams.clear()
        Team.objects.filter(deputy=user).update(deputy=None)
        Team.objects.filter(leader=user).update(leader=F("deputy"), deputy=None)
        get_user_model()._default_manager.filter(pk=user.pk).update(is_active=False)


def purposes_waiting(keys: Collection[str]) -> set[str]:
    """Return those of `keys` of which messages wait for an answer."""
    waiting = Submission.objects.filter(purpose_key__in=keys, state__in=[*WAITING_STATES, Submission.State.HELD])
    return set(waiting.filter(is_test=False).order_by().values_list("purpose_key", flat=True).distinct())


def purposes_collecting(keys: Collection[str]) -> set[str]:
    """Return those of `keys` for which a form is live."""
    own = LiveForm.objects.order_by().values_list("version__purposes", flat=True)
    return {purposes[0] for purposes in own if purposes} & set(keys)


def _open(user: Any) -> QuerySet[Submission]:
    return Submission.objects.filter(assigned_to=user, state__in=WAITING_STATES)


def _readers(purposes: set[str], now: datetime) -> set[int]:
    """Return who may read all of `purposes`."""
    readers: set[int] | None = None
    for key in purposes:
        may = set(valid_authorisations(now).filter(purpose_key=key).values_list("user_id", flat=True))
        readers = may if readers is None else readers & may
    return readers or set()


def _hand_over(user: Any, recipient: str, by: Any, now: datetime) -> None:
    """Give what is open to its new owner: a note on each message, an entry in the log for each."""
    kind, _colon, number = recipient.partition(":")
    changes: dict[str, Any] = {"assigned_to_id": int(number) if kind == "user" else None}
    if kind == "team":
        changes["team_id"] = int(number)
    messages = list(_open(user).only("pk", "purpose_key").order_by("pk"))
    Submission.objects.filter(pk__in=[message.pk for message in messages]).update(revision=F("revision") + 1, **changes)
    SubmissionNote.objects.bulk_create(
        SubmissionNote(submission=message, author=by, kind=SubmissionNote.Kind.PASSED_ON, at=now)
        for message in messages
    )
    AccessEvent.objects.bulk_create(
        AccessEvent(
            actor_id=by.pk,
            action=AccessEvent.Action.CHANGE,
            model=Submission._meta.label,
            object_id=message.pk,
            purpose_key=message.purpose_key,
            at=now,
        )
        for message in messages
    )


def _team_label(team: Team) -> str:
    return gettext("Team %(name)s") % {"name": team.name}


def _new_leader(team: Team) -> str:
    if team.deputy_id is None:
        return gettext("Team %(name)s has no leader then: choose one.") % {"name": team.name}
    deputy = staff_names([team.deputy_id]).get(team.deputy_id, "")
    return gettext("%(deputy)s leads team %(name)s from then on.") % {"deputy": deputy, "name": team.name}
