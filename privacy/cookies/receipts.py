"""What a visitor is shown of a kept choice, and how later choices follow from it (C26; GDPR Art. 7(1), 7(3))."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from uuid import UUID

from django.db import connection
from django.db.models import BooleanField
from django.db.models.expressions import RawSQL
from django.utils.functional import Promise

from privacy.cookies.models import ConsentRecord
from privacy.cookies.selectors import Offer
from privacy.register.released_companies import ReleasedVendor
from privacy.register.selectors import release_by_number

# More choices than one browser makes in 180 days; what is followed further costs too much.
LONGEST_CHAIN = 500
# Of an id of 122 random bits these tell 32: enough for a browser to know its own, too little to use the rest.
DIGITS_TOLD = 8
MOST_TOLD = 5000


@dataclass(frozen=True)
class Decided:
    """What was decided about one group or company, in the words of the release that asked."""

    key: str
    label: str
    allowed: bool
    companies: tuple["Decided", ...] = ()


@dataclass(frozen=True)
class Chain:
    """A choice and everything that followed from it, by `previous`; one browser's later choices, or a withdrawal."""

    start: UUID
    records: Mapping[UUID, ConsentRecord]

    @property
    def later(self) -> tuple[ConsentRecord, ...]:
        return tuple(record for key, record in self.records.items() if key != self.start)

    @property
    def withdrawal(self) -> ConsentRecord | None:
        """The record by which exactly this choice was withdrawn by its number."""
        by_number = (one for one in self.later if one.method == ConsentRecord.Method.RECEIPT)
        return next((one for one in by_number if one.previous == self.start), None)

    @property
    def followed(self) -> bool:
        """Whether the browser chose again since."""
        return any(one.method != ConsentRecord.Method.RECEIPT for one in self.later)

    def in_force(self, now: datetime) -> tuple[ConsentRecord, ...]:
        """Return what allows something now: the ends of the chain; where it goes in circles, its latest record."""
        named = {one.previous for one in self.records.values()}
        ends = [one for key, one in self.records.items() if key not in named]
        if not ends:
            ends = [max(self.records.values(), key=lambda one: (one.recorded_at, str(one.pk)))]
        return tuple(one for one in ends if one.valid_until > now and allows(one))


@dataclass(frozen=True)
class Receipt:
    """A record as its visitor reads it, in the language and by the release it was made in; never by a later one (C25)."""

    record: ConsentRecord
    offer: Offer
    chain: Chain

    @cached_property
    def groups(self) -> tuple[Decided, ...]:
        """The groups decided about, each with the companies that receive its data."""
        decided = self.record.decisions["groups"]
        known = {group.key: group for group in (*self.offer.groups, *self.offer.required)}
        ordered = [key for key in known if key in decided] + sorted(decided.keys() - known.keys())
        return tuple(
            Decided(
                key,
                known[key].group.label if key in known else key,
                decided[key],
                tuple(self._company(vendor) for vendor in known[key].companies) if key in known else (),
            )
            for key in ordered
        )

    @cached_property
    def companies_alone(self) -> tuple[Decided, ...]:
        """The companies decided about that stand under none of the groups: a video's, on its own."""
        shown = {company.key for group in self.groups for company in group.companies}
        vendors = {vendor.key: vendor for vendor in self.offer.register.vendors}
        return tuple(
            self._company(vendors[key]) if key in vendors else Decided(key, key, allowed)
            for key, allowed in sorted(self.record.decisions["vendors"].items())
            if key not in shown
        )

    @property
    def method_label(self) -> str | Promise:
        return ConsentRecord.Method(self.record.method).label

    @property
    def on_a_video(self) -> bool:
        return self.record.method == ConsentRecord.Method.EMBED

    def can_be_withdrawn(self, now: datetime) -> bool:
        return bool(self.chain.in_force(now))

    def _company(self, vendor: ReleasedVendor) -> Decided:
        allowed = self.record.decisions["vendors"].get(vendor.key, False)
        return Decided(vendor.key, f"{vendor.name} ({vendor.country_code})", allowed)


def allows(record: ConsentRecord) -> bool:
    """Return whether a record allows any group or company."""
    return any(record.decisions["groups"].values()) or any(record.decisions["vendors"].values())


def valid_receipt(record_id: UUID | None, *, now: datetime) -> Receipt | None:
    """Return the receipt of a choice that is still valid; None for every other id, whatever is wrong with it."""
    if record_id is None:
        return None
    chain = chain_from(record_id)
    record = chain.records.get(record_id)
    if record is None or record.valid_until <= now:
        return None
    offer = Offer(release_by_number(record.release_number).in_language(record.language))
    return Receipt(record, offer, chain)


def chain_from(record_id: UUID) -> Chain:
    """Return a choice and those that followed it, at most `LONGEST_CHAIN`; empty when it is not known. Two statements.

    Browsers say themselves which choice they made before: the chain may branch, and may be made to go in circles.
    """
    quote = connection.ops.quote_name
    key = ConsentRecord._meta.pk.get_db_prep_value(record_id, connection)
    table, own, previous = quote(ConsentRecord._meta.db_table), quote("id"), quote("previous")
    with connection.cursor() as cursor:
        cursor.execute(
            f"WITH RECURSIVE later AS (SELECT {own} FROM {table} WHERE {own} = %s "
            f"UNION SELECT record.{own} FROM {table} record JOIN later ON record.{previous} = later.{own}) "
            f"SELECT {own} FROM later LIMIT {LONGEST_CHAIN}",
            [key],
        )
        found = [pk for (pk,) in cursor.fetchall()]
    return Chain(record_id, ConsentRecord.objects.in_bulk(found) if found else {})


def withdrawn_beginnings(*, now: datetime) -> list[str]:
    """Return, sorted, the first digits of the ids withdrawn by number whose choice would still be valid.

    A withdrawal is valid for as long as the choice it withdraws; the latest `MOST_TOLD` are told. The method is written
    out, so that both databases see that the small index `cookies_withdrawn_latest` holds the answer.
    """
    by_number = RawSQL("method = 'receipt'", (), output_field=BooleanField())
    withdrawn = (
        ConsentRecord.objects.filter(by_number, previous__isnull=False, valid_until__gt=now)
        .order_by("-recorded_at")
        .values_list("previous", flat=True)
    )
    return sorted({str(record_id)[:DIGITS_TOLD] for record_id in withdrawn[:MOST_TOLD]})
