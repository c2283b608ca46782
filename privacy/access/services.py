"""Writing down who looked, and who may."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Model

from privacy.access.models import AccessEvent, Authorisation
from privacy.register.models.facts import Vendor

Action = AccessEvent.Action


def log_access(
    user: Any, action: str, model: type[Model], object_id: int | None, purpose_key: str, now: datetime
) -> AccessEvent:
    """Write down that `user` did something with a record, or with many (`object_id` None). One INSERT."""
    event = AccessEvent(
        actor_id=user.pk,
        action=Action(action),
        model=model._meta.label,
        object_id=object_id,
        purpose_key=purpose_key,
        at=now,
    )
    event.save(force_insert=True)
    return event


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

    `company` is whom they work for, if not for us.
    """
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
        log_access(granted_by, "authorise", Authorisation, authorisation.pk, purpose_key, now)
    return authorisation


def revoke(*, authorisation: Authorisation, by: Any, now: datetime) -> None:
    """Take an authorisation back, at once."""
    with transaction.atomic():
        log_access(by, "revoke", Authorisation, authorisation.pk, authorisation.purpose_key, now)
        authorisation.delete()
