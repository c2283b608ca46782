"""Unhealthy: mail through a company that the policy does not name (R62), a consent that no mail confirms (R13)."""

from collections.abc import Iterable

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from privacy.outbox.kinds import mail_kinds
from privacy.register.lint import Finding, LintContext, lint_rule, purpose_url
from privacy.register.models.facts import Purpose
from privacy.register.service_registry import BasisEvent, Service, services_for

SMTP = "django.core.mail.backends.smtp.EmailBackend"
OWN = "own"


@lint_rule("mail-host")
def mail_goes_through_a_named_company(context: LintContext) -> Iterable[Finding]:
    """Who runs the mail server reads every address and letter: it is a switched-on company of the register, or our own."""
    if settings.EMAIL_BACKEND != SMTP or settings.EMAIL_VENDOR == OWN:
        return
    if settings.EMAIL_VENDOR not in context.facts.vendors_by_key:
        yield Finding(
            code="mail-host",
            subject=settings.EMAIL_HOST,
            message=_("Mail goes through %(host)s, and the register does not name the company that runs it.")
            % {"host": settings.EMAIL_HOST},
            fix=_(
                "Add the company, switch it on, and have EMAIL_VENDOR set to its key; or to “own” when the server is yours."
            ),
            url=reverse("companies:index"),
        )


@lint_rule("confirmations")
def consents_are_confirmed(context: LintContext) -> Iterable[Finding]:
    """R13: a consent to e-mail counts once the address has confirmed it, so a service must send the mail that asks."""
    for purpose in context.facts.purposes:
        if not (purpose.in_use and purpose.basis == Purpose.Basis.CONSENT and purpose.source == Purpose.Source.FORMS):
            continue
        for service in services_for(purpose.key):
            if _asks_nobody(service, sends_mail=purpose.sends_mail):
                yield Finding(
                    code="purpose.unconfirmed",
                    subject=purpose.key,
                    message=_("Nobody sends the mail in which people confirm “%(purpose)s”.")
                    % {"purpose": purpose.title or purpose.key},
                    fix=_("Set the purpose to “prepared” until “%(service)s” sends it.") % {"service": service.label},
                    url=purpose_url(purpose.key),
                )


def _asks_nobody(service: Service, *, sends_mail: bool) -> bool:
    """Tell whether a tick would count without its mail, or would wait for a mail that never comes."""
    if service.basis_event == BasisEvent.ACCEPTED:
        return sends_mail
    return service.confirmation not in mail_kinds()
