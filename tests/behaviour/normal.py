"""What differs from one recording to the next by its nature is written as a name; each line says why."""

import re

PATTERNS = (
    # The token that protects forms of the CMS is drawn for each answer.
    (re.compile(r'(csrfmiddlewaretoken" value="|"CSRF_TOKEN": ")[\w-]+'), r"\1‹csrf›"),
    # Signed marks, keys and tokens: a payload with random numbers, and a signature whose salt may name a module.
    (re.compile(r"\b[\w=-]{16,}[.:](?:[\w-]{6}[.:])?[\w-]{43}(?![\w-])"), "‹signed›"),
    # Reference codes are drawn at random.
    (re.compile(r"\b[A-Z]{2}-[0-9A-Z]{4}-[0-9A-Z]{4}\b"), "‹reference›"),
    # Identifiers of records and of blocks are drawn at random.
    (re.compile(r"\b[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\b"), "‹uuid›"),
    # Nonces, keyed hashes, and hashes of contents that hold one of the above.
    (re.compile(r"\b[0-9a-f]{32,128}\b"), "‹hash›"),
    # The one-time code of a mail stands alone on its line, in one piece or two.
    (re.compile(r"(?m)(^|>)(\s*)\d{4} ?\d{4}(\s*)($|<)"), r"\1\2‹code›\3\4"),
    # The key of a second factor that somebody might set up: 32 letters in groups of four.
    (re.compile(r"\b(?:[A-Z2-7]{4} ){7}[A-Z2-7]{4}\b"), "‹key›"),
    # Icons are named by the hash of them all, in the order in which apps add theirs.
    (re.compile(r"(/admin/sprite/\?h=)[0-9a-f]+"), r"\1‹hash›"),
    # The folder of the recording.
    (re.compile(r"/[\w/.-]*kargro-behaviour-\w+"), "‹folder›"),
)


def normal(text: str) -> str:
    """Return a text without what is random, and without blank lines and spaces at the end of lines."""
    for pattern, name in PATTERNS:
        text = pattern.sub(name, text)
    return "\n".join(line.rstrip() for line in text.splitlines() if line.strip())


def normal_policy(policy: str) -> str:
    """Return a Content-Security-Policy in one order: it is written from a set."""
    return "; ".join(sorted(part.strip() for part in policy.split(";")))
