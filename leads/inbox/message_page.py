"""What the screen of one message shows."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest

from leads.inbox.acts import LET_IN, MERGE, REMARK, REPLY, REQUEST, SEPARATE, acts_of
from leads.inbox.data_requests import request_of, seems_to_ask
from leads.inbox.detail import answers_of, bases_of, history_of, related_messages
from leads.inbox.forms import WorkForm
from leads.inbox.kinds import elsewhere
from leads.inbox.permissions import CHANGE, inbox, just_done, query_of
from leads.inbox.rows import is_claimed, rows_of
from leads.inbox.selectors import chosen_from
from leads.inbox.words import name_of
from leads.submissions.models import WAITING_STATES, Submission, SubmissionNote
from leads.submissions.periods import erasure_day
from leads.submissions.spam import REASONS
from privacy.access.selectors import purpose_titles
from privacy.rights.permissions import requests

State = Submission.State


def message_context(
    *,
    request: HttpRequest,
    message: Submission,
    now: datetime,
    work_form: WorkForm | None = None,
    revealed: bool = False,
    too_late: bool = False,
    meanwhile: SubmissionNote | None = None,
) -> dict[str, Any]:
    """Return what `message.html` needs; the number of queries does not depend on the message."""
    chosen, user = chosen_from(request.GET), request.user
    query, stands_alone = query_of(chosen), message.merged_into is None
    acts = acts_of(message) if user.has_perm(CHANGE) else frozenset()
    sections = answers_of(message, revealed=revealed)
    hidden = any(answer.masked for section in sections for answer in section.answers)
    other = elsewhere(message)
    passed = request_of(message)
    same, merged = related_messages(message) if stands_alone else ([], [])
    form = work_form or WorkForm(message, now=now)
    return {
        **inbox.head(message.reference, query=query),
        "message": message,
        "sections": sections,
        "hidden": hidden,
        "history": history_of(message, known=[user, *form.receivers.people.values()]),
        "bases": bases_of(message),
        "claimed": name_of(message.claimed_by) if is_claimed(message, user, now) else "",
        "same": rows_of(same, user=user, now=now),
        "merged": rows_of(merged, user=user, now=now),
        "may_work": REMARK in acts,
        "may_merge": MERGE in acts,
        "may_separate": SEPARATE in acts,
        "may_pass": REQUEST in acts and not passed,
        "elsewhere": other,
        "passed": passed,
        "may_open_request": bool(passed and user.has_perm(requests.permission)),
        "seems_to_ask": bool(REQUEST in acts and not passed and seems_to_ask(message)),
        "may_open_case": bool(other and user.has_perm(other.permission)),
        "held_because": REASONS.get(message.spam_signal, "") if message.state == State.HELD else "",
        "may_release": LET_IN in acts,
        "work_form": form,
        "revealed": revealed,
        "focus_work": not hidden and not revealed and work_form is None,
        "can_reply": REPLY in acts,
        "waits": message.state in WAITING_STATES,
        "too_late": too_late,
        "meanwhile": meanwhile,
        "meanwhile_by": name_of(meanwhile.author) if meanwhile else "",
        "query": query,
        "done": just_done(request),
        "erasure_day": erasure_day(message),
        "purpose": purpose_titles([message.purpose_key])[message.purpose_key],
        "language": dict(settings.LANGUAGES).get(message.language, message.language),
    }
