"""A review that is missing is told: on the CMS home, and once by mail to each privacy officer (R59)."""

from datetime import datetime, timedelta

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from privacy.access.selectors import privacy_officers
from privacy.operations.schedule import register_job
from privacy.outbox.kinds import MailKind, Message, RecordGone, register_mail_kind
from privacy.outbox.rendering import render_message
from privacy.outbox.staff_mail import notify_once
from privacy.retention.models import ReviewAlarm
from privacy.retention.review import due_since

KIND = "retention_review"
PURPOSE = "site_security"


class ReviewMissing(MailKind):
    """To those who can sign it."""

    key = KIND
    label = _("The retention review is missing: to privacy officers")

    def render(self, object_id: int, language: str) -> Message:
        """Raises RecordGone when it was signed meanwhile."""
        alarm = ReviewAlarm.objects.select_related("to").get(pk=object_id)
        if due_since(now=timezone.now()) is None or not (alarm.to.is_active and alarm.to.email):
            raise RecordGone
        return render_message(
            template="retention/mail/review",
            to=[alarm.to.email],
            subject=_("The monthly retention review is missing"),
            language=language,
            context={"link": settings.SITE_URL + reverse("retention_review")},
        )


def tell_missing_review(now: datetime) -> int:
    """Queue a mail to every privacy officer once a review is missing; return how many."""
    since = due_since(now=now)
    if since is None:
        return 0
    day = timezone.localdate(since)
    return sum(
        notify_once(ReviewAlarm, to=officer, kind=KIND, purpose_key=PURPOSE, now=now, since=day)
        for officer in privacy_officers()
    )


def register_review_alarm() -> None:
    """Make the mail and the job known."""
    register_mail_kind(ReviewMissing())
    register_job("retention_review", every=timedelta(days=1), run=tell_missing_review)
