"""What stands in the log: no secret of an address, for whoever reads one opens a person's page or sets a colleague's password.

Anybody can send what ends up in a line, as long as the server takes: every step below reads it once, however it is made
(CWE-532, CWE-1333; ASVS 5.0, V16.2.5).
"""

import json
import logging
import re
import traceback
from datetime import UTC, datetime

# What comes before a secret in the addresses of this site. A test walks the URL map.
BEFORE_A_SECRET = (
    "admin/invitation",
    "files",
    "password_reset/confirm/[^/]+",
    "received",
    "rights/code",
    "rights/identity",
    "rights/mine",
    "rights/open",
)
_ADDRESS = re.compile(rf"(/(?:{'|'.join(BEFORE_A_SECRET)})/)[^/\s?]++")
# What may be a token wherever it stands: a run of its letters, looked at part by part.
_RUN = re.compile(r"(?<![\w.:-])[\w.:-]{32,}")
_PARTS = re.compile(r"[.:]")
_NOT_A_WORD = re.compile(r"[0-9A-Z]")
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
FEWEST_LETTERS = 32
HIDDEN = "…"


class WithoutTokens(logging.Filter):
    """Put "…" in the place of every secret; nothing else of a line changes."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Write the line out where it holds a secret; every line goes on."""
        line = record.getMessage()
        without = without_secrets(line)
        if without != line:
            record.msg, record.args = without, ()
        return True


def without_secrets(line: str) -> str:
    """Return a line without signed tokens, keys, and what stands in an address where a secret does."""
    return _ADDRESS.sub(rf"\1{HIDDEN}", _RUN.sub(_hidden, line))


def _hidden(run: re.Match[str]) -> str:
    """Return a run of letters, unless one of its parts is as long as a secret, and neither a name nor a job's number."""
    secret = any(
        len(part) >= FEWEST_LETTERS and _NOT_A_WORD.search(part) and not _UUID.fullmatch(part)
        for part in _PARTS.split(run[0])
    )
    return HIDDEN if secret else run[0]


class AsJson(logging.Formatter):
    """One JSON object a line. Of an error its class and where it happened: its text may quote what somebody typed."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        line = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        if record.exc_info and record.exc_info[0]:
            line["error"] = record.exc_info[0].__name__
            frames = traceback.extract_tb(record.exc_info[2])
            line["where"] = " < ".join(f"{frame.filename}:{frame.lineno}" for frame in reversed(frames))
        return json.dumps(line, ensure_ascii=False)
