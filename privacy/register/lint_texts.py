"""What is unhealthy about the register's texts and the words of the banner (R28; C6, C7, C9; T5, E3)."""

from collections.abc import Iterable

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from home.base.model_fields import model_field
from privacy.register import banner
from privacy.register.lint import Finding, LintContext, edit_url, lint_rule
from privacy.register.models.texts import TEXT_KINDS, BannerText, RegisterText
from privacy.register.released_companies import ReleasedCookieGroup


@lint_rule("texts")
def texts_exist_and_are_approved(context: LintContext) -> Iterable[Finding]:
    """Every fact has its words in every live language, and translations were approved as they stand (R28, T5)."""
    for kind, model in TEXT_KINDS.items():
        keys = _keys(context, kind)
        for language in context.languages:
            for key in keys:
                yield from _text_findings(context, kind, model, key, language)


def _keys(context: LintContext, kind: str) -> list[str]:
    facts = context.facts
    return {
        "purposes": [purpose.key for purpose in facts.purposes],
        "categories": list(facts.category_keys),
        "vendors": [vendor.key for vendor in facts.vendors],
        "cookie_groups": [group.key for group in facts.cookie_groups],
        "cookies": [cookie.key for group in facts.cookie_groups for cookie in group.declared_cookies],
        "sections": [section.key for section in facts.sections],
        "banner": ["banner"] if asked_groups(context) else [],
    }[kind]


def _text_findings(
    context: LintContext, kind: str, model: type[RegisterText], key: str, language: str
) -> Iterable[Finding]:
    words = context.text(kind, key, language)
    what = {
        "kind": model._meta.verbose_name,
        "key": context.name(kind, key),
        "language": _language_name(language),
    }
    if not words:
        yield Finding(
            "text.missing",
            f"{kind}:{key}",
            _("There is no %(kind)s for “%(key)s” in %(language)s.") % what,
            _("Translate it, then have it approved."),
            _source_url(model, context, kind, key),
            language,
        )
        return
    empty = [name for name in model.required_fields if not words.get(name).strip()]
    url = edit_url(model, pk=words.row_id)
    if empty:
        names = ", ".join(str(model_field(model, name).verbose_name) for name in empty)
        yield Finding(
            "text.empty",
            f"{kind}:{key}",
            _("The %(kind)s for “%(key)s” in %(language)s lacks: %(names)s.") % {**what, "names": names},
            _("Write it."),
            url,
            language,
        )
    elif not words.approved:
        yield Finding(
            "text.unapproved",
            f"{kind}:{key}",
            _("The %(kind)s for “%(key)s” in %(language)s is not approved as it stands.") % what,
            _("Read it beside the source text and approve it."),
            url,
            language,
        )


def _language_name(code: str) -> str:
    return dict(settings.LANGUAGES).get(code, code)


def _source_url(model: type[RegisterText], context: LintContext, kind: str, key: str) -> str:
    source = context.text(kind, key, settings.LANGUAGE_CODE)
    if not source:
        return reverse("register_banner") if kind == "banner" else ""
    return edit_url(model, pk=source.row_id)


def asked_groups(context: LintContext) -> list[ReleasedCookieGroup]:
    """Return the cookie groups that visitors would be asked for: those with an active company or a cookie (C8)."""
    groups = context.facts.cookie_groups
    return [group for group in groups if not group.required and (group.vendors or group.declared_cookies)]


@lint_rule("banner_words")
def banner_names_what_it_must(context: LintContext) -> Iterable[Finding]:
    """The banner names who asks, for what, how many receive data and how to withdraw; its buttons differ (C6, C7)."""
    for language in context.languages:
        words = context.text("banner", "banner", language)
        texts = {name: words.get(name) for name in BannerText.text_fields} if words else {}
        for field, problem in banner.faults(texts).items():
            label = str(model_field(BannerText, field).verbose_name)
            yield Finding(
                "banner.fault",
                field,
                _("The banner's text “%(field)s”: %(problem)s") % {"field": label, "problem": problem},
                _("Mend the text in this language, then have it approved."),
                edit_url(BannerText, pk=words.row_id),
                language,
                state=texts.get(field, ""),
            )
