"""Custom fields: which wait for a privacy officer, and that one was approved (R8)."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from django.conf import settings
from django.contrib.auth.models import User
from django.core.cache import cache
from django.db import transaction
from django.urls import reverse

from home.base.model_fields import model_field
from leads.forms.custom_fields import is_own, words_hash, words_of
from leads.forms.models import FieldApproval, LeadForm
from leads.forms.publishing import publish_all_forms, publish_refused
from privacy.register.release import ReleasedRegister
from privacy.register.selectors import released_register

COUNT_KEY, COUNT_SECONDS = "forms:questions_waiting", 60
CAN_APPROVE = "leads_forms.add_fieldapproval"


class QuestionChanged(Exception):
    """The question no longer stands as it was read; what stands now must be read first."""


@dataclass(frozen=True)
class Waiting:
    """A question that nobody approved yet, as the newest draft of its form words it."""

    hash: str
    spec: dict[str, Any]
    form: str
    slug: str
    language: str
    purpose: str
    category: str
    after: str
    url: str

    @property
    def language_name(self) -> str:
        return dict(settings.LANGUAGES).get(self.language, self.language)


def waiting_questions() -> list[Waiting]:
    """Return the questions that wait, each once; three queries, however many forms."""
    found: dict[str, Waiting] = {}
    drafts = list(_drafts())
    pairs = [
        (spec, form.locale.language_code)
        for form, schema in drafts
        for spec in schema
        if is_own(spec, form.locale.language_code)
    ]
    approved = _approved({words_hash(spec, language) for spec, language in pairs})
    register = released_register() if pairs else None
    for form, schema in drafts:
        for spec in schema:
            language = form.locale.language_code
            key = words_hash(spec, language) if is_own(spec, language) else ""
            if key and key not in approved and spec["label"]:
                found.setdefault(key, _waiting(key, spec, schema, form, register))
    return list(found.values())


def waiting_count() -> int:
    """Return how many questions wait, up to a minute old: every look at the CMS home asks."""
    return cast("int", cache.get_or_set(COUNT_KEY, lambda: len(waiting_questions()), COUNT_SECONDS))


def _approved(hashes: set[str]) -> set[str]:
    return set(FieldApproval.objects.filter(words_hash__in=hashes).values_list("words_hash", flat=True))


def _drafts() -> Iterator[tuple[LeadForm, list[dict[str, Any]]]]:
    """Yield each form in each language with what its newest draft asks."""
    body = model_field(LeadForm, "body")
    for form in LeadForm.objects.select_related("locale", "latest_revision", "purpose").order_by("name", "locale_id"):
        newest = form.latest_revision.content.get("body") if form.latest_revision else None
        stream = body.to_python(newest) if newest else form.body
        yield form, stream.stream_block.specs(stream)


def _waiting(
    key: str, spec: dict[str, Any], schema: list[dict[str, Any]], form: LeadForm, register: ReleasedRegister | None
) -> Waiting:
    purpose = form.purpose.key if form.purpose else ""
    titles = {known.key: known.title for known in register.purposes} if register else {}
    return Waiting(
        hash=key,
        spec=spec,
        form=form.name,
        slug=form.slug,
        language=form.locale.language_code,
        purpose=titles.get(purpose, purpose),
        category=register.category_label(spec["category"]) if register else spec["category"],
        after=_answer_before(spec, schema),
        url=reverse("wagtailsnippets_leads_forms_leadform:edit", args=[form.pk]),
    )


def _answer_before(spec: dict[str, Any], schema: list[dict[str, Any]]) -> str:
    """Return the answer after which a question is asked, in words."""
    when = spec.get("show_when")
    choice = next((other for other in schema if when and other["key"] == when["key"]), None)
    labels = {one["value"]: one["label"] for one in choice["choices"]} if choice else {}
    return str(labels.get(when["value"], "")) if when else ""


@transaction.atomic
def approve_question(*, words_hash: str, user: User | None, now: datetime) -> FieldApproval:
    """Approve a question as it stands, and publish the forms that only waited for it.

    Raises QuestionChanged when no draft has a question with these words any more.
    """
    waiting = next((one for one in waiting_questions() if one.hash == words_hash), None)
    if waiting is None:
        raise QuestionChanged
    approval = _approve(waiting.spec, waiting.language, waiting.form, user, now)
    publish_all_forms(now=now)
    publish_refused()
    cache.delete(COUNT_KEY)
    return approval


def approve_the_first(*, slugs: Collection[str], now: datetime) -> None:
    """Approve the questions of forms that come with the software, while nobody approved any: nobody else's are passed."""
    if FieldApproval.objects.filter(approved_by__isnull=False).exists():
        return
    for waiting in waiting_questions():
        if waiting.slug in slugs:
            _approve(waiting.spec, waiting.language, waiting.form, None, now)


def _approve(spec: dict[str, Any], language: str, form_name: str, user: User | None, now: datetime) -> FieldApproval:
    approval, _created = FieldApproval.objects.get_or_create(
        words_hash=words_hash(spec, language),
        defaults={
            "language": language,
            "kind": spec["kind"],
            "category": spec["category"],
            "words": words_of(spec),
            "form_name": form_name,
            "approved_by": user,
            "approved_at": now,
        },
    )
    return approval
