"""What visitors sent, and how it answers to their rights and to the clock."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from leads.capture.models import RateCounter, Submission, SubmissionNote
from privacy.register.personal_data import PersonalData, excuse, register_personal_data
from privacy.register.selectors import current_release

excuse("leads_capture.LeadForm", "a form as editors write it")
excuse("leads_capture.FormVersion", "a form as it was published")
excuse("leads_capture.LiveForm", "which form is shown where")

SUBMISSION_RULES = ("contact-submissions",)


def purpose_of(rule: str) -> str:
    """Return the purpose a retention rule serves in the release in force, empty when there is none."""
    release = current_release()
    facts = release.data["retention"].get(rule) if release else None
    return str(facts["purpose"]) if facts else ""


@register_personal_data
class SubmissionData(PersonalData):
    """Messages; their notes go with them."""

    model = Submission
    purposes = ("contact",)
    fields: Mapping[str, str] = {"answers": "message", "language": "language"}
    rules = SUBMISSION_RULES

    def find(self, *, subject_ids: Iterable[int]) -> QuerySet[Submission]:
        return Submission.objects.filter(subject_id__in=list(subject_ids))

    def export(self, record: Submission) -> dict[str, Any]:
        """Return the answers under the labels they were asked with, and when and where they were sent (R44)."""
        version = record.form_version
        return {
            "reference": record.reference,
            "form": version.texts["title"],
            "page": record.page_title,
            "address": record.page_path,
            "language": record.language,
            "received": record.received_at,
            "answers": {version.label(key): answer for key, answer in record.answers.items()},
        }

    def correct(self, record: Submission, values: Mapping[str, Any], *, now: datetime) -> None:
        """Put right answers by field key; the others stay."""
        known = {key: value for key, value in values.items() if key in record.answers}
        record.answers = {**record.answers, **known}
        record.save(update_fields=["answers"])

    def due(self, rule: str, *, before: datetime) -> QuerySet[Submission]:
        return Submission.objects.filter(purpose_key=purpose_of(rule), last_contact_at__lt=before).order_by(
            "last_contact_at"
        )


@register_personal_data
class NoteData(PersonalData):
    """What staff noted about a message. Deleted with the message; a note alone has no clock of its own."""

    model = SubmissionNote
    purposes = ("contact",)
    fields: Mapping[str, str] = {"text": "message"}
    rules = SUBMISSION_RULES

    def find(self, *, subject_ids: Iterable[int]) -> QuerySet[SubmissionNote]:
        return SubmissionNote.objects.filter(submission__subject_id__in=list(subject_ids))

    def export(self, record: SubmissionNote) -> dict[str, Any]:
        return {"reference": record.submission.reference, "what": record.get_kind_display(), "note": record.text}

    def due(self, rule: str, *, before: datetime) -> QuerySet[SubmissionNote]:
        return SubmissionNote.objects.filter(
            submission__purpose_key=purpose_of(rule), submission__last_contact_at__lt=before
        ).order_by("pk")


@register_personal_data
class RateCounterData(PersonalData):
    """Codes made from addresses, to count posts. They name nobody and are gone after a day."""

    model = RateCounter
    purposes = ("form_protection",)
    fields: Mapping[str, str] = {"address_hash": "ip_address"}
    rules = ("form-protection",)

    def find(self, *, subject_ids: Iterable[int]) -> QuerySet[RateCounter]:
        """Return none: an address belongs to no subject."""
        return RateCounter.objects.none()

    def due(self, rule: str, *, before: datetime) -> QuerySet[RateCounter]:
        return RateCounter.objects.filter(window_start__lt=before).order_by("pk")
