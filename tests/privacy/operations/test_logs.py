"""What stands in the log of a running site."""

import json
import logging
import os
import subprocess
import sys

from kargro.logs import AsJson, WithoutTokens
from tests.test_project import PRODUCTION, ROOT

TYPED = "visitor@example.com"


def line_of(log):
    """Return the line that a call writes, as production writes it."""
    lines = []
    handler = logging.Handler()
    handler.emit = lambda record: lines.append(AsJson().format(record))
    handler.addFilter(WithoutTokens())
    logger = logging.getLogger("tests.logs")
    logger.addHandler(handler)
    try:
        log(logger)
    finally:
        logger.removeHandler(handler)
    (line,) = lines
    return line


def test_a_line_is_one_json_object():
    """P6: time, level, where from, words; one line, whatever the words are."""
    line = line_of(lambda logger: logger.warning("mail %s: attempt %s\nfailed", 7, 2))
    assert "\n" not in line
    read = json.loads(line)
    assert {**read, "at": ""} == {
        "at": "", "level": "WARNING", "logger": "tests.logs", "message": "mail 7: attempt 2\nfailed",
    }  # fmt: skip


def test_an_error_is_named_and_placed_and_not_quoted():
    """P6, R69: the text of an exception may hold what a visitor typed."""

    def fail(logger):
        try:
            raise ValueError(TYPED)
        except ValueError:
            logger.exception("a post failed")

    line = line_of(fail)
    assert TYPED not in line
    read = json.loads(line)
    assert (read["error"], "test_logs.py:" in read["where"]) == ("ValueError", True)


def test_production_writes_json():
    """P6: the switch is in production's settings."""
    code = "import logging.config as c\nfrom kargro.settings import production as p\nc.dictConfig(p.LOGGING)\n"
    code += "import logging\nlogging.getLogger('a').error('mail %s', 7)"
    environ = {**os.environ, **PRODUCTION, "PYTHONPATH": f"{ROOT / 'site'}:{ROOT}"}
    done = subprocess.run([sys.executable, "-c", code], env=environ, capture_output=True, text=True, check=True)
    assert json.loads(done.stderr)["message"] == "mail 7"
