"""The mails of legal cases: the decision, and that data were handed over."""

from django.utils.translation import gettext_lazy

from leads.cases.letters import decision_letter, disclosure_letter
from leads.cases.models import Disclosure, LegalCase
from leads.cases.services import DECISION, address_of
from leads.cases.telling import DISCLOSED, address_to_tell
from privacy.outbox.kinds import MailKind, Message, RecordGone, register_mail_kind
from privacy.outbox.models import OutboxMail
from privacy.outbox.rendering import render_message
from privacy.rights.letters import Letter


class CaseMail(MailKind):
    """Told because the law asks for it, whatever else the person has agreed to or withdrawn."""

    def still_allowed(self, mail: OutboxMail) -> bool:
        """Always (DSA, Art. 16(5); GDPR Art. 13–15)."""
        return True


class Decision(CaseMail):
    """To whoever brought a case: what was decided, and why."""

    key = DECISION
    label = gettext_lazy("Legal case: decision")

    def render(self, object_id: int, language: str) -> Message:
        """Raises RecordGone when the case, or the address in it, is gone."""
        case = LegalCase.objects.select_related("submission").filter(pk=object_id, decided_at__isnull=False).first()
        if case is None or not address_of(case):
            raise RecordGone
        return _message(decision_letter(case), address_of(case), case.language)


class Disclosed(CaseMail):
    """To the person whose data were handed over."""

    key = DISCLOSED
    label = gettext_lazy("Legal case: data were handed over")

    def render(self, object_id: int, language: str) -> Message:
        """Raises RecordGone when the disclosure, or the person's address, is gone."""
        disclosure = Disclosure.objects.select_related("case", "person").filter(pk=object_id).first()
        address = address_to_tell(disclosure) if disclosure else ""
        if disclosure is None or disclosure.taken_at is None or not address:
            raise RecordGone
        return _message(disclosure_letter(disclosure, language), address, language)


def _message(letter: Letter, address: str, language: str) -> Message:
    return render_message(
        template="cases/mail/letter",
        to=[address],
        subject=letter.subject,
        language=language,
        context={"letter": letter},
    )


def register_mails() -> None:
    """Make the kinds known."""
    register_mail_kind(Decision())
    register_mail_kind(Disclosed())
