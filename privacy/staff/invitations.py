"""Inviting somebody to the CMS: one link, once, for 72 hours, never stored (X8)."""

import hashlib
import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.db import transaction
from django.utils.crypto import salted_hmac
from wagtail.users.models import UserProfile

from privacy.access.acting import acting
from privacy.access.services import log_access
from privacy.outbox.services import queue_mail
from privacy.staff.guards import needs_an_officer
from privacy.staff.models import Invitation
from privacy.staff.proposals import propose
from privacy.staff.purposes import PURPOSE

VALID_FOR = timedelta(hours=72)
FORGOTTEN_AFTER = timedelta(days=30)
KIND = "staff_invitation"


class AlreadyHere(Exception):
    """Raised when somebody is invited whose address belongs to an account in use."""


@transaction.atomic
def invite(
    *, email: str, first_name: str, last_name: str, groups: Iterable[Group], language: str, by: Any, now: datetime
) -> Invitation:
    """Invite somebody by mail; an earlier invitation to the same address stops working. Raises AlreadyHere."""
    address = email.strip().lower()
    if account_of(address, active=True) is not None:
        raise AlreadyHere
    for earlier in open_invitations(now).filter(email__iexact=address):
        withdraw(invitation=earlier, by=by, now=now)
    invitation = Invitation(
        email=address, first_name=first_name, last_name=last_name, language=language, invited_by=by, invited_at=now
    )
    _fresh_link(invitation, now)
    invitation.save(force_insert=True)
    invitation.groups.set(groups)
    log_access(by, "invite", Invitation, invitation.pk, "", now)
    _queue(invitation, now)
    return invitation


@transaction.atomic
def send_again(*, invitation: Invitation, by: Any, now: datetime) -> None:
    """Send a new link that is valid for 72 hours again; the old one stops working. Nothing once it was accepted."""
    invitation = Invitation.objects.select_for_update().get(pk=invitation.pk)
    if invitation.accepted_at or invitation.withdrawn_at:
        return
    _fresh_link(invitation, now)
    invitation.save(update_fields=["nonce", "token_hash", "expires_at"])
    log_access(by, "invite", Invitation, invitation.pk, "", now)
    _queue(invitation, now)


@transaction.atomic
def withdraw(*, invitation: Invitation, by: Any, now: datetime) -> None:
    """Make the link useless."""
    open_ones = Invitation.objects.filter(pk=invitation.pk, accepted_at=None, withdrawn_at=None)
    if open_ones.update(withdrawn_at=now):
        log_access(by, "revoke", Invitation, invitation.pk, "", now)


def open_invitations(now: datetime) -> Any:
    """Return the invitations whose link works."""
    return Invitation.objects.filter(accepted_at=None, withdrawn_at=None, expires_at__gt=now)


def find_open(token: str, *, now: datetime) -> Invitation | None:
    """Return the invitation a link opens; None when it is unknown, used, withdrawn or over, which look the same."""
    return open_invitations(now).filter(token_hash=_hash(token)).first()


@transaction.atomic
def accept(*, invitation: Invitation, password: str, now: datetime) -> Any | None:
    """Make the account, or open a closed one again, with the password its owner chose; None when somebody was first."""
    if not open_invitations(now).filter(pk=invitation.pk).update(accepted_at=now):
        return None
    users = get_user_model()._default_manager
    user = account_of(invitation.email, active=False) or users.model(username=invitation.email, email=invitation.email)
    user.first_name, user.last_name, user.is_active = invitation.first_name, invitation.last_name, True
    # An account that is opened again is as new as any other: its age says whom a colleague knows (`second_person`).
    user.date_joined = now
    user.set_password(password)
    user.save()
    _give_roles(user, invitation, now)
    UserProfile.objects.update_or_create(user=user, defaults={"preferred_language": invitation.language})
    log_access(user, "accept", Invitation, invitation.pk, "", now)
    return user


def account_of(email: str, *, active: bool) -> Any | None:
    """Return the account with an address, in use or closed."""
    users = get_user_model()._default_manager.filter(is_active=active)
    return users.filter(email__iexact=email).first() or users.filter(username__iexact=email).first()


def link_of(invitation: Invitation) -> str:
    """Return the token of an invitation's link, made again from its nonce each time: the database alone opens nothing."""
    return salted_hmac("privacy.staff.invitation", invitation.nonce, algorithm="sha256").hexdigest()


def forget_old_invitations(now: datetime) -> int:
    """Delete invitations 30 days after they were over, however they ended."""
    return Invitation.objects.filter(expires_at__lt=now - FORGOTTEN_AFTER).delete()[0]


def _give_roles(user: Any, invitation: Invitation, now: datetime) -> None:
    """Give what the invitation promises, in the name of who sent it; what takes a privacy officer's agreement is proposed."""
    by = invitation.invited_by
    with acting(lambda: by):
        waits = [role for role in invitation.groups.all() if by and needs_an_officer(user, role, by=by)]
        user.groups.set(role for role in invitation.groups.all() if role not in waits)
        for role in waits:
            propose(user=user, role=role, by=by, now=now)


def _fresh_link(invitation: Invitation, now: datetime) -> None:
    invitation.nonce = secrets.token_hex(16)
    invitation.token_hash = _hash(link_of(invitation))
    invitation.expires_at = now + VALID_FOR


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _queue(invitation: Invitation, now: datetime) -> None:
    queue_mail(
        kind=KIND,
        purpose_key=PURPOSE,
        subject=None,
        object_id=invitation.pk,
        language=invitation.language,
        now=now,
    )
