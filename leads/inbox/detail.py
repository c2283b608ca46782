"""One message in full: answers as they were asked, what was done about it, on what basis it is kept, who else wrote."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from leads.forms.field_types import in_words
from leads.inbox.replies import delivery_of
from leads.inbox.selectors import SHOWN
from leads.inbox.words import name_of
from leads.submissions.models import (
    IN_USE,
    ON_A_DESK,
    SCOPES,
    Submission,
    SubmissionIdentifier,
    SubmissionNote,
    Upload,
    contact_values,
)
from privacy.access.models import AccessEvent
from privacy.access.selectors import staff_names
from privacy.keys import hashing
from privacy.keys.masking import mask_email, mask_phone
from privacy.keys.normalise import phone_in_words
from privacy.ledger.models import LedgerEvent
from privacy.register.models.releases import Release
from privacy.register.release import Snapshot
from privacy.register.selectors import current_release, purposes_that_call, release_by_number

MASKS = {"email": mask_email, "phone": mask_phone}
# A message that many people open has a long history; its beginning tells little.
LOOKS = 30
RELATED = 50


@dataclass(frozen=True)
class Answered:
    """One answer under the label it was asked with."""

    label: str
    key: str
    text: str = ""
    masked: bool = False
    links: tuple[tuple[str, str], ...] = ()
    files: tuple[Upload, ...] = ()
    note: str = ""


@dataclass(frozen=True)
class Section:
    """The answers under one heading of the form; those before the first heading have none."""

    heading: str
    answers: tuple[Answered, ...]


def answers_of(message: Submission, *, revealed: bool) -> list[Section]:
    """Return the answers in the order of the form, in words, under the labels they were asked with (R44).

    Addresses and numbers are masked until somebody asks to see them.
    """
    schema = message.form_version.schema
    files = {upload.public_id: upload for upload in message.uploads.all()} if _has_files(schema) else {}
    called = message.purpose_key in purposes_that_call()
    sections: list[tuple[str, list[Answered]]] = [("", [])]
    for spec in schema:
        if spec["kind"] == "section":
            sections.append((str(spec.get("title") or spec.get("label") or ""), []))
        elif spec["key"] in message.answers:
            answered = _answered(spec, message.answers[spec["key"]], files, revealed)
            sections[-1][1].append(answered if answered.key != "phone" or called else _not_called(answered))
    unknown = message.answers.keys() - {spec["key"] for spec in schema}
    sections[-1][1].extend(Answered(key, key, in_words(message.answers[key])) for key in sorted(unknown))
    return [Section(heading, tuple(answers)) for heading, answers in sections if answers]


def _has_files(schema: Iterable[dict[str, Any]]) -> bool:
    return any(spec["kind"] == "file" for spec in schema)


def _answered(spec: dict[str, Any], answer: Any, files: dict[str, Upload], revealed: bool) -> Answered:
    label, key = str(spec.get("label") or ""), str(spec["key"])
    if spec["kind"] == "file":
        return Answered(label, key, files=tuple(files[name] for name in answer if name in files))
    if key in MASKS and not revealed:
        values = answer if isinstance(answer, list) else [answer]
        return Answered(label, key, ", ".join(MASKS[key](value) for value in values), masked=True)
    return Answered(_consent_label(label, spec), key, in_words(answer, spec), links=_links(key, answer))


def _not_called(answered: Answered) -> Answered:
    return replace(answered, links=(), note=_("People are not called for this purpose."))


def _consent_label(label: str, spec: dict[str, Any]) -> str:
    return label or (_("Permission") if spec["kind"] == "consent" else spec["key"])


def _links(key: str, answer: Any) -> tuple[tuple[str, str], ...]:
    if key == "email":
        return ((f"mailto:{answer}", answer),)
    return tuple((f"tel:{number}", phone_in_words(number)) for number in answer) if key == "phone" else ()


@dataclass(frozen=True)
class Happened:
    """One line of a message's history."""

    at: datetime
    who: str
    what: str
    text: str = ""
    delivery: str = ""
    undone: bool = False
    looked: bool = False


