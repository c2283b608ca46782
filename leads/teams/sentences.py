"""Who answers a form, in sentences for colleagues."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from leads.forms.models import LeadForm
from leads.teams.models import FormRouting, RoutingRule
from leads.teams.services import Unable, unable_to_read


@dataclass(frozen=True)
class Sentence:
    """One rule in words; `warning` says what is wrong with it."""

    when: str
    who: str
    warning: str = ""


def routing_for(form: LeadForm) -> FormRouting | None:
    """Return who answers a form, whichever of its languages is given."""
    return FormRouting.objects.filter(form__translation_key=form.translation_key).first()


def source_of(form: LeadForm) -> LeadForm:
    """Return the form in the language it was written in first."""
    return LeadForm.objects.filter(translation_key=form.translation_key).order_by("pk").first() or form


def choices_of(form: LeadForm) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """Yield the questions of a form that give answers to choose from: label, and (value of a rule, answer)."""
    latest: Any = form.get_latest_revision_as_object() if form.pk else form
    for spec in latest.body.stream_block.specs(latest.body):
        if spec.get("choices"):
            yield spec["label"], [(f"{spec['key']}={choice['value']}", choice["label"]) for choice in spec["choices"]]


def answer_labels(form: LeadForm) -> dict[str, str]:
    """Return value of a rule → “question: answer”."""
    return {
        value: _("%(question)s: %(answer)s") % {"question": question, "answer": answer}
        for question, answers in choices_of(form)
        for value, answer in answers
    }


def sentences(routing: FormRouting, now: datetime) -> list[Sentence]:
    """Return the rules of a form in words, in order, the last one for everything else."""
    labels = answer_labels(routing.form)
    wrong = {found.rule: found for found in unable_to_read(routing, now)}
    lines = []
    for number, rule in enumerate(routing.rules.select_related("team", "person", "page"), start=1):
        gone = bool(rule.answer) and rule.answer not in labels
        warning = _("The form does not offer this answer any more.") if gone else warning_of(wrong.get(number))
        lines.append(Sentence(_conditions(rule, labels), rule.answerer or _("nobody"), warning))
    rest = routing.answerer or _("everybody who may read the messages")
    return [*lines, Sentence(_("Otherwise") if lines else _("Always"), rest, warning_of(wrong.get(0)))]


def warning_of(unable: Unable | None) -> str:
    """Return what is wrong with a rule, empty when nothing is."""
    if unable is None:
        return ""
    if unable.leads_nowhere:
        return _("Nobody is chosen, or the team is archived: the next rule that fits decides.")
    return _(
        "Nobody here is authorised to read these messages. Until somebody is, everybody who is authorised is told instead."
    )


def _conditions(rule: RoutingRule, labels: dict[str, str]) -> str:
    parts = []
    if rule.language:
        parts.append(dict(settings.LANGUAGES).get(rule.language, rule.language))
    if rule.answer:
        parts.append(labels.get(rule.answer, _("an answer that is gone")))
    if rule.page:
        parts.append(_("sent from “%(page)s” or below") % {"page": rule.page.title})
    return " · ".join(parts)
