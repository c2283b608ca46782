"""What the register's linter says about forms: form lint again before a release, and what no form asks (R8, R28)."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from wagtail.admin.admin_url_finder import AdminURLFinder

from leads.forms.custom_fields import approved_hashes
from leads.forms.lint import Asked, form_findings
from leads.forms.models import FormVersion, LiveForm
from leads.forms.publishing import wanted_contents
from privacy.register.lint import Finding, LintContext, lint_rule, purpose_url
from privacy.register.models.facts import Purpose
from privacy.register.release import ReleasedPurpose
from privacy.register.selectors import current_release
from privacy.register.service_registry import services


def _live_versions() -> list[FormVersion]:
    shown = LiveForm.objects.select_related("version__form").order_by("slug", "language")
    return [row.version for row in shown]


def asked_by(version: FormVersion, url: str = "", approved: Collection[str] = frozenset()) -> Asked:
    """Return what a published version asks, for form lint."""
    return Asked(version.name, version.slug, version.language, version.purposes, version.schema, url, approved)


@lint_rule("forms")
def live_forms_fit_the_register(context: LintContext) -> Iterable[Finding]:
    """A release may not take away what a live form relies on: its purpose, a kind of data, its words."""
    finder = AdminURLFinder()
    for version in _live_versions():
        url = finder.get_edit_url(version.form) or ""
        approved = approved_hashes(version.schema, version.language)
        yield from form_findings(asked_by(version, url, approved), context.draft)


@lint_rule("forms_ask_what_is_declared")
def declared_data_are_asked(context: LintContext) -> Iterable[Finding]:
    """A purpose in use that declares what nothing asks promises more than is done (R8).

    A form goes live under a release only, so it counts as soon as somebody wants it live; and nothing can be live before
    the first release, which this therefore does not stop.
    """
    asked: dict[str, set[str]] = {}
    for purposes, schema in [*_live_contents(), *wanted_contents()]:
        for key in purposes:
            asked.setdefault(key, set()).update(spec["category"] for spec in schema if spec["category"])
    for service in services():
        for key in service.purposes if service.asks else ():
            asked.setdefault(key, set()).update(service.asks)
    first = current_release() is None
    for purpose in context.facts.purposes:
        if purpose.source == Purpose.Source.FORMS and purpose.in_use:
            yield from _unasked(context, purpose, asked.get(purpose.key), blocks=not first)


def _live_contents() -> list[tuple[Sequence[str], Sequence[Mapping[str, Any]]]]:
    return [(version.purposes, version.schema) for version in _live_versions()]


def _unasked(
    context: LintContext, purpose: ReleasedPurpose, asked: set[str] | None, *, blocks: bool
) -> Iterable[Finding]:
    missing = [use for use in purpose.categories if use.is_asked and use.key not in (asked or set())]
    if not missing:
        return
    names = ", ".join(context.name("categories", use.key) for use in missing)
    title = context.name("purposes", purpose.key)
    if asked is None:
        message = _("No live form asks for the data of “%(purpose)s”.") % {"purpose": title}
    else:
        message = _("“%(purpose)s” declares data that no live form asks: %(names)s (policy §2).") % {
            "purpose": title,
            "names": names,
        }
    yield Finding(
        code="purpose.unasked",
        subject=purpose.key,
        message=message,
        fix=_(
            "Ask for it in a form and publish the form, take it out of the purpose, or set the purpose to “prepared”."
        ),
        url=purpose_url(purpose.key),
        blocks_release=blocks,
    )
