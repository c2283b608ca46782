"""Keyed hashes: find a person again without storing, or after deleting, who it is.

Two sets of keys, newest first: LOOKUP_KEYS for identifiers that are still stored beside their hash,
TOMBSTONE_KEYS for marks that outlive them (suppression, the one-time offer, erasure). A column's hash
is made with the newest key, or carried to it: hashed again from the plaintext while there is one, and by
nesting, h' = HMAC(k2, h), once it is gone. `key_id` says how far a stored hash has come.
"""

import hashlib
import hmac
from collections.abc import Sequence

from django.conf import settings

from privacy.keys.errors import NoKey


def lookup_hash(value: str, *, scope: str) -> str:
    """Return the 64 hex digits under which a normalised `value` is stored now. `scope` keeps kinds apart."""
    return _hash(_keys("LOOKUP_KEYS")[0], value, scope)


def lookup_hashes(value: str, *, scope: str) -> list[str]:
    """Return every hash under which `value` may be stored: with each key, and carried on from each."""
    return _all_hashes(_keys("LOOKUP_KEYS"), value, scope)


def tombstone_hash(value: str, *, scope: str) -> str:
    """Return the 64 hex digits of a mark that outlives `value`."""
    return _hash(_keys("TOMBSTONE_KEYS")[0], value, scope)


def tombstone_hashes(value: str, *, scope: str) -> list[str]:
    """Return every hash under which a mark for `value` may be stored."""
    return _all_hashes(_keys("TOMBSTONE_KEYS"), value, scope)


def lookup_key_id() -> str:
    """Return the public name of the newest look-up key, to be stored beside a hash."""
    return key_id(_keys("LOOKUP_KEYS")[0])


def tombstone_key_id() -> str:
    """Return the public name of the newest tombstone key, to be stored beside a hash."""
    return key_id(_keys("TOMBSTONE_KEYS")[0])


def nest_lookup(stored: str, *, since: str) -> str:
    """Carry a look-up hash whose plaintext is gone to the newest key; `since` is its key_id.

    Raises NoKey when the key that made it is no longer configured.
    """
    return _nest(_keys("LOOKUP_KEYS"), stored, since)


def nest_tombstone(stored: str, *, since: str) -> str:
    """Carry a tombstone hash to the newest key; `since` is its key_id. Raises NoKey as `nest_lookup` does."""
    return _nest(_keys("TOMBSTONE_KEYS"), stored, since)


def key_id(key: str) -> str:
    """Return eight hex digits that name a key without telling it."""
    return hashlib.sha256(b"key-id\0" + key.encode()).hexdigest()[:8]


def mac(key: str, label: str, *parts: object) -> str:
    """Return the HMAC-SHA256 of `parts` under `key`, kept apart from other uses of the key by `label`."""
    message = "\0".join([label, *(f"{len(str(part))}:{part}" for part in parts)])
    return hmac.new(key.encode(), message.encode(), hashlib.sha256).hexdigest()


def _keys(setting: str) -> list[str]:
    keys = list(getattr(settings, setting))
    if not keys or not all(len(key) >= 32 for key in keys):
        raise NoKey(f"{setting} must hold keys of at least 32 characters, newest first.")
    return keys


def _hash(key: str, value: str, scope: str) -> str:
    return mac(key, "hash", scope, value)


def _nested(key: str, stored: str) -> str:
    return mac(key, "nest", stored)


def _all_hashes(keys: Sequence[str], value: str, scope: str) -> list[str]:
    found = []
    for index, first in enumerate(keys):
        digest = _hash(first, value, scope)
        found.append(digest)
        for newer in reversed(keys[:index]):
            digest = _nested(newer, digest)
            found.append(digest)
    return found


def _nest(keys: Sequence[str], stored: str, since: str) -> str:
    names = [key_id(key) for key in keys]
    if since not in names:
        raise NoKey(
            f"The key {since} that made a stored hash is no longer configured: put it back at the end of the list."
        )
    for newer in reversed(keys[: names.index(since)]):
        stored = _nested(newer, stored)
    return stored
