"""What visitors sent, and how it answers to their rights and to the clock."""

from collections.abc import Collection, Iterable, Mapping
from contextlib import suppress
from datetime import datetime
from typing import Any, ClassVar

from django.db import transaction
from django.db.models import Exists, F, OuterRef, QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from leads.submissions.kinds import refuse_if_kept
from leads.submissions.models import Submission, SubmissionIdentifier, SubmissionNote, Upload, renew_identifiers
from leads.submissions.periods import RULES, TRIGGERS, rules
from leads.submissions.spam.models import RateCounter
from leads.submissions.uploads import content_of, forget, forget_files_of
from privacy.keys import normalise
from privacy.keys.errors import NotAnEmail, NotAPhone
from privacy.keys.plain_sql import among, delete_with_parts
from privacy.keys.readings import hashes
from privacy.personal_data.contract import (
    NotCorrect,
    PersonalData,
    Trait,
    exempt,
    held_subjects,
    register_personal_data,
)
from privacy.personal_data.counters import ConnectionCounter
from privacy.register.selectors import released_register

exempt("leads_submissions.ProtectionSettings", "which layers of protection are on")
exempt("leads_submissions.LayerCount", "how often a layer acted in a day; counts only")


# What is said of messages: notices end by a rule of their own, carried out where they are decided.
SAID = (*RULES, "legal-requests")
# What tells an officer whose messages they are, of how many, and how many different names.
NAMES, LATEST, NAMES_TOLD = ("name", "organisation"), 200, 3
PURPOSES = ("contact", "legal_requests")


class EndsWithMessage:
    """For messages and what goes with them: the rules, and the triggers they may count from."""

    rules: ClassVar[tuple[str, ...]] = SAID

    def triggers(self, rule: str) -> Collection[str]:
        """Return the triggers of a rule, here or in the room that decides about such messages."""
        return rules()[rule]


def due_messages(rule: str, before: datetime) -> QuerySet[Submission]:
    """Return the messages whose time under a released rule is over, the oldest first.

    Merged messages go together: the main one waits for the others, and comes after them.
    """
    register = released_register()
    released = {period.key: period for period in register.periods} if register else {}
    field = TRIGGERS.get(released[rule].trigger) if rule in released else None
    if field is None:
        return Submission.objects.none()
    waited_for = Submission.objects.filter(merged_into=OuterRef("pk"), **{f"{field}__gte": before})
    due = Submission.objects.filter(purpose_key=released[rule].purpose, **{f"{field}__lt": before})
    return due.exclude(Exists(waited_for)).order_by(field, F("merged_into").asc(nulls_last=True))


