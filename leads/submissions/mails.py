"""The mail to whoever sent a message that it arrived, and what other mails to them share."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.rich_text import expand_db_html, get_text_for_indexing

from leads.forms.selectors import legal_paths
from leads.submissions.models import Submission
from privacy.outbox.kinds import MailKind, Message, RecordGone
from privacy.outbox.models import OutboxMail
from privacy.outbox.rendering import render_message
from privacy.outbox.services import new_mail
from privacy.register.selectors import released_register

RECEIPT = "submissions.receipt"
_LINK = re.compile(r'<a\b[^>]*\bhref="([^"]+)"[^>]*>(.*?)</a>', re.DOTALL)


def message_of(object_id: int) -> Submission:
    """Return a message with what its mails need; raises RecordGone."""
    try:
        return Submission.objects.select_related("form_version", "team").get(pk=object_id)
    except Submission.DoesNotExist as error:
        raise RecordGone from error


def paragraphs(rich: str) -> list[str]:
    """Return the paragraphs of a rich text as plain text, each link followed by its address."""
    html = _LINK.sub(_with_address, expand_db_html(rich))
    parts = re.split(r"</(?:p|li|h\d)>", re.sub(r"<br\s*/?>", "\n", html))
    return [words for words in (get_text_for_indexing(part).strip() for part in parts) if words]


def _with_address(link: re.Match[str]) -> str:
    address, words = link[1], link[2]
    return f"{words} ({settings.SITE_URL if address.startswith('/') else ''}{address})"


def company(language: str) -> str:
    """Return the name by which the company writes."""
    register = released_register(language)
    return register.controller.public_name if register else settings.WAGTAIL_SITE_NAME


def reply_headers(submission: Submission) -> Mapping[str, str]:
    """Return where answers go: to the team's mailbox, else to the company's."""
    register = released_register(submission.language)
    mailbox = submission.team.mailbox if submission.team else ""
    address = mailbox or (register.controller.email if register else "")
    return {"Reply-To": address} if address else {}


def privacy_url(language: str) -> str:
    """Return the address of the privacy page in a language, empty when there is none."""
    path = legal_paths(language).get("privacy")
    return settings.SITE_URL + path if path else ""


def receipts(submission: Submission, now: datetime) -> list[OutboxMail]:
    """Return the unsaved receipt of a message that has just arrived, when an address was given."""
    if not submission.answers.get("email"):
        return []
    about: dict[str, Any] = {"purpose_key": submission.purpose_key, "object_id": submission.pk, "now": now}
    return [new_mail(kind=RECEIPT, subject=submission.subject, language=submission.language, **about)]


class Receipt(MailKind):
    """That the message arrived, with its reference code and none of its answers (R41)."""

    key = RECEIPT
    label = gettext_lazy("Message received: receipt to the visitor")
    # Whoever sends a form may type anybody's address; the page after it tells the same.
    most_a_day = 3

    def render(self, object_id: int, language: str) -> Message:
        submission = message_of(object_id)
        texts = submission.form_version.texts
        with translation.override(language):
            heading = texts.get("receipt_subject") or _("We received your message")
            return render_message(
                template="submissions/mail/receipt",
                to=[submission.answers["email"]] if submission.answers.get("email") else [],
                subject=_("%(subject)s (%(reference)s)")
                % {"subject": _marked(heading, submission), "reference": submission.reference},
                language=language,
                context={
                    "submission": submission,
                    "heading": texts.get("receipt_subject") or texts["thanks_title"],
                    "paragraphs": paragraphs(texts.get("receipt_text") or "") or paragraphs(texts["thanks"]),
                    "privacy_url": privacy_url(language),
                },
                headers=reply_headers(submission),
            )


def _marked(heading: str, submission: Submission) -> str:
    return _("Test: %(subject)s") % {"subject": heading} if submission.is_test else heading
