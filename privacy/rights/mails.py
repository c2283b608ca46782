"""The mails about requests: the code, the letters, and the deadlines for staff."""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, override

from privacy.outbox.kinds import MailKind, Message, RecordGone, register_mail_kind
from privacy.outbox.models import OutboxMail
from privacy.outbox.rendering import render_message
from privacy.rights import email_verification, id_documents, letters, post_answer, restriction, services
from privacy.rights.deadline import days_left
from privacy.rights.models import Challenge, DeadlineAlert, IdentityCopy, RightsRequest
from privacy.rights.steps import NotPossible

DEADLINE, ARRIVED_MAIL = "rights_deadline", "rights_arrived"


class RightsMail(MailKind):
    """A person hears from us about their request on no other ground than that they asked."""

    def still_allowed(self, mail: OutboxMail) -> bool:
        """Always: the law asks for the answer (GDPR Art. 12(3))."""
        return True


class Code(RightsMail):
    """A code and a link, to whoever reads the address."""

    key = email_verification.KIND
    label = gettext_lazy("Rights: code to see one's own data")

    def render(self, object_id: int, language: str) -> Message:
        """Raises RecordGone once the code is over: a late mail would only puzzle."""
        asked = Challenge.objects.filter(pk=object_id, opened_at=None).first()
        if asked is None or timezone.now() > asked.lasts_until:
            raise RecordGone
        code = email_verification.code_of(asked)
        token = email_verification.link_token(asked)
        with override(language):
            return render_message(
                template="rights/mail/code",
                to=[asked.email],
                subject=_("Your code to see your data"),
                language=language,
                context={
                    "code": f"{code[:4]} {code[4:]}",
                    "minutes": int((asked.lasts_until - asked.mailed_at).total_seconds() // 60),
                    "link": settings.SITE_URL + reverse("rights:link", args=[token]),
                },
            )


class LetterMail(RightsMail):
    """A letter about a request."""

    def __init__(self, key: str, label: str | Promise, write: Callable[[RightsRequest], letters.Letter]) -> None:
        self.key, self.label, self.write = key, label, write  # type: ignore[misc]

    def render(self, object_id: int, language: str) -> Message:
        """Raises RecordGone when the request names nobody any more."""
        request = RightsRequest.objects.filter(pk=object_id).first()
        if request is None or not request.email:
            raise RecordGone
        letter = self.write(request)
        return render_message(
            template="rights/mail/letter",
            to=[request.email],
            subject=letter.subject,
            language=request.language,
            context={"letter": letter, "name": request.name},
        )


class AnswerMail(LetterMail):
    """The answer: a request whose answer did not arrive is open again (R84)."""

    def given_up(self, mail: OutboxMail, *, now: datetime) -> None:
        request = RightsRequest.objects.filter(pk=mail.object_id).first()
        if request is not None:
            with suppress(NotPossible):
                post_answer.came_back(request=request, by=None, now=now)


class CopyMail(RightsMail):
    """To a person: please send a masked copy of a document, with the link that takes it."""

    def __init__(self, key: str, label: str | Promise, *, again: bool) -> None:
        self.key, self.label, self.again = key, label, again  # type: ignore[misc]

    def render(self, object_id: int, language: str) -> Message:
        """Raises RecordGone when the copy is not wanted any more."""
        copy = IdentityCopy.objects.select_related("request").filter(pk=object_id).first()
        if copy is None or copy.state != IdentityCopy.State.ASKED or not copy.request.email:
            raise RecordGone
        letter = letters.copy_letter(copy, again=self.again)
        return render_message(
            template="rights/mail/letter",
            to=[copy.request.email],
            subject=letter.subject,
            language=copy.request.language,
            context={"letter": letter, "name": copy.request.name},
        )


class CopyNews(MailKind):
    """To whoever handles a copy, while its state is still what the mail is about."""

    def __init__(self, key: str, label: str | Promise, *, state: str) -> None:
        self.key, self.label, self.state = key, label, state  # type: ignore[misc]

    def heading(self, copy: IdentityCopy) -> str:
        """Return what is new, in the active language."""
        if self.state == IdentityCopy.State.OVER:
            return _("A masked copy was destroyed undecided: its time was over")
        day = date_format(timezone.localtime(copy.destroy_by))
        return _("A masked copy has come: decide before %(day)s, when it is destroyed") % {"day": day}

    def render(self, object_id: int, language: str) -> Message:
        """Raises RecordGone when it is news no more, or nobody handles the copy."""
        copy = IdentityCopy.objects.select_related("request", "handler").filter(pk=object_id, state=self.state).first()
        if copy is None or copy.handler is None or not (copy.handler.is_active and copy.handler.email):
            raise RecordGone
        with override(language):
            return _about(copy.request, self.heading(copy), to=copy.handler.email, language=language)


class Deadline(MailKind):
    """To those who answer: how many days are left."""

    key = DEADLINE
    label = gettext_lazy("Rights: an answer is due: to privacy officers")

    def render(self, object_id: int, language: str) -> Message:
        """Raises RecordGone when it was answered meanwhile."""
        alert = DeadlineAlert.objects.select_related("request", "to").get(pk=object_id)
        request, left = alert.request, days_left(alert.request.due_on, now=timezone.now())
        if request.state != RightsRequest.State.OPEN or not (alert.to.is_active and alert.to.email):
            raise RecordGone
        with override(language):
            if left < 0:
                heading = _("A request is overdue")
            else:
                heading = ngettext("A request is due in %(days)d day", "A request is due in %(days)d days", left) % {
                    "days": left
                }
            return _about(request, heading, to=alert.to.email, language=language)


class Arrived(MailKind):
    """To those who answer: somebody asks something about their data."""

    key = ARRIVED_MAIL
    label = gettext_lazy("Rights: a request came in: to privacy officers")

    def render(self, object_id: int, language: str) -> Message:
        """Raises RecordGone when it was answered meanwhile."""
        alert = DeadlineAlert.objects.select_related("request", "to").get(pk=object_id)
        if alert.request.state != RightsRequest.State.OPEN or not (alert.to.is_active and alert.to.email):
            raise RecordGone
        with override(language):
            return _about(alert.request, _("A request about data came in"), to=alert.to.email, language=language)


def _about(request: RightsRequest, heading: str, *, to: str, language: str) -> Message:
    """Return a mail to staff about a request: its reference, what is asked, its day, and the way to it."""
    return render_message(
        template="rights/mail/deadline",
        to=[to],
        subject=f"{heading} ({request.reference})",
        language=language,
        context={
            "heading": heading,
            "right": request.get_right_display(),
            "reference": request.reference,
            "day": date_format(request.due_on),
            "link": settings.SITE_URL + reverse("rights_desk:request", args=[request.pk]),
        },
    )


def register_mails() -> None:
    """Make the kinds known."""
    register_mail_kind(Code())
    register_mail_kind(LetterMail(services.RECEIVED, gettext_lazy("Rights: request received"), letters.received_letter))
    register_mail_kind(LetterMail(services.EXTENDED, gettext_lazy("Rights: it takes longer"), letters.extension_letter))
    register_mail_kind(AnswerMail(services.ANSWERED, gettext_lazy("Rights: answer"), letters.answer_letter))
    register_mail_kind(
        LetterMail(restriction.LIFTING, gettext_lazy("Rights: data are used again"), letters.lifting_letter)
    )
    register_mail_kind(
        CopyMail(id_documents.ASKED_MAIL, gettext_lazy("Rights: please send a masked copy"), again=False)
    )
    register_mail_kind(CopyMail(id_documents.AGAIN_MAIL, gettext_lazy("Rights: the copy was not masked"), again=True))
    came = gettext_lazy("Rights: a masked copy has come: to whoever asked for it")
    lost = gettext_lazy("Rights: a masked copy was destroyed undecided: to whoever asked for it")
    register_mail_kind(CopyNews(id_documents.CAME_MAIL, came, state=IdentityCopy.State.RECEIVED))
    register_mail_kind(CopyNews(id_documents.LOST_MAIL, lost, state=IdentityCopy.State.OVER))
    register_mail_kind(Deadline())
    register_mail_kind(Arrived())
