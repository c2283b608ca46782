"""The verb of the receipt: withdraw a choice by its number, from any browser (GDPR Art. 7(3), C26)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from privacy.cookies.models import ConsentRecord, NumberCounter
from privacy.cookies.receipts import Chain
from privacy.cookies.selectors import Offer
from privacy.keys.counting import Limit
from privacy.register.selectors import release_by_number

TRIES = Limit(NumberCounter, "receipt_address", 30, timedelta(minutes=10))


@dataclass(frozen=True)
class Withdrawn:
    """What a withdrawal did: the choices it ended, each with the record that ends it; empty when nothing was allowed."""

    records: Mapping[UUID, ConsentRecord]


def withdraw(*, chain: Chain, site: str, now: datetime) -> Withdrawn:
    """Append a refusal of everything after each choice of the chain that allows something now.

    Done once however often it is asked for, also at the same moment: the database keeps one withdrawal a choice.
    """
    refusals = [_refusal_of(record, site=site, now=now) for record in chain.in_force(now)]
    if not refusals:
        return Withdrawn({})
    ConsentRecord.objects.bulk_create(refusals, ignore_conflicts=True)
    ended = [refusal.previous for refusal in refusals]
    kept = ConsentRecord.objects.filter(method=ConsentRecord.Method.RECEIPT, previous__in=ended)
    return Withdrawn({record.previous: record for record in kept if record.previous})


def _refusal_of(record: ConsentRecord, *, site: str, now: datetime) -> ConsentRecord:
    """Return, unsaved, the record that takes a choice back: by the release and text of that choice, for as long as it."""
    offer = Offer(release_by_number(record.release_number).in_language(record.language))
    groups = sorted({*record.decisions["groups"], *offer.keys})
    vendors = sorted({*record.decisions["vendors"], *(vendor.key for vendor in offer.companies)})
    return ConsentRecord(
        id=uuid4(),
        recorded_at=now,
        site=site[:255],
        language=record.language,
        release_number=record.release_number,
        text_id=record.text_id,
        offered={"groups": groups, "vendors": vendors},
        decisions={"groups": dict.fromkeys(groups, False), "vendors": dict.fromkeys(vendors, False)},
        method=ConsentRecord.Method.RECEIPT,
        valid_until=record.valid_until,
        previous=record.pk,
    )
