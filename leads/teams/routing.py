"""Who answers a message: rules in order, the first that fits."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from wagtail.models import Page

from leads.forms.models import FormVersion, LeadForm
from leads.teams.models import Answerer, FormRouting, RoutingRule


@dataclass(frozen=True)
class Assignment:
    """Who answers: a team, or one person, or nobody in particular."""

    team_id: int | None = None
    user_id: int | None = None


NOBODY = Assignment()


def assignment_for(*, version: FormVersion, answers: Mapping[str, Any], page_path: str) -> Assignment:
    """Return who answers a message, by the first rule that fits; nobody in particular when none does.

    A rule whose team is archived or whose person left sends nothing anywhere: the next one that fits decides. One
    query for a form that nobody in particular answers, two for one with rules.
    """
    routing = _routing_of(version)
    if routing is None:
        return NOBODY
    for rule in routing.rules.select_related("team", "person", "page"):
        found = _target(rule)
        if found != NOBODY and _fits(rule, answers, version.language, page_path):
            return found
    return _target(routing)


def _routing_of(version: FormVersion) -> FormRouting | None:
    key = LeadForm.objects.filter(pk=version.form_id).order_by().values("translation_key")
    return FormRouting.objects.filter(form__translation_key__in=key).select_related("team", "person").first()


def _target(answerer: Answerer) -> Assignment:
    if answerer.person and answerer.person.is_active:
        return Assignment(user_id=answerer.person.pk)
    if answerer.team and not answerer.team.archived:
        return Assignment(team_id=answerer.team.pk)
    return NOBODY


def _fits(rule: RoutingRule, answers: Mapping[str, Any], language: str, page_path: str) -> bool:
    if rule.language and rule.language != language:
        return False
    if rule.answer:
        key, _equals, value = rule.answer.partition("=")
        given = answers.get(key)
        if value not in (given if isinstance(given, list) else [given]):
            return False
    return rule.page is None or any(page_path.startswith(path) for path in _paths(rule.page))


def _paths(page: Page) -> list[str]:
    """Return the addresses of a page in all its languages."""
    parts = (found.get_url_parts() for found in page.get_translations(inclusive=True))
    return [part[2] for part in parts if part and part[2]]
