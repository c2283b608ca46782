"""What waits for a team when it is archived."""

from django.db.models import QuerySet

from leads.submissions.models import WAITING_STATES, Submission
from leads.teams.models import Team
from leads.teams.services import TeamWork, register_team_work


def _waiting(team: Team) -> QuerySet[Submission]:
    return Submission.objects.filter(team=team, state__in=WAITING_STATES)


@register_team_work
class WaitingMessages(TeamWork):
    """Messages that nobody answered yet; without their team they are nobody's in particular."""

    def waiting(self, team: Team) -> int:
        return _waiting(team).count()

    def release(self, team: Team) -> None:
        _waiting(team).update(team=None)
