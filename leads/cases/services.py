"""A case from its arrival to its decision. Nothing is decided without reasons, and nobody is left without them (R49, R50)."""

from datetime import date, datetime, time
from typing import Any

from django.db import transaction
from django.utils import timezone

from leads.cases.models import LEGAL_PROCEEDINGS, LEGAL_REQUESTS, LegalCase
from leads.cases.steps import Kind, State, changing, forget_figures, step
from leads.submissions.models import Submission
from privacy.access.services import log_access
from privacy.keys.references import new_reference
from privacy.ledger.models import LedgerEvent
from privacy.ledger.services import get_or_create_subject
from privacy.outbox.services import queue_mail

DECISION = "cases.decision"
PURPOSES = {
    LegalCase.Kind.NOTICE: LEGAL_REQUESTS,
    LegalCase.Kind.ORDER: LEGAL_PROCEEDINGS,
    LegalCase.Kind.CLAIM: LEGAL_PROCEEDINGS,
    LegalCase.Kind.TERMS: LEGAL_PROCEEDINGS,
}


def open_for_notice(submission: Submission, event: LedgerEvent, now: datetime) -> None:
    """Open the case of a notice, inside the transaction that keeps it; its number is the one on the receipt.

    One that was sent to try the form is no case.
    """
    if submission.is_test:
        return
    case = LegalCase.objects.create(
        reference=submission.reference,
        kind=LegalCase.Kind.NOTICE,
        purpose_key=LEGAL_REQUESTS,
        submission=submission,
        subject=submission.subject,
        language=submission.language,
        received_at=submission.received_at,
    )
    step(case, Kind.RECEIVED, None, submission.received_at)
    transaction.on_commit(forget_figures)


@transaction.atomic
def open_case(
    *, kind: str, received_on: date, language: str, words: str, name: str, email: str, by: Any, now: datetime
) -> LegalCase:
    """Write a case down that came another way than the website."""
    received = timezone.make_aware(datetime.combine(received_on, time(12)))
    case = LegalCase.objects.create(
        reference=new_reference(LegalCase.PREFIX),
        kind=LegalCase.Kind(kind),
        purpose_key=PURPOSES[LegalCase.Kind(kind)],
        subject=get_or_create_subject(email=email, now=now) if email else None,
        language=language,
        received_at=min(received, now),
        words=words.strip(),
        name=name.strip(),
        email=email,
    )
    step(case, Kind.RECEIVED, by, now)
    log_access(by, "change", LegalCase, case.pk, case.purpose_key, now)
    transaction.on_commit(forget_figures)
    return case


def assess(*, case: LegalCase, basis: str, ground: str, text: str, by: Any, now: datetime) -> None:
    """Choose the basis the case is handled on, with the law, order or interest it rests on. Raises NotPossible.

    It may be assessed again until it is decided.
    """
    with changing(case, by, now) as current:
        current.basis, current.ground = LegalCase.Basis(basis), ground.strip()
        current.state = State.ASSESSED
        current.save(update_fields=["basis", "ground", "state"])
        _message(current, state=Submission.State.OPEN)
        step(current, Kind.ASSESSED, by, now, text)


def decide(*, case: LegalCase, acted: bool, reasons: str, by: Any, now: datetime) -> None:
    """Decide a case that was assessed, and send the decision with its reasons. Raises NotPossible.

    There is no way to close a case without them; whoever left no address finds nobody to write to, and that is all.
    """
    with changing(case, by, now, states=(State.ASSESSED,)) as current:
        current.state = State.ACTED if acted else State.REJECTED
        current.decision, current.decided_at = reasons.strip(), now
        current.save(update_fields=["state", "decision", "decided_at"])
        _message(current, state=Submission.State.ANSWERED, outcome=Submission.Outcome.REPLIED, last_contact_at=now)
        step(current, Kind.DECIDED, by, now)
        if address_of(current):
            queue_mail(
                kind=DECISION,
                purpose_key=current.purpose_key,
                subject=None,
                object_id=current.pk,
                language=current.language,
                now=now,
            )


def remark(*, case: LegalCase, text: str, by: Any, now: datetime) -> None:
    """Write something down with a case, also after its decision."""
    with changing(case, by, now, states=tuple(State)) as current:
        step(current, Kind.REMARK, by, now, text)


def address_of(case: LegalCase) -> str:
    """Return the address of whoever brought a case; empty when they left none."""
    if case.submission_id and case.submission:
        return str(case.submission.answers.get("email") or "")
    return case.email


def name_of(case: LegalCase) -> str:
    """Return the name of whoever brought a case; empty when they left none."""
    if case.submission_id and case.submission:
        return str(case.submission.answers.get("name") or "")
    return case.name


def _message(case: LegalCase, **changed: Any) -> None:
    """Carry a case's state to its message, so that the inbox says the same."""
    if case.submission_id:
        Submission.objects.filter(pk=case.submission_id).update(**changed)
