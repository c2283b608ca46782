"""Unhealthy: mail goes through a company that the policy does not name (R62; GDPR Art. 13(1)(e), 28)."""

from collections.abc import Iterable

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from privacy.register.lint import Finding, LintContext, lint_rule

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
