"""A published form as a template shows it: fields, notice, and the mark of what was shown."""

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any, cast

from django.core.serializers.json import DjangoJSONEncoder
from django.core.signing import BadSignature, Signer
from django.http import HttpRequest
from django.urls import reverse
from django.utils import translation
from django.utils.timezone import now as current_time
from django.utils.translation import gettext_lazy as _
from wagtail.blocks.base import BoundBlock

from leads.forms import test_mode
from leads.forms.answers import Spec
from leads.forms.bound_fields import Part, Question, Text
from leads.forms.field_types import FIELD_TYPES, field_type
from leads.forms.models import FormVersion, LeadForm
from leads.forms.selectors import legal_paths, live_version_of
from leads.forms.visitor_form import VisitorForm
from privacy.register.release import ReleasedPurpose
from privacy.register.selectors import released_register

# Names of inputs that are no questions. The trap is a field that people never see and machines fill in.
KEY, SHOWN, TRAP = "form_key", "form_shown", "website"
_signer = Signer(salt="leads.forms.shown")


@dataclass(frozen=True)
class Shown:
    """What stood before the visitor: the version, the words of its purposes, and the page around the form."""

    version_id: int
    words: tuple[str, ...]
    page_title: str = ""
    page_path: str = ""


def released_purposes(version: FormVersion) -> tuple[ReleasedPurpose, ...]:
    """Return the version's purposes as the release in force words them in the version's language."""
    register = released_register(version.language)
    known = {purpose.key: purpose for purpose in register.purposes} if register else {}
    return tuple(known[key] for key in version.purposes if key in known)


def shown_now(version: FormVersion, *, page_title: str = "", page_path: str = "") -> Shown:
    """Return what a visitor sees when the form is shown now."""
    words = tuple(purpose.text_hash for purpose in released_purposes(version))
    return Shown(version.pk or 0, words, page_title[:255], page_path[:255])


def mark(shown: Shown) -> str:
    """Return the signed mark of what is shown. Equal for everyone, so that the page can be cached."""
    return _signer.sign_object([shown.version_id, list(shown.words), shown.page_title, shown.page_path])


def read_mark(text: str) -> Shown | None:
    """Return what a mark says was shown; None for a mark that is not ours."""
    try:
        version_id, words, title, path = _signer.unsign_object(text)
    except (BadSignature, ValueError, TypeError):
        return None
    return Shown(version_id, tuple(words), title, path)


def questions_of(form: VisitorForm, purposes: Sequence[ReleasedPurpose] = ()) -> list[Question | Text]:
    """Return every input and text in order, flat; a consent is worded by its purpose, or not asked."""
    consents = {purpose.key: purpose for purpose in purposes if purpose.consent_label}
    specs = [spec for spec in form.schema if spec["kind"] != "section"]
    return [drawn for spec in specs for drawn in _drawn(spec, form, consents)]


def _drawn(spec: Spec, form: VisitorForm, consents: Mapping[str, ReleasedPurpose]) -> Sequence[Question | Text]:
    if spec["kind"] not in FIELD_TYPES:
        return [Text(spec["key"], spec.get("text", ""))]
    inputs = [cast("Question", form[name]) for name in field_type(spec).names(spec)]
    if spec["kind"] == "consent":
        inputs = inputs if spec["purpose"] in consents else []
        for tick in inputs:
            tick.label, tick.help_text = consents[spec["purpose"]].consent_label, consents[spec["purpose"]].consent_help
    return inputs


def parts_of(schema: Sequence[Spec], questions: Sequence[Question | Text]) -> list[Part]:
    """Return the questions in their sections, each branch under the answer that leads to it."""
    by_key: dict[str, list[Question | Text]] = defaultdict(list)
    for question in questions:
        by_key[question.key].append(question)
    parts = [Part()]
    after: dict[str, dict[str, list[Question | Text]]] = defaultdict(lambda: defaultdict(list))
    for spec in schema:
        if spec["kind"] == "section":
            parts.append(Part(spec["title"], spec["text"]))
        elif when := spec.get("show_when"):
            after[when["key"]][when["value"]] += by_key[spec["key"]]
        else:
            parts[-1].questions.extend(by_key[spec["key"]])
    for question in questions:
        if isinstance(question, Question):
            question.after = {value: asked for value, asked in after[question.key].items() if asked}
    return [part for part in parts if part.questions or part.title]


def form_context(
    *,
    version: FormVersion,
    form: VisitorForm | None = None,
    key: str = "",
    shown: Shown | None = None,
    test_mark: str = "",
) -> dict[str, Any]:
    """Return what `forms/form.html` needs; `test_mark` as a colleague's request bears it, right or wrong."""
    visitor_form = form or VisitorForm(version.schema)
    register = released_register(version.language)
    purposes = released_purposes(version)
    questions = questions_of(visitor_form, purposes)
    return {
        "version": version,
        "texts": version.texts,
        "questions": questions,
        "parts": parts_of(version.schema, questions),
        "with_files": visitor_form.is_multipart(),
        "purposes": purposes,
        "controller": register.controller if register else None,
        "legal": legal_paths(version.language),
        "action": form_path(version.slug),
        "challenge": reverse("forms:challenge", args=[version.slug]),
        "key": key,
        "shown": mark(shown or shown_now(version)),
        "names": {"key": KEY, "shown": SHOWN, "trap": TRAP, "test": test_mode.NAME},
        "test_mark": test_mark if test_mode.is_marked(test_mark, version.slug, now=current_time()) else "",
    }


def form_path(slug: str) -> str:
    """Return the address of a form in the active language."""
    return reverse("forms:form", args=[slug])


def block_context(*, form: LeadForm | None, page: Any = None) -> dict[str, Any]:
    """Return what a form placed on a page needs; without `version` it shows phone and mail instead."""
    language = translation.get_language() or ""
    version = live_version_of(form, language) if form else None
    if version is None:
        register = released_register()
        return {"controller": register.controller if register else None}
    title = str(getattr(page, "title", "") or "")
    path = (page.get_url_parts() or ("", "", ""))[2] if page is not None and page.pk else ""
    return form_context(version=version, shown=shown_now(version, page_title=title, page_path=path or ""))


def preview_context(*, form: LeadForm, request: HttpRequest) -> dict[str, Any]:
    """Return the context of a draft as if it were published; it cannot be sent."""
    from leads.forms.publishing import form_content

    with translation.override(form.locale.language_code):
        version = FormVersion(number=0, release_number=0, sha256="", created_at=current_time(), **form_content(form))
        return {**form_context(version=version), "request": request, "preview": True, "title": version.texts["title"]}


def block_preview_context(bound_block: BoundBlock) -> dict[str, Any]:
    """Return the parts of a form that has this one block. A consent is worded by the release, where a purpose asks for one."""
    block = bound_block.block
    # As saving would: it gives answers their ids, and words in the reader's language.
    value = block.to_python(json.loads(json.dumps(block.get_prep_value(bound_block.value), cls=DjangoJSONEncoder)))
    schema = block.specs(value, "preview")
    register = released_register(translation.get_language() or "")
    purposes = [*(register.purposes if register else ()), _NO_PURPOSE_YET]
    return {"parts": parts_of(schema, questions_of(VisitorForm(schema), purposes))}


_NO_PURPOSE_YET = cast(
    "ReleasedPurpose",
    SimpleNamespace(key="", consent_label=_("The words that the policy has for the purpose."), consent_help=""),
)
