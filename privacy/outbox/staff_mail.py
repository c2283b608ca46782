"""Mail to members of staff that goes out once: a row remembers what they were told."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Model

from privacy.access.selectors import cms_language
from privacy.outbox.services import queue_mail


@transaction.atomic
def notify_once(
    note: type[Model],
    *,
    to: Any,
    kind: str,
    purpose_key: str,
    now: datetime,
    not_before: datetime | None = None,
    **about: Any,
) -> int:
    """Queue a mail to `to`, in the language of their CMS, unless they were told already; return how many, 0 or 1.

    `note` is a model with `to`, unique together with the fields in `about`; the mail is about its row.
    """
    told, new = note._default_manager.get_or_create(to=to, **about)
    if new:
        language = cms_language(to)
        queue_mail(
            kind=kind,
            purpose_key=purpose_key,
            subject=None,
            object_id=told.pk,
            language=language,
            now=now,
            not_before=not_before,
        )
    return int(new)
