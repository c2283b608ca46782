"""The mails to staff (references and links, never an answer and never a name; R69), and replies to visitors."""

from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.timesince import timesince
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from leads.inbox import notifications
from leads.inbox.kinds import elsewhere
from leads.inbox.models import StaffNotification
from leads.inbox.replies import REPLY
from leads.submissions.mails import (
    company,
    message_of,
    privacy_url,
    reply_headers,
)
from leads.submissions.models import Submission, SubmissionNote
from privacy.access.selectors import may_read
from privacy.outbox.kinds import MailKind, Message, RecordGone
from privacy.outbox.models import OutboxMail
from privacy.outbox.rendering import paragraphs_as_written, render_message
from privacy.register.selectors import released_register


class Reply(MailKind):
    """What a member of staff replied. The subject holds the code and no word of anybody's (R69)."""

    key = REPLY
    label = gettext_lazy("Reply to a message")

    def render(self, object_id: int, language: str) -> Message:
        try:
            note = SubmissionNote.objects.get(pk=object_id, kind=SubmissionNote.Kind.REPLIED)
        except SubmissionNote.DoesNotExist as error:
            raise RecordGone from error
        submission = message_of(note.submission_id)
        with translation.override(language):
            return render_message(
                template="inbox/mail/reply",
                to=[submission.answers["email"]] if submission.answers.get("email") else [],
                subject=_("Your message to %(company)s (%(reference)s)")
                % {"company": company(language), "reference": submission.reference},
                language=language,
                context={
                    "submission": submission,
                    "paragraphs": paragraphs_as_written(note.text),
                    "company": company(language),
                    "privacy_url": privacy_url(language),
                },
                headers=reply_headers(submission),
            )


# A summary names this many messages; the others are counted.
NAMED = 20


def link_to(submission: Submission, user: Any) -> str:
    """Return where a member of staff opens a message in the CMS."""
    other = elsewhere(submission)
    if other and user.has_perm(other.permission):
        return settings.SITE_URL + other.url
    return settings.SITE_URL + reverse("inbox:detail", args=[submission.pk])


def inbox_link() -> str:
    """Return where the inbox is."""
    return settings.SITE_URL + reverse("inbox:list")


def language_name(code: str) -> str:
    """Return the name of a language in itself."""
    return dict(settings.LANGUAGES).get(code, code)


def _notice(object_id: int, kind: str) -> StaffNotification:
    """Return a notice whose person may still read the message; raises RecordGone."""
    related = StaffNotification.objects.select_related("user", "submission__form_version", "submission__team")
    found = related.filter(pk=object_id, kind=kind).first()
    if found is None or not _may_be_told(found.user, found.submission):
        raise RecordGone
    return found


def _may_be_told(user: Any, submission: Submission) -> bool:
    return bool(user.is_active and may_read(user, submission.purpose_key, timezone.now()))


class NewMessage(MailKind):
    """A message arrived. It becomes a mail for each person who is told, known only when it is sent."""

    key = notifications.NEW_MESSAGE
    label = gettext_lazy("New message: who is told")
    splits = True

    def split(self, object_id: int, *, now: Any) -> list[OutboxMail]:
        return notifications.notifications_at_once(submission=message_of(object_id), now=now)


class Notice(MailKind):
    """A message arrived: reference, form, language and a link, to one person in their own language."""

    key = notifications.NOTICE
    label = gettext_lazy("New message: notice to staff")

    def render(self, object_id: int, language: str) -> Message:
        notice = _notice(object_id, StaffNotification.Kind.NEW)
        submission = notice.submission
        with translation.override(language):
            words = _("Test: new message %(reference)s") if submission.is_test else _("New message %(reference)s")
            return render_message(
                template="inbox/mail/staff_notice",
                to=[notice.user.email] if notice.user.email else [],
                subject=words % {"reference": submission.reference},
                language=language,
                context={
                    "submission": submission,
                    "yours": submission.assigned_to_id == notice.user_id,
                    "visitor_language": language_name(submission.language),
                    "link": link_to(submission, notice.user),
                },
            )


class NobodyMayRead(MailKind):
    """A message arrived that no member of staff may read: the company itself is told, so that it is not lost."""

    key = notifications.NOBODY
    label = gettext_lazy("New message that nobody may read: notice to the company")

    def render(self, object_id: int, language: str) -> Message:
        submission = message_of(object_id)
        register = released_register(language)
        with translation.override(language):
            return render_message(
                template="inbox/mail/nobody",
                to=[register.controller.email] if register else [],
                subject=_("Nobody may read message %(reference)s") % {"reference": submission.reference},
                language=language,
                context={
                    "submission": submission,
                    "link": settings.SITE_URL + reverse("authorisations:index"),
                },
            )


class Summary(MailKind):
    """What waits for one person: how many, since when, and where to open them."""

    key = notifications.SUMMARY
    label = gettext_lazy("Messages that wait: summary to staff")

    def render(self, object_id: int, language: str) -> Message:
        user, now = get_user_model()._default_manager.get(pk=object_id, is_active=True), timezone.now()
        waiting = notifications.waiting_for(user, now).select_related("form_version")
        count = waiting.count()
        if not count:
            raise RecordGone
        with translation.override(language):
            subject = ngettext("%(count)d message waits for you", "%(count)d messages wait for you", count)
            return _list_of(waiting, count, user, subject % {"count": count}, "inbox/mail/summary", language)


class Overdue(MailKind):
    """Which messages have waited for more than a working day, to whoever leads the team."""

    key = notifications.OVERDUE
    label = gettext_lazy("Messages that wait too long: notice to the team's leader")

    def render(self, object_id: int, language: str) -> Message:
        notice = _notice(object_id, StaffNotification.Kind.OVERDUE)
        told = StaffNotification.objects.filter(user=notice.user, kind=notice.kind, at=notice.at)
        late = notifications.waiting_messages().filter(pk__in=told.values("submission")).select_related("form_version")
        count = late.count()
        if not count:
            raise RecordGone
        with translation.override(language):
            subject = ngettext(
                "%(count)d message has waited for more than a working day",
                "%(count)d messages have waited for more than a working day",
                count,
            )
            return _list_of(
                late.order_by("received_at"),
                count,
                notice.user,
                subject % {"count": count},
                "inbox/mail/overdue",
                language,
            )


def _list_of(messages: Any, count: int, user: Any, subject: str, template: str, language: str) -> Message:
    """Return a mail that names the oldest messages, each with its link."""
    now, named = timezone.now(), list(messages[:NAMED])
    lines = [
        {
            "reference": message.reference,
            "form": message.form_version.name,
            "language": language_name(message.language),
            "age": timesince(message.received_at, now, depth=1),
            "link": link_to(message, user),
        }
        for message in named
    ]
    return render_message(
        template=template,
        to=[user.email] if user.email else [],
        subject=subject,
        language=language,
        context={
            "count": count,
            "oldest": lines[0]["age"],
            "lines": lines,
            "more": count - len(named),
            "link": inbox_link(),
        },
    )


KINDS = (NewMessage, Notice, NobodyMayRead, Summary, Overdue, Reply)
