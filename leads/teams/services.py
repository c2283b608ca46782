"""Teams: who leads one, what it answers, and how it is archived."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from leads.teams.models import FormRouting, Team
from privacy.access.selectors import valid_authorisations
from privacy.personal_data.external_stores import ExternalStore


class TeamWork:
    """What is given to teams: a room above counts what waits for one, and gives it back when the team is archived."""

    def waiting(self, team: Team) -> int:
        """Return how much waits for a team."""
        raise NotImplementedError

    def release(self, team: Team) -> None:
        """Give what waits to nobody in particular, in the transaction that archives the team."""
        raise NotImplementedError


_work: list[TeamWork] = []


def register_team_work(work: type[TeamWork]) -> type[TeamWork]:
    """Class decorator: make a kind of work known."""
    _work.append(work())
    return work


class StillAnswers(Exception):
    """A team that forms send messages to cannot be archived; `forms` are their names."""

    def __init__(self, forms: Iterable[str]) -> None:
        super().__init__("the team answers forms")
        self.forms = sorted(set(forms))


def teams_in_use() -> Any:
    """Return the teams that are not archived."""
    return Team.objects.filter(archived_at=None)


def forms_answered_by(team: Team) -> list[str]:
    """Return the names of the forms that send messages to a team."""
    sent = FormRouting.objects.filter(Q(team=team) | Q(rules__team=team))
    return sorted(set(sent.order_by().values_list("form__name", flat=True)))


def waiting_with(team: Team) -> int:
    """Return how many messages wait for the team."""
    return sum(work.waiting(team) for work in _work)


@transaction.atomic
def archive_team(*, team: Team, now: datetime) -> None:
    """Take a team out of use; what waits for it is nobody's in particular again. Raises StillAnswers."""
    forms = forms_answered_by(team)
    if forms:
        raise StillAnswers(forms)
    for work in _work:
        work.release(team)
    team.archived_at = now
    team.save(update_fields=["archived_at"])


def restore_team(*, team: Team) -> None:
    """Bring an archived team back."""
    team.archived_at = None
    team.save(update_fields=["archived_at"])


@dataclass(frozen=True)
class Unable:
    """A rule, counted from 1, whose team or person may not read the messages; 0 for whoever answers everything else."""

    rule: int
    team: str
    leads_nowhere: bool = False


def unable_to_read(form_routing: FormRouting, now: datetime) -> list[Unable]:
    """Return the rules of a form that send messages to whom may not read them, and those that send them nowhere."""
    purpose = form_routing.form.purpose
    able = set(
        valid_authorisations(now).filter(purpose_key=purpose.key if purpose else "").values_list("user_id", flat=True)
    )
    rules = list(form_routing.rules.select_related("team", "person").prefetch_related("team__members"))
    found = []
    for number, rule in [*enumerate(rules, start=1), (0, form_routing)]:
        team = rule.team.name if rule.team else ""
        if rule.person_id:
            people = {rule.person_id}
        elif rule.team and not rule.team.archived:
            people = {user.pk for user in rule.team.members.all()}
        else:
            if number:
                found.append(Unable(number, team, leads_nowhere=True))
            continue
        if not people & able:
            found.append(Unable(number, team))
    return found


def mailboxes() -> list[ExternalStore]:
    """Return the mailboxes of teams: what people answer to a reply arrives there, out of the machine's reach (R73)."""
    return [
        ExternalStore(
            name=_("Mailbox of the team %(team)s") % {"team": team.name},
            where=team.mailbox,
            holds=_("Answers to replies, with what people write in them."),
            task=_(
                "Search the mailbox for the message's code and the person's address. Delete what is found, also from the "
                "folders of sent and deleted mail."
            ),
        )
        for team in Team.objects.exclude(mailbox="").order_by("archived_at", "name")
    ]
