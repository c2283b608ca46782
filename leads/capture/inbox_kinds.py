"""What else a message is: a legal case, a conversation, an appointment. The room that knows makes its kind known here."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from django.db.models import QuerySet

from leads.capture.models import Submission
from privacy.register.personal_data import NotErasable

if TYPE_CHECKING:
    # The rules about forms ask the kinds, too.
    from leads.capture.guard.asked import Asked, Data, FormFinding


@dataclass(frozen=True)
class Elsewhere:
    """Where a message is decided instead of in the inbox, and who may; `label` says what it is and how far."""

    label: str
    url: str
    permission: str


class InboxKind:
    """Messages of one purpose that are more than messages. Subclass it and register it in AppConfig.ready.

    `rule` is the retention rule that ends them, carried out by a store of the room's own, and `triggers` the moments it
    may count from.
    """

    purpose_key: ClassVar[str]
    rule: ClassVar[str]
    triggers: ClassVar[frozenset[str]]

    def elsewhere(self, message: Submission) -> Elsewhere | None:
        """Return where the message is decided; None when it is an ordinary one."""
        return None

    def begins(self, message: Submission) -> datetime | None:
        """Return the moment from which its period counts; None while that has not come."""
        raise NotImplementedError

    def kept(self, messages: QuerySet[Submission]) -> QuerySet[Submission]:
        """Return those of `messages` that an erasure must leave."""
        return messages.none()

    # Why those are left, to the person who asked.
    why_kept: ClassVar[str] = ""

    def findings(self, asked: "Asked", data: "Data") -> "Iterable[FormFinding]":
        """Yield what stands in the way of a form going live; asked about every form."""
        return ()


_kinds: dict[str, InboxKind] = {}


def register_inbox_kind(kind: InboxKind) -> InboxKind:
    """Make a kind known."""
    _kinds[kind.purpose_key] = kind
    return kind


def inbox_kinds() -> tuple[InboxKind, ...]:
    """Return every kind."""
    return tuple(_kinds.values())


def elsewhere(message: Submission) -> Elsewhere | None:
    """Return where a message is decided instead of in the inbox."""
    kind = _kinds.get(message.purpose_key)
    return kind.elsewhere(message) if kind else None


def kind_of_rule(rule: str) -> InboxKind | None:
    """Return the kind whose messages a retention rule ends."""
    return next((kind for kind in _kinds.values() if kind.rule == rule), None)


def refuse_if_kept(message: Submission) -> None:
    """Raise NotErasable when a message, and with it its parts, must be kept for what it is.

    One query for a message of a kind, none for the thousands that are not.
    """
    kind = _kinds.get(message.purpose_key)
    if kind and kind.kept(Submission.objects.filter(pk=message.pk)).exists():
        raise NotErasable(str(kind.why_kept))
