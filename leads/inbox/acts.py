"""What may be done about a message as it stands: its screen offers this, and the services refuse the rest."""

from leads.inbox.kinds import elsewhere
from leads.inbox.replies import can_reply
from leads.submissions.models import WAITING_STATES, Submission, SubmissionNote

Outcome, State = Submission.Outcome, Submission.State
REOPEN, REPLY, MERGE, SEPARATE, REQUEST, LET_IN = "reopen", "reply", "merge", "separate", "data_request", "let_in"
REMARK = SubmissionNote.Kind.REMARK.value
# What one press of the desk's form says.
PRESSES = (*Outcome.values, REMARK, REOPEN)


def acts_of(message: Submission) -> frozenset[str]:
    """Return what may be done, without asking who does it: the presses, and the ways beside them.

    What is held back is let in or deleted first; what has a desk of its own is decided there; what was merged is worked
    with the message that stands for it.
    """
    if message.state == State.HELD:
        return frozenset({LET_IN})
    if elsewhere(message):
        return frozenset()
    if message.merged_into_id:
        return frozenset({SEPARATE, REQUEST})
    presses = Outcome.values if message.state in WAITING_STATES else [REOPEN]
    reply = [REPLY] if can_reply(message) else []
    return frozenset({*presses, REMARK, MERGE, REQUEST, *reply})
