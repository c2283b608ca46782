"""The state of every text in every language: approved, changed since, incomplete or missing (T5)."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.models import Locale

from home.base.model_fields import model_field
from privacy.register.models.texts import TEXT_MODELS, RegisterText

APPROVED, CHANGED, INCOMPLETE, MISSING = "approved", "changed", "incomplete", "missing"


@dataclass(frozen=True)
class FieldPair:
    """One field of a text beside its source."""

    label: str
    source: str
    target: str


@dataclass(frozen=True)
class TextState:
    """A text in one language beside its source, with its state."""

    source: RegisterText
    target: RegisterText | None
    state: str

    @property
    def kind(self) -> str:
        return str(self.source._meta.verbose_name)

    @property
    def state_label(self) -> str:
        return {
            APPROVED: _("approved"),
            CHANGED: _("to approve"),
            INCOMPLETE: _("incomplete"),
            MISSING: _("missing"),
        }[self.state]

    @property
    def approvable(self) -> bool:
        return self.state == CHANGED

    @property
    def value(self) -> str:
        """What the approval form posts: which text, as it stood when it was read."""
        target = self.target
        return f"{target._meta.model_name}:{target.pk}:{target.words_hash(self.source)}" if target else ""

    @property
    def fields(self) -> list[FieldPair]:
        pairs = []
        for name in self.source.text_fields:
            before, after = getattr(self.source, name), getattr(self.target, name) if self.target else ""
            if before or after:
                label = str(model_field(self.source, name).verbose_name)
                pairs.append(FieldPair(label[:1].upper() + label[1:], before, after))
        return pairs

    @property
    def url(self) -> str:
        """Where the translation is written."""
        if self.target:
            return AdminURLFinder().get_edit_url(self.target) or ""
        meta = self.source._meta
        return reverse(
            "wagtail_localize:submit_snippet_translation", args=[meta.app_label, meta.model_name, self.source.pk]
        )


def text_states(language: str) -> list[TextState]:
    """Return every source text in use with its translation into `language`; two queries a kind."""
    found: list[TextState] = []
    for model in TEXT_MODELS:
        rows: dict[Any, dict[str, RegisterText]] = {}
        for row in model.objects.filter(locale__language_code__in=(language, settings.LANGUAGE_CODE)).select_related(
            *model.related()
        ):
            rows.setdefault(row.fact_id, {})[row.locale.language_code] = row
        for pair in rows.values():
            source = pair.get(settings.LANGUAGE_CODE)
            if source and not getattr(source.fact, "archived", False):
                found.append(_state(source, pair.get(language)))
    return found


def _state(source: RegisterText, target: RegisterText | None) -> TextState:
    if target is None:
        return TextState(source, None, MISSING)
    if any(not getattr(target, name) and getattr(source, name) for name in source.text_fields):
        return TextState(source, target, INCOMPLETE)
    approved = target.approved_hash == target.words_hash(source)
    return TextState(source, target, APPROVED if approved else CHANGED)


@dataclass(frozen=True)
class LanguageSummary:
    """How far the texts of one language are."""

    code: str
    name: str
    counts: Counter[str]

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def approved(self) -> int:
        return self.counts[APPROVED]

    @property
    def changed(self) -> int:
        return self.counts[CHANGED]

    @property
    def missing(self) -> int:
        return self.counts[MISSING] + self.counts[INCOMPLETE]

    @property
    def complete(self) -> bool:
        return self.approved == self.total


def language_summaries() -> list[LanguageSummary]:
    """Return each language but the source with the number of texts in each state."""
    names = dict(settings.LANGUAGES)
    codes = [
        code
        for code in Locale.objects.exclude(language_code=settings.LANGUAGE_CODE).values_list("language_code", flat=True)
        if code in names
    ]
    return [
        LanguageSummary(code, names[code], Counter(state.state for state in text_states(code)))
        for code in sorted(codes, key=list(names).index)
    ]
