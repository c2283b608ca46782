"""Does the ledger still say what was written? Finds changed rows, cut tails and forged deletions."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _

from privacy.keys.errors import NoKey
from privacy.ledger.chain import event_mac, evidence_hash, head_seal, pruned_seal, same
from privacy.ledger.models import ChainHead, LedgerEvent, LedgerPruned
from privacy.operations.integrity import PUT_BACK, IntegrityCheck

BATCH = 500


@dataclass(frozen=True)
class Problem:
    """One place where the ledger does not hold. `subject` is the internal number, which names nobody."""

    subject: int
    purpose_key: str
    sequence: int
    what: str


def verify() -> Iterator[Problem]:
    """Check every chain from its first event to its head, and every note of a deletion."""
    last = 0
    while heads := list(ChainHead.objects.filter(pk__gt=last).order_by("pk")[:BATCH]):
        last = heads[-1].pk
        yield from _of_heads(heads)
    yield from _headless()
    yield from _forged_notes()


def problems_of(subject_ids: Iterable[int]) -> Iterator[Problem]:
    """Check the chains of these subjects alone."""
    ids = list(subject_ids)
    yield from _of_heads(list(ChainHead.objects.filter(subject__in=ids)))
    yield from _headless(LedgerEvent.objects.filter(subject__in=ids))


def _of_heads(heads: list[ChainHead]) -> Iterator[Problem]:
    subjects = {head.subject_id for head in heads}
    events = defaultdict(list)
    for event in LedgerEvent.objects.filter(subject__in=subjects).select_related("evidence").order_by("sequence"):
        events[event.subject_id, event.purpose_key].append(event)
    notes = {}
    for note in LedgerPruned.objects.filter(subject_number__in=subjects).order_by("pk"):
        notes[note.subject_number, note.purpose_key] = note
    for head in heads:
        chain = (head.subject_id, head.purpose_key)
        yield from _guarded(head, events[chain], notes.get(chain))


def _guarded(head: ChainHead, events: list[LedgerEvent], note: LedgerPruned | None) -> Iterator[Problem]:
    try:
        yield from _chain_problems(head, events, note)
    except NoKey as error:
        yield Problem(head.subject_id, head.purpose_key, head.count, str(error))


def _chain_problems(head: ChainHead, events: list[LedgerEvent], note: LedgerPruned | None) -> Iterator[Problem]:
    sequence, previous = (note.last_sequence, note.mac) if note else (0, "")
    for event in events:
        sequence += 1
        if event.sequence != sequence:
            yield Problem(head.subject_id, head.purpose_key, sequence, "an event is missing")
            sequence = event.sequence
        if not same(event.mac, event_mac(event, previous)):
            yield Problem(head.subject_id, head.purpose_key, sequence, "an event was changed")
        evidence = getattr(event, "evidence", None)
        if evidence and not same(event.evidence_hash, evidence_hash(evidence.salt, evidence.ip)):
            yield Problem(head.subject_id, head.purpose_key, sequence, "the evidence was changed")
        previous = event.mac
    if not same(head.seal, head_seal(head)):
        yield Problem(head.subject_id, head.purpose_key, head.count, "the count of the chain was changed")
    elif head.count != sequence or not same(head.mac, previous):
        yield Problem(head.subject_id, head.purpose_key, head.count, "the chain was cut at its end")


def _headless(among: QuerySet[LedgerEvent] | None = None) -> Iterator[Problem]:
    events = LedgerEvent.objects.all() if among is None else among
    heads = ChainHead.objects.filter(subject=OuterRef("subject"), purpose_key=OuterRef("purpose_key"))
    for event in events.filter(~Exists(heads), sequence=1):
        yield Problem(event.subject_id, event.purpose_key, 1, "the count of the chain is gone")


def _forged_notes() -> Iterator[Problem]:
    for note in LedgerPruned.objects.order_by("pk").iterator(chunk_size=BATCH):
        try:
            genuine = same(note.seal, pruned_seal(note))
        except NoKey as error:
            yield Problem(note.subject_number, note.purpose_key, note.last_sequence, str(error))
            continue
        if not genuine:
            yield Problem(note.subject_number, note.purpose_key, note.last_sequence, "a deletion was not ours")


def faults(now: datetime) -> Iterator[str]:
    """Return the places that do not hold, by the numbers of the ledger."""
    for problem in verify():
        yield f"subject {problem.subject}, {problem.purpose_key}, event {problem.sequence}"


LEDGER = IntegrityCheck(
    "ledger",
    faults,
    _("The record of legal bases is not as it was written: %(rows)s."),
    PUT_BACK,
)
