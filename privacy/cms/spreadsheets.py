"""What may stand in a cell of a file that staff take away: no formula (R70; CWE-1236).

A CSV file says nowhere what parts its cells. Where commas mark decimals, programs part them by semicolons: one with
commas then falls apart at every ";", tab and line break that somebody typed, and what follows begins a cell.
"""

import csv
import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from io import StringIO

from django.utils.translation import get_language

Cell = str | int | float | Decimal
# What a program may take for the beginning of a formula, in wide letters too.
_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n")
_phones = re.compile(r"\+[1-9]\d{6,14}(, \+[1-9]\d{6,14})*")
# Control characters, and what XML cannot hold.
_control = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
# Where a cell may begin for a program that parts by something else: quotation marks within a text are none of its own.
_inside = re.compile("([,;\t\n])(?=[\"' \u00a0]*[=+\\-@＝＋－＠\t])")
_COMMA_IS_DECIMAL = ("de", "fr", "nl")
# Says that a file is UTF-8, where a program would guess.
MARK = "\ufeff"


def safe(text: str) -> str:
    """Return a text that no program takes for a formula: with ' before it. Phone numbers stay as they are."""
    bare = _control.sub("", text)
    risky = bare.lstrip(" \u00a0").startswith(_FORMULA) or (bare != text and text[:1] not in bare[:1])
    return f"'{bare}" if risky and not _phones.fullmatch(bare) else bare


def list_separator() -> str:
    """Return what parts cells for the programs of those who read the CMS in the language it is read in now."""
    return ";" if (get_language() or "").startswith(_COMMA_IS_DECIMAL) else ","


def csv_lines(lines: Iterable[Iterable[Cell]], *, separator: str) -> Iterator[str]:
    """Yield a CSV file line by line, its mark first: no cell is a formula, whether it is parted by commas, semicolons or tabs."""
    buffer = StringIO()
    writer = csv.writer(buffer, delimiter=separator)
    buffer.write(MARK)
    for line in lines:
        writer.writerow([_in_csv(cell, first=place == 0) for place, cell in enumerate(line)])
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()
    yield buffer.getvalue()


def _in_csv(given: Cell, *, first: bool) -> str:
    if not isinstance(given, str):
        return str(given)
    cell = safe(re.sub(r"\r\n?", "\n", given)).rstrip()
    if _phones.fullmatch(cell):
        # What follows a number at the beginning of a line belongs to its cell where something else parts them.
        return "'" * first + cell.replace(", ", " / ")
    cell = _inside.sub(r"\1'", cell)
    # The mark that closes a cell would open one after these.
    return f"{cell} " if cell.endswith((",", ";")) else cell
