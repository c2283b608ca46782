"""Unhealthy: data are collected that nobody may read (R67)."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from privacy.access.selectors import purpose_titles
from privacy.access.training import unreadable_purposes
from privacy.register.lint import Finding, LintContext, lint_rule


@lint_rule("nobody-may-read")
def somebody_may_read(context: LintContext) -> Iterable[Finding]:
    """GDPR Art. 12(3): who asks must get an answer. It refuses no release, which would mend nothing."""
    for key, title in purpose_titles(sorted(unreadable_purposes(timezone.now()))).items():
        yield Finding(
            code="nobody-may-read",
            subject=key,
            message=_("“%(purpose)s” collects messages, and nobody is authorised to read them.") % {"purpose": title},
            fix=_("Authorise somebody who is trained."),
            url=reverse("authorisations:index"),
            blocks_release=False,
        )