@register_personal_data
class SubmissionData(EndsWithMessage, PersonalData):
    """Messages; their notes go with them."""

    label = _("Messages to us")
    model = Submission
    provided = True
    purposes = PURPOSES
    fields: ClassVar[Mapping[str, str]] = {"answers": "message", "language": "language"}
    not_personal = {
        "how the message is found and handled": ("reference", "purpose_key", "call_back_on", "revision", "spam_signal"),
        "where and under which words it was sent": ("page_title", "page_path", "release_number", "events"),
        "keyed hashes that lead back to nobody": ("content_hash", "key_hash"),
    }

    def known_by(self, *, scope: str, value: str) -> Iterable[int]:
        """Know a person by the code on their receipt (R41)."""
        code = normalise.reference(value, Submission.PREFIX) if scope == "reference" else ""
        if not code:
            return ()
        found = Submission.objects.filter(reference=code, subject__isnull=False)
        return found.values_list("subject_id", flat=True)

    def traits(self, *, subject_ids: Iterable[int]) -> Iterable[tuple[int, Trait]]:
        """Yield who they say they are, and how many messages there are, of the latest."""
        latest = Submission.objects.filter(subject_id__in=list(subject_ids)).order_by("-received_at", "-pk")
        by_subject: dict[int, list[Submission]] = {}
        for message in latest.only("subject_id", "answers", "received_at")[:LATEST]:
            by_subject.setdefault(message.subject_id, []).append(message)
        for pk, messages in by_subject.items():
            names = (", ".join(str(one.answers[key]) for key in NAMES if one.answers.get(key)) for one in messages)
            for name in list(dict.fromkeys(filter(None, names)))[:NAMES_TOLD]:
                yield pk, Trait(name)
            words = ngettext("%(n)d message, of %(day)s", "%(n)d messages, the last of %(day)s", len(messages))
            told = words % {"n": len(messages), "day": date_format(timezone.localtime(messages[0].received_at))}
            yield pk, Trait(told, told)

    def find(self, *, subject_ids: Iterable[int]) -> QuerySet[Submission]:
        # Each message is read under the labels of its form: read once for all of them.
        return Submission.objects.filter(subject_id__in=list(subject_ids)).prefetch_related("form_version")

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

    def correctable(self, record: Submission) -> dict[str, tuple[Any, str]]:
        """Return the answers in words; a choice among several is put right by the person who chose."""
        found = {}
        for key, answer in record.answers.items():
            numbers = key == "phone" and isinstance(answer, list)
            if isinstance(answer, str) or numbers:
                found[key] = (record.form_version.label(key), ", ".join(answer) if numbers else answer)
        return found

    def correct(self, record: Submission, values: Mapping[str, Any], *, now: datetime) -> None:
        """Put right answers by field key; the others stay. Raises NotCorrect."""
        known = {key: _as_answer(key, value) for key, value in values.items() if key in self.correctable(record)}
        with transaction.atomic():
            record.answers = {**record.answers, **known}
            record.save(update_fields=["answers"])
            renew_identifiers(submission=record)

    def erase(self, record: Submission, *, now: datetime) -> None:
        """Delete a message; of merged messages, the oldest of the others takes its place."""
        refuse_if_kept(record)
        with transaction.atomic():
            others = list(Submission.objects.select_for_update().filter(merged_into=record).order_by("received_at"))
            if others:
                heir = others[0]
                heir.merged_into = None
                for name in ("state", "outcome", "team", "assigned_to", "call_back_on"):
                    setattr(heir, name, getattr(record, name))
                heir.save()
                Submission.objects.filter(merged_into=record).update(merged_into=heir)
            forget_files_of([record])
            record.delete()

    def parts(self, record: Submission) -> dict[str, Any]:
        """Return every answer by the key of its question."""
        return {key: record.form_version.label(key) for key in record.answers}

    def reduce(self, record: Submission, *, keep: Collection[str], now: datetime) -> None:
        """Delete the other answers, their files, and the codes by which the message is found."""
        with transaction.atomic():
            record.answers = {key: answer for key, answer in record.answers.items() if key in keep}
            record.save(update_fields=["answers"])
            SubmissionIdentifier.objects.filter(submission=record).delete()
            if record.subject_id not in held_subjects(Upload):
                forget(Upload.objects.filter(submission=record).exclude(field_key__in=keep))

    def due(self, rule: str, *, before: datetime) -> QuerySet[Submission]:
        return due_messages(rule, before)

    def expire(self, rule: str, *, before: datetime, now: datetime, limit: int) -> int:
        """Delete due messages; what others were merged with goes after them."""
        ids = list(self.due(rule, before=before).values_list("pk", flat=True)[:limit])
        forget_files_of(ids)
        others = list(
            Submission.objects.filter(pk__in=among(ids), merged_into__isnull=False).values_list("pk", flat=True)
        )
        delete_with_parts(Submission, others)
        delete_with_parts(Submission, ids)
        return len(ids)


def _as_answer(key: str, value: str) -> Any:
    """Return a value as its answer is kept; raises NotCorrect for an address or number that is none."""
    try:
        if key == "email" and value.strip():
            return normalise.email(value)
        if key == "phone":
            return [normalise.phone_to_keep(number) for number in value.split(",") if number.strip()]
    except (NotAnEmail, NotAPhone) as error:
        raise NotCorrect(str(error)) from error
    return value.strip()


