"""What may be kept of a file: its kind by its content, no metadata, nothing that runs. Anything else is refused."""

import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import PurePath

import filetype
from django.utils.translation import gettext as _

from privacy.files.apart import IMAGE, PDF, clean_apart
from privacy.files.refused import Refused

_KINDS = {**{f"image/{name}": IMAGE for name in ("jpeg", "png", "webp", "heic")}, "application/pdf": PDF}
LONGEST_NAME = 120


@dataclass(frozen=True)
class Cleaned:
    """A file as it is kept."""

    content: bytes
    content_type: str
    extension: str


def clean(content: bytes, *, accept: Collection[str]) -> Cleaned:
    """Return what is kept of a file; raises Refused with what to do instead.

    What a file calls itself and what the browser says about it count for nothing.
    """
    if not content:
        raise Refused(_("This file is empty."))
    found = filetype.guess(content[:8192])
    kind = _KINDS.get(found.mime if found else "", "")
    if kind not in accept:
        raise Refused(_wanted(accept))
    return Cleaned(*clean_apart(kind, content))


def kept_name(name: str, extension: str) -> str:
    """Return the name a file is offered under: its own, without folders and odd characters, ending as it is."""
    stem = PurePath(name.replace("\\", "/")).stem
    plain = "".join(char for char in stem if unicodedata.category(char)[0] != "C").strip(". ")
    return f"{plain[:LONGEST_NAME] or 'file'}.{extension}"


def _wanted(accept: Collection[str]) -> str:
    if IMAGE in accept and PDF in accept:
        return _("This is neither a photo (JPEG, PNG, WebP, HEIC) nor a PDF. Save it as one of these and add it again.")
    if PDF in accept:
        return _("This is not a PDF. Save it as a PDF and add it again.")
    return _("This is not a photo (JPEG, PNG, WebP, HEIC). Save it as one of these and add it again.")
