"""Unhealthy: a consent that no mail confirms (R13)."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from privacy.outbox.kinds import mail_kinds
from privacy.register.lint import Finding, LintContext, lint_rule, purpose_url
from privacy.register.models.facts import Purpose
from privacy.register.service_registry import BasisEvent, Service, services_for


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
                    % {"purpose": context.name("purposes", purpose.key)},
                    fix=_("Set the purpose to “prepared” until “%(service)s” sends it.") % {"service": service.label},
                    url=purpose_url(purpose.key),
                )


def _asks_nobody(service: Service, *, sends_mail: bool) -> bool:
    """Tell whether a tick would count without its mail, or would wait for a mail that never comes."""
    if service.basis_event == BasisEvent.ACCEPTED:
        return sends_mail
    return service.confirmation not in mail_kinds()
