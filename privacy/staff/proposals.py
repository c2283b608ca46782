"""Somebody becomes a privacy officer or an administrator by two people: one proposes it, an officer agrees (R94)."""

from datetime import datetime
from typing import Any

from django.contrib.auth.models import Group
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from privacy.access.selectors import is_officer
from privacy.staff.changes import note
from privacy.staff.models import ProposedRole


class NotForYou(Exception):
    """Raised, with a sentence for whoever tries, when somebody may not decide about a proposal."""


def propose(*, user: Any, role: Group, by: Any, now: datetime) -> ProposedRole:
    """Propose that somebody gets a role; officers are told. Proposing it again changes nothing."""
    with transaction.atomic():
        made, is_new = ProposedRole.objects.get_or_create(
            user=user, role=role, defaults={"proposed_by": by, "proposed_at": now}
        )
        if is_new:
            note(user, f"+proposed:{role.name}", by=by, now=now)
    return made


def proposals() -> QuerySet[ProposedRole]:
    """Return what waits for an officer, the oldest first."""
    return ProposedRole.objects.filter(user__is_active=True).select_related("user", "role", "proposed_by")


def agree(*, proposal: ProposedRole, by: Any, now: datetime) -> None:
    """Give the role. Raises NotForYou."""
    _may_decide(proposal, by)
    with transaction.atomic():
        proposal.user.groups.add(proposal.role)
        proposal.delete()


def refuse(*, proposal: ProposedRole, by: Any, now: datetime) -> None:
    """Do not give the role. Raises NotForYou."""
    _may_decide(proposal, by)
    with transaction.atomic():
        note(proposal.user, f"-proposed:{proposal.role.name}", by=by, now=now)
        proposal.delete()


def _may_decide(proposal: ProposedRole, by: Any) -> None:
    if not is_officer(by) or by.pk in (proposal.user_id, proposal.proposed_by_id):
        raise NotForYou(_("A privacy officer decides: not whoever proposed it, and not the person themselves."))
