"""What legal cases say about people, and when it goes (policy §5; R48–R51)."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, ClassVar

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from home.base.model_fields import model_field
from leads.cases.inbox import RULE, NoticeKind
from leads.cases.models import LEGAL_PROCEEDINGS, LEGAL_REQUESTS, CasePerson, CaseStep, Disclosure, LegalCase
from leads.cases.selectors import PURPOSES, may_be_told
from leads.submissions.models import Submission
from leads.submissions.uploads import forget_files_of
from privacy.keys import normalise
from privacy.keys.plain_sql import delete_with_parts
from privacy.personal_data.contract import (
    NotErasable,
    PersonalData,
    Trait,
    exempt,
    held_subjects,
    register_personal_data,
)

PROCEEDINGS_RULE = "legal-proceedings"
RULES = (RULE, PROCEEDINGS_RULE)
HANDED_OVER = _("That data were handed over is kept with its case (GDPR Art. 5(2), 17(3)(e)).")
PURPOSE_OF = {RULE: LEGAL_REQUESTS, PROCEEDINGS_RULE: LEGAL_PROCEEDINGS}


exempt("leads_cases.CasePerson", "which person a case concerns, by random ids alone; goes with the case or the person")


def due_cases(rule: str, before: datetime) -> QuerySet[LegalCase]:
    """Return the cases decided before a moment, unless a hold keeps one or its message: its parts stay with it."""
    due = LegalCase.objects.filter(purpose_key=PURPOSE_OF[rule], decided_at__lt=before)
    held = {*held_subjects(Submission), *held_subjects(LegalCase)}
    return (due.exclude(subject__in=held) if held else due).order_by("decided_at", "pk")


@register_personal_data
class LegalCaseData(PersonalData):
    """Cases that a person brought. The message of a notice goes with its case."""

    label = _("Notices and legal cases you brought")
    model = LegalCase
    provided = True
    purposes = PURPOSES
    fields: ClassVar[Mapping[str, str]] = {
        "words": "message",
        "name": "name",
        "email": "email",
        "decision": "message",
        "ground": "message",
        "language": "language",
    }
    not_personal = {
        "how the case is found and handled": ("reference", "purpose_key"),
    }
    rules = RULES
    counts_from = ("decision",)

    def known_by(self, *, scope: str, value: str) -> Iterable[int]:
        """Know a person by the number of their case."""
        if scope != "reference":
            return ()
        # A case that came as a notice bears the code of its message.
        codes = {normalise.reference(value, kind.PREFIX) for kind in (LegalCase, Submission)} - {""}
        if not codes:
            return ()
        found = LegalCase.objects.filter(reference__in=codes, subject__isnull=False)
        return found.values_list("subject_id", flat=True)

    def traits(self, *, subject_ids: Iterable[int]) -> Iterable[tuple[int, Trait]]:
        """Yield the names in cases, and their numbers."""
        found = self.find(subject_ids=subject_ids).order_by("pk")
        for pk, name, reference in found.values_list("subject_id", "name", "reference"):
            if name:
                yield pk, Trait(name)
            yield pk, Trait(reference, reference)

    def find(self, *, subject_ids: Iterable[int]) -> QuerySet[LegalCase]:
        return LegalCase.objects.filter(subject_id__in=list(subject_ids))

    def export(self, record: LegalCase) -> dict[str, Any]:
        return {
            "reference": record.reference,
            "kind": record.get_kind_display(),
            "received": record.received_at,
            "name": record.name,
            "email": record.email,
            "note": record.words,
            "basis": record.basis,
            "ground": record.ground,
            "outcome": record.get_state_display(),
            "answer": record.decision,
            "language": record.language,
        }

    def correctable(self, record: LegalCase) -> dict[str, tuple[Any, str]]:
        """A notice keeps its name and address in its message, where they are corrected."""
        if record.submission_id:
            return {}
        return {name: (model_field(record, name).verbose_name, getattr(record, name)) for name in ("name", "email")}

    def correct(self, record: LegalCase, values: Mapping[str, Any], *, now: datetime) -> None:
        """What was asked and decided stays as it was; a name or address may be put right."""
        allowed = {name: value for name, value in values.items() if name in self.correctable(record)}
        super().correct(record, allowed, now=now)

    def erase(self, record: LegalCase, *, now: datetime) -> None:
        """Delete a decided case; one to be decided, and one under which data were handed over, is kept."""
        if record.is_open:
            raise NotErasable(NoticeKind.why_kept)
        if record.disclosures.exists():
            raise NotErasable(HANDED_OVER)
        record.delete()

    def due(self, rule: str, *, before: datetime) -> QuerySet[LegalCase]:
        return due_cases(rule, before)

    def expire(self, rule: str, *, before: datetime, now: datetime, limit: int) -> int:
        """Delete due cases, and the messages of notices after them."""
        rows = list(self.due(rule, before=before).values_list("pk", "submission_id")[:limit])
        messages = [message for _case, message in rows if message]
        with transaction.atomic():
            LegalCase.objects.filter(pk__in=[pk for pk, _message in rows]).delete()
            forget_files_of(messages)
            delete_with_parts(Submission, messages)
        return len(rows)


@register_personal_data
class CaseStepData(PersonalData):
    """What staff did and noted about a case. It goes with the case."""

    label = _("What was done about your notices and legal cases")
    model = CaseStep
    purposes = PURPOSES
    fields: ClassVar[Mapping[str, str]] = {"text": "message"}
    rules = RULES
    counts_from = ("decision",)

    def find(self, *, subject_ids: Iterable[int]) -> QuerySet[CaseStep]:
        found = CaseStep.objects.filter(case__subject_id__in=list(subject_ids))
        return found.select_related("case").defer("case__words", "case__decision", "case__ground")

    def export(self, record: CaseStep) -> dict[str, Any]:
        """Return what was done and when. The words are about others too, whom a case may concern (Art. 15(4))."""
        return {"reference": record.case.reference, "what": record.get_kind_display(), "when": record.at}

    def erase(self, record: CaseStep, *, now: datetime) -> None:
        """Go with the case, and stay with it."""
        if record.case.is_open:
            raise NotErasable(NoticeKind.why_kept)
        if record.case.disclosures.exists():
            raise NotErasable(HANDED_OVER)
        record.delete()

    def due(self, rule: str, *, before: datetime) -> QuerySet[CaseStep]:
        return CaseStep.objects.filter(case__in=due_cases(rule, before).order_by()).order_by("pk")


@register_personal_data
class DisclosureData(PersonalData):
    """That a person's data were handed over, to whom and why: part of their copy, unless they must not know yet."""

    label = _("Data about you that we handed over")
    model = Disclosure
    purposes = PURPOSES
    fields: ClassVar[Mapping[str, str]] = {"recipient": "name", "ground": "message", "bar": "message"}
    not_personal = {
        "what was handed over and who may order it, not whose it is": ("fields", "authority", "bar_until"),
    }
    rules = RULES
    counts_from = ("decision",)

    def find(self, *, subject_ids: Iterable[int]) -> QuerySet[Disclosure]:
        """Return what was handed over, without what a bar that still lasts keeps from the person."""
        found = Disclosure.objects.filter(may_be_told(timezone.localdate()), taken_at__isnull=False)
        people = CasePerson.objects.filter(subjects__in=list(subject_ids))
        return found.filter(person__in=people.order_by().values("pk"))

    def went_to(self, *, subject_ids: Iterable[int]) -> Iterable[str]:
        """Return the authorities to which something was handed over."""
        people = CasePerson.objects.filter(subjects__in=list(subject_ids)).order_by().values("pk")
        return Disclosure.objects.filter(person__in=people, taken_at__isnull=False).values_list("authority", flat=True)

    def export(self, record: Disclosure) -> dict[str, Any]:
        return {
            "recipient": record.authority,
            "ground": record.ground,
            "values": [field["label"] for field in record.fields],
            "when": record.taken_at,
        }

    def correct(self, record: Disclosure, values: Mapping[str, Any], *, now: datetime) -> None:
        raise NotErasable(_("What was handed over is kept as it was written."))

    def erase(self, record: Disclosure, *, now: datetime) -> None:
        """Refuse: it is the proof of what left the house, and says none of the values."""
        raise NotErasable(HANDED_OVER)

    def due(self, rule: str, *, before: datetime) -> QuerySet[Disclosure]:
        return Disclosure.objects.filter(case__in=due_cases(rule, before).order_by()).order_by("pk")
