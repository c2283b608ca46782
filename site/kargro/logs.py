"""What stands in the log: signed tokens of addresses do not, for one of them opens a person's page for half an hour."""

import json
import logging
import re
import traceback
from datetime import UTC, datetime

# As privacy.keys.tokens makes them: a body and a signature of 43 characters.
TOKEN = re.compile(r"[\w-]{8,}\.[\w-]{43}(?![\w-])")


class WithoutTokens(logging.Filter):
    """Put "…" in the place of every signed token; nothing else of a line changes."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Write the line out where it holds a token; every line goes on."""
        line = record.getMessage()
        if TOKEN.search(line):
            record.msg, record.args = TOKEN.sub("…", line), ()
        return True


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
