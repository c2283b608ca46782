"""What may stand in a cell of a file that staff take away: no formula (R70; CWE-1236)."""

import re

# What a program may take for the beginning of a formula, in wide letters too.
_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n")
_phones = re.compile(r"\+[1-9]\d{6,14}(, \+[1-9]\d{6,14})*")
# Control characters, and what XML cannot hold.
_control = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def safe(text: str) -> str:
    """Return a text that no program takes for a formula: with ' before it. Phone numbers stay as they are."""
    bare = _control.sub("", text)
    risky = bare.lstrip(" \u00a0").startswith(_FORMULA) or (bare != text and text[:1] not in bare[:1])
    return f"'{bare}" if risky and not _phones.fullmatch(bare) else bare
