"""Messages that are decided somewhere else than in the inbox: the inbox shows them, and leads there."""

from dataclasses import dataclass

from leads.submissions.kinds import SubmissionKind, kind_of
from leads.submissions.models import Submission


@dataclass(frozen=True)
class Elsewhere:
    """Where a message is decided instead of in the inbox, and who may; `label` says what it is and how far."""

    label: str
    url: str
    permission: str


class InboxKind(SubmissionKind):
    """A kind of submission with a desk of its own. Register it with `leads.submissions.kinds.register_kind`."""

    def elsewhere(self, message: Submission) -> Elsewhere | None:
        """Return where the message is decided; None when it is an ordinary one."""
        raise NotImplementedError


def elsewhere(message: Submission) -> Elsewhere | None:
    """Return where a message is decided instead of in the inbox."""
    kind = kind_of(message)
    return kind.elsewhere(message) if isinstance(kind, InboxKind) else None
