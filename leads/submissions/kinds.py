"""What else a submission is: a legal case, a conversation, an appointment. The room that knows says so here."""

from datetime import datetime
from typing import ClassVar

from django.db.models import QuerySet
from django.utils.functional import Promise

from leads.submissions.models import Submission
from privacy.personal_data.contract import NotErasable


class SubmissionKind:
    """Messages of one purpose that are more than messages. Subclass it and register it in AppConfig.ready.

    `rule` is the retention rule that ends them, carried out by a store of the room's own, and `triggers` the moments it
    may count from.
    """

    purpose_key: ClassVar[str]
    rule: ClassVar[str]
    triggers: ClassVar[frozenset[str]]
    # Why an erasure leaves some of them, to the person who asked.
    why_kept: ClassVar[str | Promise] = ""
    # Whether spam protection may hold one back until staff let it in.
    may_be_held: ClassVar[bool] = True

    def begins(self, message: Submission) -> datetime | None:
        """Return the moment from which its period counts; None while that has not come."""
        raise NotImplementedError

    def kept(self, messages: QuerySet[Submission]) -> QuerySet[Submission]:
        """Return those of `messages` that an erasure must leave."""
        return messages.none()


_kinds: dict[str, SubmissionKind] = {}


def register_kind(kind: SubmissionKind) -> None:
    """Make a kind known."""
    _kinds[kind.purpose_key] = kind


def submission_kinds() -> tuple[SubmissionKind, ...]:
    """Return every kind."""
    return tuple(_kinds.values())


def kind_of(message: Submission) -> SubmissionKind | None:
    """Return what else a message is; None for an ordinary one."""
    return _kinds.get(message.purpose_key)


def may_be_held(purpose_key: str) -> bool:
    """Tell whether messages for a purpose may be held back."""
    kind = _kinds.get(purpose_key)
    return kind is None or kind.may_be_held


def kind_of_rule(rule: str) -> SubmissionKind | None:
    """Return the kind whose messages a retention rule ends."""
    return next((kind for kind in _kinds.values() if kind.rule == rule), None)


def refuse_if_kept(message: Submission) -> None:
    """Raise NotErasable when a message, and with it its parts, must be kept for what it is.

    One query for a message of a kind, none for the thousands that are not.
    """
    kind = kind_of(message)
    if kind and kind.kept(Submission.objects.filter(pk=message.pk)).exists():
        raise NotErasable(str(kind.why_kept))
