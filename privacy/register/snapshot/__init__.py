"""The JSON in which a release keeps the register, made from the draft and read into objects; nobody else knows its shape."""

from privacy.register.release import Snapshot
from privacy.register.snapshot.making import (
    document_hashes,
    draft_data,
    is_intact,
    is_unchanged,
    released_data,
    with_documents,
)
from privacy.register.snapshot.reading import read, released

__all__ = [
    "document_hashes",
    "draft",
    "draft_data",
    "is_intact",
    "is_unchanged",
    "read",
    "released",
    "released_data",
    "with_documents",
]


def draft(*, with_prepared: bool = False) -> Snapshot:
    """Return the register as it stands now, as the next release would tell it; what is only prepared if asked for."""
    return read(draft_data(with_prepared=with_prepared))
