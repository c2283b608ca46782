"""The verb of the room: keep a choice as proof."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.db.models import Q

from privacy.cookies.forms import Answer
from privacy.cookies.models import ConsentRecord, ConsentText, NumberCounter
from privacy.cookies.selectors import VALID_FOR, Offer
from privacy.cookies.wording import shown_text
from privacy.keys.counting import Limit

# Records are kept for years, and nobody may fill the table: what one connection chooses beyond this is obeyed, not recorded.
CHOICES = Limit(NumberCounter, "choice", 30, timedelta(minutes=10))


@dataclass(frozen=True)
class Recorded:
    """The record of a choice, if one was kept; `superseded` when the browser has made a later one already."""

    record_id: UUID | None
    valid_until: datetime
    superseded: bool = False


def record_choice(
    *,
    answer: Answer,
    offer: Offer,
    site: str,
    previous: UUID | None,
    until: datetime | None,
    may_keep: bool = True,
    now: datetime,
) -> Recorded:
    """Append the record of one choice (GDPR Art. 7(1), C24); three statements. None is kept unless it `may_keep` one.

    `until` is the end of the choice that an embed's answer joins; a full answer lasts 180 days. The browser's
    own key makes a repeated post find its first record, and a late one see that it was overtaken (C23). The
    text is kept before the record that points at it: alone it is harmless, so no transaction is needed.
    """
    embed = answer.method == ConsentRecord.Method.EMBED
    valid_until = (until if embed else None) or now + VALID_FOR
    key, superseded = answer.key or uuid4(), False
    if answer.key:
        known = _known(answer.key)
        superseded = any(row.pk != key for row in known)
        same = next((row for row in known if row.pk == key), None)
        if same and _decided(answer, offer) == same.decisions:
            return Recorded(same.pk, same.valid_until, superseded)
        key = uuid4() if same else key
    if not may_keep:
        return Recorded(None, valid_until, superseded)
    vendor = offer.register.vendor(next(iter(answer.vendors))) if embed else None
    text = shown_text(offer, vendor=vendor)
    text.recorded_at = now
    ConsentText.objects.bulk_create([text], ignore_conflicts=True)
    ConsentRecord.objects.bulk_create(
        [
            ConsentRecord(
                id=key,
                recorded_at=now,
                site=site[:255],
                language=offer.language,
                release_number=offer.release,
                text_id=text.sha256,
                offered=_offered(answer, offer),
                decisions=_decided(answer, offer),
                method=answer.method,
                valid_until=valid_until,
                previous=previous if previous != key else None,
            )
        ],
        # Two posts of one choice at the same moment: the first stands.
        ignore_conflicts=True,
    )
    return Recorded(key, valid_until, superseded)


def _known(key: UUID) -> list[ConsentRecord]:
    """Return the record of this key and those that came after it in the same browser."""
    return list(ConsentRecord.objects.filter(Q(pk=key) | Q(previous=key)).only("decisions", "valid_until"))


def _offered(answer: Answer, offer: Offer) -> dict[str, list[str]]:
    if answer.method == ConsentRecord.Method.EMBED:
        return {"groups": [], "vendors": sorted(answer.vendors)}
    offered = {"groups": list(offer.keys), "vendors": sorted(vendor.key for vendor in offer.companies)}
    return {**offered, "again": list(answer.again)} if answer.again else offered


def _decided(answer: Answer, offer: Offer) -> dict[str, dict[str, bool]]:
    """Return the decision per group and per company: its group's, or its own where it was allowed alone."""
    if answer.method == ConsentRecord.Method.EMBED:
        return {"groups": {}, "vendors": dict.fromkeys(sorted(answer.vendors), True)}
    vendors = {
        vendor.key: vendor.key in answer.vendors
        or any(answer.groups[group.key] for group in offer.groups if vendor in group.companies)
        for vendor in offer.companies
    }
    return {"groups": answer.groups, "vendors": vendors}
