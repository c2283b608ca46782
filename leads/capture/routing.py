"""Who answers a message: rules in order, the first that fits. They ride with the live form, so deciding asks nothing."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction
from wagtail.models import Page

from leads.capture.models import Answerer, FormRouting, FormVersion, LiveForm, RoutingRule

Rule = Mapping[str, Any]


@dataclass(frozen=True)
class Assignment:
    """Who answers: a team, or one person, or nobody in particular."""

    team_id: int | None = None
    user_id: int | None = None


def assignment_for(*, routing: Iterable[Rule], answers: Mapping[str, Any], language: str, page_path: str) -> Assignment:
    """Return who answers a message, by the first rule that fits; nobody in particular when none does."""
    for rule in routing:
        if _fits(rule, answers, language, page_path):
            return Assignment(rule.get("team"), rule.get("user"))
    return Assignment()


def _fits(rule: Rule, answers: Mapping[str, Any], language: str, page_path: str) -> bool:
    if rule.get("language") and rule["language"] != language:
        return False
    if rule.get("key"):
        given = answers.get(rule["key"])
        if rule["value"] not in (given if isinstance(given, list) else [given]):
            return False
    return "paths" not in rule or any(page_path.startswith(path) for path in rule["paths"])


def routing_of(version: FormVersion) -> list[dict[str, Any]]:
    """Return the rules in force for a version; none when it is not what visitors see. `live_version` has read them."""
    try:
        return list(version.shown.routing)
    except LiveForm.DoesNotExist:
        return []


def compiled(routing: FormRouting) -> list[dict[str, Any]]:
    """Return the rules as they ride with the live form: numbers and paths only, the last one for everything else.

    A rule whose team is archived or whose person left sends nothing anywhere: the next one that fits decides.
    """
    rules = [{**_conditions(rule), **_target(rule)} for rule in routing.rules.select_related("team", "person", "page")]
    return [rule for rule in [*rules, _target(routing)] if rule.get("team") or rule.get("user")]


def _target(answerer: Answerer) -> dict[str, int]:
    if answerer.person and answerer.person.is_active:
        return {"user": answerer.person.pk}
    if answerer.team and not answerer.team.archived:
        return {"team": answerer.team.pk}
    return {}


def _conditions(rule: RoutingRule) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if rule.language:
        found["language"] = rule.language
    if rule.answer:
        found["key"], _equals, found["value"] = rule.answer.partition("=")
    if rule.page:
        found["paths"] = _paths(rule.page)
    return found


def _paths(page: Page) -> list[str]:
    """Return the addresses of a page in all its languages."""
    parts = (found.get_url_parts() for found in page.get_translations(inclusive=True))
    return sorted(path for path in (part[2] for part in parts if part) if path)


def apply_routing(translation_key: UUID) -> None:
    """Make the rules of a form decide about its messages from now on, in every language it is live in."""
    routing = FormRouting.objects.filter(form__translation_key=translation_key).select_related("team", "person").first()
    shown = LiveForm.objects.filter(version__form__translation_key=translation_key)
    shown.update(routing=compiled(routing) if routing else [])


@transaction.atomic
def apply_all() -> None:
    """Read all rules again, such as when a team was archived."""
    for key in FormRouting.objects.values_list("form__translation_key", flat=True):
        apply_routing(key)


@transaction.atomic
def apply_rules_with_pages() -> None:
    """Read the rules that name a page again."""
    named = FormRouting.objects.filter(rules__page__isnull=False).distinct().order_by()
    for key in named.values_list("form__translation_key", flat=True):
        apply_routing(key)
