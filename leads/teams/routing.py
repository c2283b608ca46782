"""Who answers a message: rules in order, the first that fits."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import QuerySet
from wagtail.models import Page

from leads.forms.models import FormVersion, LeadForm
from leads.teams.models import FormRouting
from privacy.keys.plain_sql import Statement


@dataclass(frozen=True)
class Assignment:
    """Who answers: a team, or one person, or nobody in particular."""

    team_id: int | None = None
    user_id: int | None = None


NOBODY = Assignment()


class Answerer(NamedTuple):
    """A team and a person as the database has them; at most one of them is chosen."""

    team: int | None
    archived_at: datetime | None
    person: int | None
    is_active: bool | None


class Condition(NamedTuple):
    """What must be so for a rule to fit; `rule` is None where a form has no rules."""

    rule: int | None
    language: str
    answer: str
    page: int | None


ANSWERS = ("team", "team__archived_at", "person", "person__is_active")
CONDITION = ("pk", "language", "answer", "page")
COLUMNS = ("pk", *ANSWERS, *(f"rules__{name}" for name in (*ANSWERS, *CONDITION)))


def assignment_for(*, version: FormVersion, answers: Mapping[str, Any], page_path: str) -> Assignment:
    """Return who answers a message, by the first rule that fits; nobody in particular when none does.

    A rule whose team is archived or whose person left sends nothing anywhere: the next one that fits decides. One query
    for a form and its rules, one more for each page that a rule names and that has to be looked at.
    """
    rest, rows = NOBODY, RULES.rows(version.form_id)
    for first, *row in rows:
        # A form has one routing, on its first language; should a translation have got another, it does not count.
        if first != rows[0][0]:
            break
        rest, found, condition = _target(Answerer(*row[:4])), _target(Answerer(*row[4:8])), Condition(*row[8:])
        if condition.rule and found != NOBODY and _fits(condition, answers, version.language, page_path):
            return found
    return rest


def _draw() -> QuerySet[FormRouting, Any]:
    """Return the query for the rules of a form in order, each behind what answers when none fits."""
    key = LeadForm.objects.filter(pk=1).order_by().values("translation_key")
    found = FormRouting.objects.filter(form__translation_key__in=key)
    return found.order_by("form_id", "rules__sort_order", "rules__pk").values_list(*COLUMNS)


RULES = Statement(_draw)


def _target(chosen: Answerer) -> Assignment:
    if chosen.person and chosen.is_active:
        return Assignment(user_id=chosen.person)
    if chosen.team and chosen.archived_at is None:
        return Assignment(team_id=chosen.team)
    return NOBODY


def _fits(condition: Condition, answers: Mapping[str, Any], language: str, page_path: str) -> bool:
    if condition.language and condition.language != language:
        return False
    if condition.answer:
        key, _equals, value = condition.answer.partition("=")
        given = answers.get(key)
        if value not in (given if isinstance(given, list) else [given]):
            return False
    return condition.page is None or any(page_path.startswith(path) for path in _paths(condition.page))


def _paths(page: int) -> list[str]:
    """Return the addresses of a page in all its languages."""
    keys = Page.objects.filter(pk=page).values("translation_key")
    parts = (found.get_url_parts() for found in Page.objects.filter(translation_key__in=keys))
    return [part[2] for part in parts if part and part[2]]