@register_personal_data
class NoteData(EndsWithMessage, PersonalData):
    """What staff noted about a message. Deleted with the message; a note alone has no clock of its own."""

    label = _("What staff noted and replied")
    model = SubmissionNote
    purposes = PURPOSES
    fields: ClassVar[Mapping[str, str]] = {"text": "message"}
    not_personal = {"codes and numbers of what a change found": ("before", "revision")}

    def find(self, *, subject_ids: Iterable[int]) -> QuerySet[SubmissionNote]:
        found = SubmissionNote.objects.filter(submission__subject_id__in=list(subject_ids))
        # Each note names its message; deciphering the message's answers again for each would take seconds.
        return found.select_related("submission").defer("submission__answers")

    def export(self, record: SubmissionNote) -> dict[str, Any]:
        return {"reference": record.submission.reference, "what": record.get_kind_display(), "note": record.text}

    def erase(self, record: SubmissionNote, *, now: datetime) -> None:
        refuse_if_kept(record.submission)
        record.delete()

    def due(self, rule: str, *, before: datetime) -> QuerySet[SubmissionNote]:
        return SubmissionNote.objects.filter(submission__in=due_messages(rule, before).order_by()).order_by("pk")


@register_personal_data
class IdentifierData(EndsWithMessage, PersonalData):
    """Keyed hashes by which staff find a message. Deleted with the message."""

    label = _("Codes by which staff find a message")
    model = SubmissionIdentifier
    purposes = PURPOSES
    fields: ClassVar[Mapping[str, str]] = {"hash": "email"}
    not_personal = {"what kind of identifier it is, under which key": ("scope", "hash_key")}

    def find(self, *, subject_ids: Iterable[int]) -> QuerySet[SubmissionIdentifier]:
        found = SubmissionIdentifier.objects.filter(submission__subject_id__in=list(subject_ids))
        return found.select_related("submission").defer("submission__answers")

    def known_by(self, *, scope: str, value: str) -> Iterable[int]:
        """Know a person by an address in a message."""
        return _subjects_with("email", value) if scope == "email" else ()

    def shared_by(self, *, scope: str, value: str) -> Iterable[int]:
        """Return those with a message that holds a number: it is often shared, and names nobody for sure."""
        return _subjects_with("phone", value) if scope == "phone" else ()

    def export(self, record: SubmissionIdentifier) -> dict[str, Any]:
        """Return what the code stands for: the code itself says nothing to anybody."""
        return {"reference": record.submission.reference, "what": record.scope}

    def erase(self, record: SubmissionIdentifier, *, now: datetime) -> None:
        refuse_if_kept(record.submission)
        record.delete()

    def due(self, rule: str, *, before: datetime) -> QuerySet[SubmissionIdentifier]:
        due = due_messages(rule, before).order_by()
        return SubmissionIdentifier.objects.filter(submission__in=due).order_by("pk")


def _subjects_with(scope: str, value: str) -> Iterable[int]:
    rows = SubmissionIdentifier.objects.filter(
        scope=scope, hash__in=hashes(scope, value), submission__subject__isnull=False
    )
    return rows.values_list("submission__subject_id", flat=True)


@register_personal_data
class UploadData(EndsWithMessage, PersonalData):
    """Files sent with a message. Deleted with it, from the folder as well; held ones after an hour."""

    label = _("Files that were sent")
    model = Upload
    provided = True
    purposes = PURPOSES
    fields: ClassVar[Mapping[str, str]] = {"name": "message"}
    not_personal = {"which file of which question": ("public_id", "key_hash", "field_key", "content_type", "size")}

    def find(self, *, subject_ids: Iterable[int]) -> QuerySet[Upload]:
        found = Upload.objects.filter(submission__subject_id__in=list(subject_ids))
        return found.select_related("submission").defer("submission__answers")

    def export(self, record: Upload) -> dict[str, Any]:
        return {"name": record.name, "kind": record.content_type, "size": record.size}

    def files(self, record: Upload) -> Iterable[tuple[str, bytes]]:
        """Yield the file as it was sent; nothing when it is gone from the folder."""
        with suppress(FileNotFoundError):
            yield record.name, content_of(record)

    def due(self, rule: str, *, before: datetime) -> QuerySet[Upload]:
        return Upload.objects.filter(submission__in=due_messages(rule, before).order_by()).order_by("pk")

    def erase(self, record: Upload, *, now: datetime) -> None:
        if record.submission:
            refuse_if_kept(record.submission)
        forget([record])

    def expire(self, rule: str, *, before: datetime, now: datetime, limit: int) -> int:
        due = list(self.due(rule, before=before)[:limit])
        forget(due)
        return len(due)


@register_personal_data
class RateCounterData(ConnectionCounter):
    """Codes made from addresses, to count posts. They name nobody and are gone after a day."""

    label = _("Codes against spam")
    model = RateCounter
