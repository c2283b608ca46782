"""Who made a backup: its manifest is signed with a key that whoever can write to the backup folder does not have.

Sealing alone says nothing of the maker, for the recipients (`age1…`) are no secret. The signature is an HMAC with the
newest of TOMBSTONE_KEYS, which a restore needs in any case; the manifest holds the size and hash of every part.
"""

import hmac

from django.conf import settings

from privacy.backups.errors import BackupError
from privacy.keys import hashing

LABEL = "backup-manifest"


def sign(text: str) -> str:
    """Return the signature of a manifest: the public name of the key, and the HMAC."""
    key = settings.TOMBSTONE_KEYS[0]
    return f"{hashing.key_id(key)} {hashing.mac(key, LABEL, text)}"


def verify(text: str, signature: str) -> None:
    """Raise BackupError, as the end of a sentence that begins with the backup, when this site did not sign the text."""
    if not signature:
        raise BackupError(
            "is not signed, so anybody may have made it: put it back with the version of the software that took it, and "
            "take a new one."
        )
    known = {hashing.key_id(key): key for key in settings.TOMBSTONE_KEYS}
    name, _space, mac = signature.strip().partition(" ")
    if name not in known:
        raise BackupError(
            "is signed with a key that TOMBSTONE_KEYS does not hold: put the key of its time back, at the end of the list. "
            "If it was never yours, somebody else made this backup."
        )
    if not hmac.compare_digest(hashing.mac(known[name], LABEL, text).encode(), mac.encode()):
        raise BackupError("is not what this site signed: somebody changed or made it. Put back another one.")
