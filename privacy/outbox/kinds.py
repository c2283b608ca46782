"""Kinds of mail: how each is rendered from ids, and whether it may still be sent."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar

from django.utils.functional import Promise

from privacy.ledger.selectors import may_use
from privacy.outbox.models import OutboxMail


@dataclass(frozen=True)
class Message:
    """A mail ready to be sent. It exists in memory only."""

    to: tuple[str, ...]
    subject: str
    text: str
    html: str
    headers: Mapping[str, str] = field(default_factory=dict)


class RecordGone(Exception):
    """Raised by `render` when the record is not there any more, so that nothing is left to send."""


class MailKind:
    """One kind of mail. Subclass it, set `key` and `label`, write `render`, register it in AppConfig.ready."""

    key: ClassVar[str]
    label: ClassVar[str | Promise]
    # Whether the mail stands for several: `split` then takes the place of `render`.
    splits: ClassVar[bool] = False
    # How many of the kind one mailbox is sent in a day (UTC). Set it where anybody can have the mail sent by typing an
    # address that nobody proved to be theirs: nobody's mailbox is filled by strangers.
    most_a_day: ClassVar[int | None] = None

    def render(self, object_id: int, language: str) -> Message:
        """Return the mail about a record, in a language; raise RecordGone when it was deleted."""
        raise NotImplementedError

    def split(self, object_id: int, *, now: datetime) -> list[OutboxMail]:
        """Return the mails to queue in place of one, such as one for each recipient known only now.

        It runs in the transaction that marks the one as sent; raise RecordGone when the record was deleted.
        """
        raise NotImplementedError

    def given_up(self, mail: OutboxMail, *, now: datetime) -> None:
        """Do what follows when a mail did not arrive after all attempts; in the transaction that says so."""

    def still_allowed(self, mail: OutboxMail) -> bool:
        """Tell, just before sending, whether the mail may still go: by default, what the ledger says last.

        A mail to nobody in particular (to staff) is allowed.
        """
        return mail.subject is None or may_use(mail.subject, mail.purpose_key)


_kinds: dict[str, MailKind] = {}


def register_mail_kind(kind: MailKind) -> MailKind:
    """Make a kind known."""
    _kinds[kind.key] = kind
    return kind


def mail_kind(key: str) -> MailKind:
    """Return a kind; raises KeyError."""
    return _kinds[key]


def mail_kinds() -> Mapping[str, MailKind]:
    """Return all kinds by key."""
    return dict(_kinds)