def history_of(message: Submission, *, known: Iterable[Any] = ()) -> list[Happened]:
    """Return what was done about a message and who looked at it, the newest first; `known` are people read already."""
    notes = list(message.notes.select_related("author"))
    delivered = delivery_of(submission=message, notes=notes)
    lines = [
        Happened(
            written.at,
            name_of(written.author),
            written.get_kind_display(),
            _words_of(written),
            delivered.get(written.pk, ""),
            written.undone_at is not None,
        )
        for written in notes
    ]
    return sorted(
        [*lines, *_looks(message, {person.pk: name_of(person) for person in known})],
        key=lambda line: line.at,
        reverse=True,
    )


def _words_of(written: SubmissionNote) -> str:
    return str(dict(Submission.State.choices).get(written.text, written.text))


def _looks(message: Submission, names: dict[int, str]) -> list[Happened]:
    actions = ("read", "reveal")
    events = list(
        AccessEvent.objects.filter(model=Submission._meta.label, object_id=message.pk, action__in=actions).order_by(
            "-at", "-pk"
        )[:LOOKS]
    )
    unknown = {event.actor_id for event in events} - names.keys()
    names = {**names, **(staff_names(unknown) if unknown else {})}
    words = {"read": _("Opened"), "reveal": _("Looked at the contact details")}
    found, last = [], None
    for event in events:
        # Whoever opens a message three times in a row has looked at it once.
        if (event.actor_id, event.action) != last:
            who = names.get(event.actor_id, name_of(None))
            found.append(Happened(event.at, who, words[event.action], looked=True))
        last = (event.actor_id, event.action)
    return found


@dataclass(frozen=True)
class Basis:
    """On what basis a message is kept for one purpose, and with which words the visitor was told."""

    title: str
    action: str
    basis: str
    words: str
    release_number: int
    at: datetime


def bases_of(message: Submission) -> list[Basis]:
    """Return the proof of each purpose, worded as the release of that day worded it for the visitor."""
    events = LedgerEvent.objects.filter(subject=message.subject_id)
    if message.events:
        events = events.filter(pk__in=message.events)
    else:
        events = events.filter(at=message.received_at, form_version=str(message.form_version_id))
    return [_basis(event) for event in events.order_by("pk")]


def _basis(event: LedgerEvent) -> Basis:
    try:
        purpose = _release(event.release_number).in_language(event.language).purpose(event.purpose_key)
        title, basis = purpose.title, purpose.basis_label
        words = purpose.consent_label if purpose.basis == "consent" else purpose.description
    except (KeyError, Release.DoesNotExist):
        title, basis, words = event.purpose_key, event.basis, ""
    return Basis(title, str(event.get_action_display()), basis, words, event.release_number, event.at)


def _release(number: int) -> Snapshot:
    current = current_release()
    return current if current and current.number == number else release_by_number(number)


def related_messages(message: Submission) -> tuple[list[Submission], list[Submission]]:
    """Return the other waiting messages of the same person and purpose, and those merged with this one.

    The same address or number: a number may be shared by colleagues, so it is staff who put messages together.
    """
    hashes = [
        known
        for scope in SCOPES
        for value in contact_values(message.answers, scope)
        for known in hashing.lookup_hashes(value, scope=scope)
    ]
    person = Q(subject=message.subject_id) | Q(pk__in=_with_identifier(hashes))
    same = ON_A_DESK & Q(purpose_key=message.purpose_key) & person
    found = Submission.objects.filter(same | Q(merged_into=message), IN_USE).exclude(pk=message.pk)
    rows = list(found.select_related(*SHOWN).order_by("received_at", "pk")[:RELATED])
    return [row for row in rows if not row.merged_into_id], [row for row in rows if row.merged_into_id]


def _with_identifier(hashes: list[str]) -> list[int]:
    rows = SubmissionIdentifier.objects.filter(hash__in=hashes).order_by("-submission")
    return list(rows.values_list("submission_id", flat=True)[:200])
