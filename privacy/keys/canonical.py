"""One hash for values that are the same, however they are written."""

import hashlib
import json


def canonical_hash(value: object) -> str:
    """Return the SHA-256 of a value's canonical JSON (sorted keys, UTF-8)."""
    return hashlib.sha256(json.dumps(value, ensure_ascii=False, sort_keys=True).encode()).hexdigest()
