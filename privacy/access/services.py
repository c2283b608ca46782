"""Writing down who looked, and who may."""

from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import Model
from django.utils.translation import gettext as _

from privacy.access.acting import require_code
from privacy.access.models import AccessEvent, Authorisation
from privacy.access.selectors import is_officer, privacy_officers
from privacy.keys.plain_sql import insert
from privacy.register.models.facts import Vendor

Action = AccessEvent.Action
# What takes the second factor once more in the CMS: whoever finds a desk unlocked does none of it (R94).
NEEDS_CODE = frozenset({Action.EXPORT, Action.ERASE, Action.AUTHORISE, Action.REVOKE, Action.INVITE, Action.RESET})
# Told of every authorisation that is given, renewed or taken back: whose, for which purpose, whether given, by whom.
Told = Callable[..., None]
_told: list[Told] = []


class GrantRefused(Exception):
    """Raised, with a sentence for whoever tries, when somebody may not grant this to this person."""


def on_authorised(told: Told) -> None:
    """Make known, from a room above, what else happens in the same transaction; called with keywords (see `_tell`)."""
    if told not in _told:
        _told.append(told)


def log_access(
    user: Any,
    action: str,
    model: type[Model],
    object_id: int | None,
    purpose_key: str,
    now: datetime,
    *,
    what: str = "",
) -> AccessEvent:
    """Write down that `user` did something with a record, or with many (`object_id` None). One INSERT.

    Raises CodeNeeded for what takes the second factor once more (`NEEDS_CODE`): call it before anything leaves or goes.
    """
    if action in NEEDS_CODE:
        require_code(user)
    event = AccessEvent(
        actor_id=user.pk,
        action=Action(action),
        model=model._meta.label,
        object_id=object_id,
        purpose_key=purpose_key,
        what=what,
        at=now,
    )
    event.save(force_insert=True)
    return event


def log_records(user: Any, action: str, seen: Iterable[tuple[type[Model], int, str]], now: datetime) -> int:
    """Write down each record that one screen showed, as (model, key, purpose); one INSERT. Return how many."""
    if action in NEEDS_CODE:
        require_code(user)
    events = [
        AccessEvent(
            actor_id=user.pk,
            action=Action(action),
            model=model._meta.label,
            object_id=pk,
            purpose_key=purpose_key,
            at=now,
        )
        for model, pk, purpose_key in dict.fromkeys(seen)
    ]
    insert(events)
    return len(events)


def refused_to_authorise(*, by: Any, user: Any) -> str:
    """Return why `by` may not let a person read data; empty when they may (R94).

    Privacy officers grant, and nobody to themselves. The only officer there is gets theirs from whoever set the site up.
    """
    if by.pk == user.pk:
        return _(
            "Nobody authorises themselves. Ask a privacy officer; while there is only one, ask the first administrator."
        )
    if is_officer(by) or (by.is_superuser and is_officer(user) and not privacy_officers().exclude(pk=user.pk).exists()):
        return ""
    return _("Only a privacy officer says who may read which data.")


def authorise(
    *,
    user: Any,
    purpose_key: str,
    training_valid_until: date,
    granted_by: Any,
    now: datetime,
    company: Vendor | None = None,
) -> Authorisation:
    """Let a person read the data of a purpose until their training runs out; renew it if they already may.

    `company` is whom they work for, if not for us. Raises GrantRefused: nobody authorises themselves.
    """
    if granted_by.pk == user.pk:
        raise GrantRefused(refused_to_authorise(by=granted_by, user=user))
    with transaction.atomic():
        authorisation, _ = Authorisation.objects.update_or_create(
            user=user,
            purpose_key=purpose_key,
            defaults={
                "company": company,
                "training_valid_until": training_valid_until,
                "granted_by": granted_by,
                "granted_at": now,
            },
        )
        log_access(granted_by, "authorise", get_user_model(), user.pk, purpose_key, now, what=f"+reads:{purpose_key}")
        _tell(user=user, what=f"+reads:{purpose_key}", by=granted_by, now=now)
    return authorisation


def revoke(*, authorisation: Authorisation, by: Any, now: datetime) -> None:
    """Take an authorisation back, at once."""
    with transaction.atomic():
        user, what = authorisation.user, f"-reads:{authorisation.purpose_key}"
        log_access(by, "revoke", get_user_model(), user.pk, authorisation.purpose_key, now, what=what)
        authorisation.delete()
        _tell(user=user, what=what, by=by, now=now)


def _tell(*, user: Any, what: str, by: Any, now: datetime) -> None:
    for told in _told:
        told(user=user, what=what, by=by, now=now)
