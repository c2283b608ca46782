"""The ground of a recording: the sample site in a folder of its own, at a moment that stands still."""

import io
import logging
import os
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from unittest import mock
from zoneinfo import ZoneInfo

import time_machine

# A Monday morning that is over: the database's own clock, which nothing stops, is always later.
MOMENT = datetime(2026, 3, 2, 9, 30, tzinfo=ZoneInfo("Europe/Amsterdam"))
HOST = "localhost:8000"
# A developer's own settings would lead out of the folder.
ELSEWHERE = ("DATABASE_URL", "MEDIA_DIR", "PRIVATE_DIR", "ID_COPY_DIR", "TOMBSTONE_DIR", "BACKUP_DIR", "CHECK_LINKS",
             "COOKIE_SCAN_URL", "STAFF_SECOND_FACTOR", "HOSTING_VENDOR", "EMAIL_VENDOR", "BACKUP_VENDOR")  # fmt: skip
USER = re.compile(r"^(?P<name>[\w.-]+) {2,}(?P<password>\S+) {2,}(?P<role>.+)$", re.M)


@dataclass
class Ground:
    """A prepared site: where it lies, its clock, who may sign in, and what somebody types at the terminal."""

    folder: Path
    clock: Any
    typed: list[str] = field(default_factory=list)
    users: dict[str, str] = field(default_factory=dict)

    def run(self, *words: str, typed: tuple[str, ...] = ()) -> dict[str, Any]:
        """Run a management command; return its exit status and what it said."""
        from django.core.management import CommandError, call_command

        said, status = io.StringIO(), 0
        self.typed[:] = typed
        try:
            call_command(*words, stdout=said, stderr=said, no_color=True)
        except CommandError as error:
            status = error.returncode
            said.write(f"CommandError: {error}\n")
        except SystemExit as left:
            status = int(left.code or 0)
        return {"status": status, "said": said.getvalue()}

    def type_next(self, _question: str = "") -> str:
        """Answer a question at the terminal with the next of what is to be typed."""
        return self.typed.pop(0)

    def later(self, **time: int) -> None:
        """Let time pass."""
        self.clock.shift(timedelta(**time))

    def queries_of(self, action: Any) -> int:
        """Return how often an action asks the database."""
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        with CaptureQueriesContext(connection) as queries:
            action()
        return len(queries)


@contextmanager
def sample_ground() -> Iterator[Ground]:
    """Build the sample site and its users; all of it is gone afterwards."""
    with (
        tempfile.TemporaryDirectory(prefix="kargro-behaviour-") as folder,
        time_machine.travel(MOMENT, tick=False) as clock,
    ):
        ground = Ground(Path(folder), clock)
        # Replaced before a command is loaded, which keeps the function it found.
        with mock.patch("builtins.input", ground.type_next), mock.patch("getpass.getpass", ground.type_next):
            yield from _prepared(ground)


def _prepared(ground: Ground) -> Iterator[Ground]:
    _choose_settings(ground.folder)
    import django
    from django.test.utils import override_settings

    from kargro.catalogues import compile_catalogues

    compile_catalogues()
    django.setup()
    logging.disable(logging.CRITICAL)
    for command in ("migrate", "sample_site"):
        prepared = ground.run(command)
        if prepared["status"]:
            raise SystemExit(f"{command}: {prepared['said']}")
    # Sample users are made where DEBUG is on; everything else is seen as visitors see it.
    ground.users = {found["name"]: found["password"] for found in USER.finditer(ground.run("sample_users")["said"])}
    ground.users.pop("user")
    locmem = "django.core.mail.backends.locmem.EmailBackend"
    with override_settings(DEBUG=False, EMAIL_BACKEND=locmem):
        yield ground


def _choose_settings(folder: Path) -> None:
    for name in ELSEWHERE:
        os.environ.pop(name, None)
    (folder / "static").mkdir()
    os.environ.update(DJANGO_SETTINGS_MODULE="kargro.settings.dev", VAR_DIR=str(folder), SITE_URL=f"http://{HOST}")
