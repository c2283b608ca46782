"""What stands in the log: signed tokens of addresses do not, for one of them opens a person's page for half an hour."""

import logging
import re

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
