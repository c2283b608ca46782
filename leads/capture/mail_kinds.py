"""The mails about a message: a notice to staff that tells nothing, a receipt to whoever gave an address."""

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _
from wagtail.rich_text import get_text_for_indexing

from leads.capture.capture import RECEIPT, STAFF_NOTICE
from leads.capture.models import Submission
from leads.capture.selectors import legal_paths
from privacy.access.selectors import valid_authorisations
from privacy.outbox.kinds import MailKind, Message, RecordGone
from privacy.outbox.rendering import render_message
from privacy.register.selectors import register_view


def _submission(object_id: int) -> Submission:
    try:
        return Submission.objects.select_related("form_version").get(pk=object_id)
    except Submission.DoesNotExist as error:
        raise RecordGone from error


def staff_addresses(purpose_key: str) -> list[str]:
    """Return who is told of a message: whoever may read it; while that is nobody, the company itself."""
    readers = valid_authorisations(timezone.now()).filter(purpose_key=purpose_key).exclude(user__email="")
    addresses = sorted(set(readers.values_list("user__email", flat=True)))
    register = register_view(settings.LANGUAGE_CODE)
    return addresses or ([register.controller.email] if register else [])


class StaffNotice(MailKind):
    """Reference, form, language and a link: an inbox outside is no place for answers (R69)."""

    key = STAFF_NOTICE
    label = _("New message: notice to staff")

    def render(self, object_id: int, language: str) -> Message:
        """Render it in the company's language; `language` is the visitor's."""
        submission = _submission(object_id)
        with translation.override(settings.LANGUAGE_CODE):
            subject = _("New message %(reference)s") % {"reference": submission.reference}
            link = settings.SITE_URL + reverse("capture_inbox:detail", args=[submission.pk])
            return render_message(
                template="capture/mail/staff_notice",
                to=staff_addresses(submission.purpose_key),
                subject=subject,
                language=settings.LANGUAGE_CODE,
                context={
                    "submission": submission,
                    "visitor_language": dict(settings.LANGUAGES).get(language, language),
                    "link": link,
                },
            )


class Receipt(MailKind):
    """That the message arrived, with its reference code (R41)."""

    key = RECEIPT
    label = _("Message received: receipt to the visitor")

    def render(self, object_id: int, language: str) -> Message:
        submission = _submission(object_id)
        privacy = legal_paths(language).get("privacy")
        with translation.override(language):
            return render_message(
                template="capture/mail/receipt",
                to=[submission.answers["email"]] if submission.answers.get("email") else [],
                subject=_("We received your message (%(reference)s)") % {"reference": submission.reference},
                language=language,
                context={
                    "submission": submission,
                    "texts": submission.form_version.texts,
                    "thanks_text": get_text_for_indexing(submission.form_version.texts["thanks"]),
                    "privacy_url": settings.SITE_URL + privacy if privacy else "",
                },
            )
