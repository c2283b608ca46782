"""What binds a chain of events: each `mac` covers its row and the one before, seals cover head and pruning."""

import hashlib
import hmac
from datetime import UTC, datetime

from django.conf import settings

from privacy.keys.errors import NoKey
from privacy.keys.hashing import key_id, mac
from privacy.ledger.models import ChainHead, LedgerEvent, LedgerPruned


def event_mac(event: LedgerEvent, previous: str) -> str:
    """Return the `mac` of an event that follows the one with `previous` (empty for the first)."""
    return mac(
        _key(event.key_id),
        "ledger-event",
        previous,
        event.subject_id,
        event.purpose_key,
        event.sequence,
        event.action,
        event.basis,
        event.text_hash,
        event.release_number,
        event.language,
        event.channel,
        event.form_version,
        event.path,
        event.evidence_hash,
        _moment(event.at),
    )


def head_seal(head: ChainHead) -> str:
    """Return the seal of a chain's head."""
    return mac(_key(head.key_id), "ledger-head", head.subject_id, head.purpose_key, head.count, head.mac)


def pruned_seal(pruned: LedgerPruned) -> str:
    """Return the seal of the note that a chain was deleted."""
    chain = (pruned.subject_number, pruned.purpose_key, pruned.last_sequence, pruned.mac)
    return mac(_key(pruned.key_id), "ledger-pruned", *chain, pruned.rule, _moment(pruned.at))


def evidence_hash(salt: str, ip: str) -> str:
    """Return what an event keeps of its evidence: nothing without the salt."""
    return hashlib.sha256(f"{salt}\0{ip}".encode()).hexdigest()


def newest_key_id() -> str:
    """Return the name of the key that signs now."""
    return key_id(settings.LOOKUP_KEYS[0])


def same(left: str, right: str) -> bool:
    """Compare two macs in constant time."""
    return hmac.compare_digest(left.encode(), right.encode())


def _key(name: str) -> str:
    for key in settings.LOOKUP_KEYS:
        if key_id(key) == name:
            return str(key)
    raise NoKey(f"The key {name} that signed the ledger is not in LOOKUP_KEYS: put it back at the end of the list.")


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def keys_that_signed() -> set[str]:
    """Return the ids of the look-up keys that signed records which are still kept."""
    models = (LedgerEvent, ChainHead, LedgerPruned)
    return {name for model in models for name in model.objects.order_by().values_list("key_id", flat=True).distinct()}
