"""PO files as translation tools write them back: whose they are, and what of them is finished."""

import re
from dataclasses import dataclass

import polib
from django.utils.translation import gettext as _
from wagtail_localize.models import Translation

BELONGS_TO = "X-WagtailLocalize-TranslationID"
_CHARSET = re.compile(rb"charset=([\w.:-]+)", re.IGNORECASE)


class NotTaken(Exception):
    """A file of which nothing is taken over; `reason` tells the translator what to do."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Finished:
    """What of a file may be taken over, and how many of its translations may not."""

    po: polib.POFile
    left_out: int


def read_finished(content: bytes, *, translation: Translation) -> Finished:
    """Read a PO file of `translation`: its finished entries; fuzzy and obsolete ones are no finished work.

    Raises NotTaken with what to do.
    """
    if not content.strip():
        raise NotTaken(_("This file is empty. Download the PO file, translate it and upload that."))
    po = _parsed(_text(content))
    _check_owner(po, translation)
    finished, left_out = polib.POFile(), 0
    finished.metadata = po.metadata
    for entry in po:
        if entry.fuzzy or entry.obsolete:
            left_out += bool(entry.msgstr)
        elif entry.msgstr:
            finished.append(entry)
    return Finished(finished, left_out)


def _text(content: bytes) -> str:
    declared = _CHARSET.search(content)
    for encoding in ("utf-8-sig", declared[1].decode() if declared else "utf-8"):
        try:
            text = content.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
        if "\0" not in text:
            return text
    raise _unreadable()


def _parsed(text: str) -> polib.POFile:
    try:
        # A text that happens to be the name of a file would be opened; behind a comment it is a text.
        return polib.pofile("#\n" + text)
    except Exception as error:  # a parser fed with garbage may raise anything
        raise _unreadable() from error


def _check_owner(po: polib.POFile, translation: Translation) -> None:
    owner = po.metadata.get(BELONGS_TO)
    if not owner:
        raise NotTaken(
            _(
                "This file does not say which translation it belongs to: the line “%(line)s” is missing from its head. "
                "Some tools drop it. Download the PO file again and copy that line into yours."
            )
            % {"line": BELONGS_TO}
        )
    if owner != str(translation.uuid):
        raise NotTaken(_("This file belongs to another translation. Upload it there, or download this one's PO file."))


def _unreadable() -> NotTaken:
    return NotTaken(_("This file cannot be read as a PO file. Save it as PO in UTF-8 and upload it again."))
