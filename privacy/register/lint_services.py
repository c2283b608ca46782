"""Unhealthy: a purpose told that nothing carries out, or carried out and not told (R93)."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from privacy.register.lint import Finding, LintContext, lint_rule, purpose_url
from privacy.register.selectors import titles_by_key
from privacy.register.service_registry import Offer, Service, is_carried_out, services


@lint_rule("services")
def purposes_in_use_are_carried_out(context: LintContext) -> Iterable[Finding]:
    """A purpose is told in the present tense only while a service carries it out."""
    for purpose in context.facts.purposes:
        if purpose.in_use and not is_carried_out(purpose.key):
            yield Finding(
                "purpose.no_service",
                purpose.key,
                _("“%(purpose)s” would be told as if it happened, and nothing carries it out.")
                % {"purpose": context.name("purposes", purpose.key)},
                _("Set the purpose to “prepared” until a part of the website carries it out."),
                purpose_url(purpose.key),
            )


@lint_rule("services_are_told")
def what_is_carried_out_is_told(context: LintContext) -> Iterable[Finding]:
    """What runs by itself, and what visitors can reach at this moment, is in use in the register."""
    in_use = {purpose.key for purpose in context.facts.purposes if purpose.in_use}
    names = titles_by_key()
    for service in services():
        if service.automatic:
            yield from (_running(service, key, names) for key in service.purposes if key not in in_use)
        yield from (_offered(offer, names) for offer in service.offers() if offer.purpose not in in_use)


def _running(service: Service, key: str, names: dict[str, str]) -> Finding:
    return Finding(
        "purpose.running",
        key,
        _("“%(service)s” works for “%(purpose)s” at every visit, and nobody would be told of it.")
        % {"service": service.label, "purpose": names.get(key, key)},
        _("Set the purpose to “in use”; restore it first if it is archived."),
        purpose_url(key),
    )


def _offered(offer: Offer, names: dict[str, str]) -> Finding:
    return Finding(
        "purpose.offered",
        offer.purpose,
        _("Visitors meet “%(purpose)s” in %(where)s, and the purpose is not in use.")
        % {"purpose": names.get(offer.purpose, offer.purpose), "where": offer.where},
        _("Set the purpose to “in use”, or take away what offers it."),
        offer.url or purpose_url(offer.purpose),
    )
