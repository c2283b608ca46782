"""Replying by mail: the text is kept with the message, and the mail is made from it when it is sent."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leads.inbox.models import ReplyTemplate
from leads.submissions.models import Submission, SubmissionNote
from privacy.access.services import log_access
from privacy.outbox.models import OutboxMail
from privacy.outbox.services import queue_mail

REPLY = "inbox.reply"
# What templates write where the message's code belongs.
REFERENCE = "{reference}"
LONGEST = 5000
# The same words by the same person within this time are one press of the button too many.
SAME_REPLY = timedelta(minutes=10)


class CannotReply(Exception):
    """There is no address to reply to, or the message is held back."""


def can_reply(submission: Submission) -> bool:
    """Tell whether a message can be replied to by mail."""
    return bool(submission.answers.get("email")) and submission.state != Submission.State.HELD


def templates_for(submission: Submission) -> QuerySet[ReplyTemplate]:
    """Return the templates in the language of the message; there are no others to fall back on."""
    return ReplyTemplate.objects.filter(locale__language_code=submission.language)


def filled(text: str, submission: Submission) -> str:
    """Return a text with the message's code in its place."""
    return text.replace(REFERENCE, submission.reference)


class ReplyForm(forms.Form):
    """A reply, begun with a template when one is chosen.

    `templates` are those on offer; `no_templates` says, when there are none, in which language none is.
    """

    text = forms.CharField(
        label=gettext_lazy("Reply"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 10, "spellcheck": "true"}),
        help_text=gettext_lazy("It is sent as an e-mail from the company, under the name of the team."),
    )

    def __init__(self, submission: Submission, data: Any = None, *, template: int | None = None) -> None:
        self.submission = submission
        self.templates = list(templates_for(submission))
        chosen = next((found for found in self.templates if found.pk == template), None)
        super().__init__(data, initial={"text": filled(chosen.text, submission)} if chosen else None)
        # The reply is in the visitor's language, whatever the CMS speaks.
        self.fields["text"].widget.attrs["lang"] = submission.language

    @property
    def no_templates(self) -> str:
        """Return what to say when no template is in the visitor's language."""
        if self.templates:
            return ""
        language = dict(settings.LANGUAGES).get(self.submission.language, self.submission.language)
        return _("There is no reply template in %(language)s yet.") % {"language": language}


@transaction.atomic
def send_reply(*, submission: Submission, user: Any, text: str, now: datetime) -> SubmissionNote:
    """Keep a reply with its message and queue the mail; the clock of erasure starts again (R60).

    Pressing twice sends once: the reply of a moment ago is returned. Raises CannotReply.
    """
    locked = Submission.objects.select_for_update().get(pk=submission.pk)
    if not can_reply(locked):
        raise CannotReply
    words = filled(text, locked).strip()
    earlier = _sent_a_moment_ago(locked, user, words, now)
    if earlier:
        return earlier
    note = SubmissionNote.objects.create(
        submission=locked, author=user, kind=SubmissionNote.Kind.REPLIED, text=words, at=now
    )
    changed = {
        "state": Submission.State.ANSWERED,
        "outcome": Submission.Outcome.REPLIED,
        "call_back_on": None,
        "last_contact_at": now,
    }
    for name, value in changed.items():
        setattr(submission, name, value)
    submission.save(update_fields=list(changed))
    queue_mail(
        kind=REPLY,
        purpose_key=locked.purpose_key,
        subject=locked.subject,
        object_id=note.pk,
        language=locked.language,
        now=now,
    )
    log_access(user, "change", Submission, locked.pk, locked.purpose_key, now)
    return note


def _sent_a_moment_ago(submission: Submission, user: Any, words: str, now: datetime) -> SubmissionNote | None:
    recent = submission.notes.filter(author=user, kind=SubmissionNote.Kind.REPLIED, at__gt=now - SAME_REPLY)
    return next((note for note in recent.order_by("-at", "-pk") if note.text == words), None)


def delivery_of(*, submission: Submission, notes: Iterable[SubmissionNote]) -> dict[int, str]:
    """Return, by note, how far the mail of a reply has come; notes that are no sent replies are left out."""
    ids = [note.pk for note in notes if note.kind == SubmissionNote.Kind.REPLIED]
    if not ids:
        return {}
    mails = OutboxMail.objects.filter(subject=submission.subject_id, kind=REPLY, object_id__in=ids)
    return {mail.object_id: str(mail.get_state_display()) for mail in mails}
