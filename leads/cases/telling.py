"""Telling a person that their data were handed over, at once or when a recorded bar ends (R51; GDPR Art. 13–15)."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from leads.cases.models import Disclosure
from leads.cases.selectors import may_be_told
from leads.cases.steps import Kind, step
from leads.submissions.models import Submission
from privacy.outbox.services import queue_mail

DISCLOSED = "cases.disclosed"


def address_to_tell(disclosure: Disclosure) -> str:
    """Return the person's e-mail address; empty when we have none."""
    subjects = sorted(disclosure.person.subjects.all(), key=lambda subject: subject.pk)
    return next((subject.email for subject in subjects if subject.email), "")


def language_to_tell(disclosure: Disclosure) -> str:
    """Return the language in which the person last wrote to us."""
    messages = Submission.objects.filter(subject__in=disclosure.person.subjects.all())
    newest = messages.order_by("-received_at").values_list("language", flat=True).first()
    return newest or str(settings.LANGUAGE_CODE)


def tell(*, disclosure: Disclosure, by: Any, now: datetime) -> bool:
    """Queue the mail to the person, in the caller's transaction; return False when there is no address."""
    if not address_to_tell(disclosure):
        return False
    disclosure.told_at = now
    disclosure.save(update_fields=["told_at"])
    queue_mail(
        kind=DISCLOSED,
        purpose_key=disclosure.case.purpose_key,
        subject=None,
        object_id=disclosure.pk,
        language=language_to_tell(disclosure),
        now=now,
    )
    step(disclosure.case, Kind.TOLD, by, now)
    return True


def tell_when_allowed(now: datetime) -> int:
    """The job: tell those whose bar has ended; return how many. Running it again tells nobody twice."""
    told = 0
    ended = Disclosure.objects.filter(may_be_told(timezone.localdate(now)), told_at=None, taken_at__isnull=False)
    for pk in list(ended.values_list("pk", flat=True)):
        with transaction.atomic():
            disclosure = ended.select_for_update(of=("self",)).select_related("case", "person").filter(pk=pk).first()
            told += bool(disclosure and tell(disclosure=disclosure, by=None, now=now))
    return told
