"""Somebody leaves: one action that closes the account and leaves nothing of theirs lying about (X8).

Rooms that keep something for a person say in a `LeavingStep` what it is and to whom it can go.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from allauth.mfa.models import Authenticator
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.db import transaction
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext

from privacy.access.models import AccessEvent, Authorisation
from privacy.access.selectors import purpose_titles
from privacy.access.services import log_access, revoke
from privacy.staff.guards import why_no_officer_is_left
from privacy.staff.models import Invitation, ProposedRole
from privacy.staff.sessions import end_sessions, sessions_of

Choices = list[tuple[str, str]]


class MayNotLeave(Exception):
    """Raised, with a sentence for whoever tries, when closing the account would lock the others out."""


class LeavingStep:
    """What one room does when somebody leaves. Subclass it, register it with `on_leaving` in `ready`."""

    key: ClassVar[str]
    label: ClassVar[str | Promise]

    def facts(self, user: Any, now: datetime) -> list[str]:
        """Return what will happen, in sentences."""
        return []

    def recipients(self, user: Any, now: datetime) -> Choices:
        """Return to whom what the person holds can go; empty when they hold nothing."""
        return []

    def leave(self, *, user: Any, recipient: str, by: Any, now: datetime) -> None:
        """Carry it out, in the caller's transaction; `recipient` is one of the values of `recipients`, or empty."""
        raise NotImplementedError


_steps: dict[str, LeavingStep] = {}


def on_leaving(step: LeavingStep) -> LeavingStep:
    """Make known what else happens when somebody leaves."""
    _steps[step.key] = step
    return step


@dataclass(frozen=True)
class Handover:
    """Something that needs a new owner."""

    key: str
    label: str
    choices: Choices


@dataclass(frozen=True)
class LeavingPlan:
    """What will happen, and what has to be decided."""

    facts: tuple[str, ...]
    handovers: tuple[Handover, ...]


def plan_of(*, user: Any, now: datetime) -> LeavingPlan:
    """Return what happens when this person leaves; changes nothing."""
    facts = [gettext("The account is closed. Nobody can sign in with it any more.")]
    if count := len(sessions_of(user, now=now)):
        words = ngettext("%(n)d open session ends at once.", "%(n)d open sessions end at once.", count)
        facts.append(words % {"n": count})
    keys = list(user.authorisations.order_by("purpose_key").values_list("purpose_key", flat=True))
    if keys:
        titles = ", ".join(f"“{title}”" for title in purpose_titles(keys).values())
        facts.append(gettext("These authorisations are withdrawn: %(purposes)s.") % {"purposes": titles})
    handovers = []
    for step in _steps.values():
        facts += step.facts(user, now)
        if choices := step.recipients(user, now):
            handovers.append(Handover(step.key, str(step.label), choices))
    return LeavingPlan(tuple(facts), tuple(handovers))


@transaction.atomic
def leave(*, user: Any, recipients: Mapping[str, str], by: Any, now: datetime) -> None:
    """Close an account: sessions, second factor, roles, authorisations and what other rooms keep for the person.

    Records point at the account, so it stays, empty; who comes back is invited again. Raises MayNotLeave.
    """
    refuse_if_needed(user=user, by=by)
    for step in _steps.values():
        step.leave(user=user, recipient=recipients.get(step.key, ""), by=by, now=now)
    for authorisation in Authorisation.objects.filter(user=user):
        revoke(authorisation=authorisation, by=by, now=now)
    Invitation.objects.filter(email__iexact=user.email, accepted_at=None, withdrawn_at=None).update(withdrawn_at=now)
    ProposedRole.objects.filter(user=user).delete()
    Authenticator.objects.filter(user_id=user.pk).delete()
    user.groups.clear()
    user.user_permissions.clear()
    user.is_active = user.is_superuser = user.is_staff = False
    user.set_unusable_password()
    user.save()
    end_sessions(user=user)
    log_access(by, "leave", get_user_model(), user.pk, "", now)


def refuse_if_needed(*, user: Any, by: Any) -> None:
    """Raise MayNotLeave for oneself, for the last one who manages accounts, and for the last privacy officer."""
    if user.pk == by.pk:
        raise MayNotLeave(gettext("You cannot close your own account. Ask another administrator."))
    permission = Permission.objects.get(content_type__app_label="auth", codename="change_user")
    managers = get_user_model()._default_manager.with_perm(permission, include_superusers=True)
    if not managers.exclude(pk=user.pk).exists():
        raise MayNotLeave(gettext("Nobody else could manage accounts then. Make somebody else an administrator first."))
    if last := why_no_officer_is_left(user):
        raise MayNotLeave(last)


def left(user: Any) -> str:
    """Return since when an account is closed, in words; empty while it is open."""
    if user.is_active:
        return ""
    event = AccessEvent.objects.filter(action="leave", model="auth.User", object_id=user.pk).first()
    return date_format(event.at) if event else gettext("some time ago")


def was_used(user: Any) -> bool:
    """Tell whether anything may point at an account: such an account is closed, never deleted (E4)."""
    return bool(user.last_login) or AccessEvent.objects.filter(actor_id=user.pk).exists()
