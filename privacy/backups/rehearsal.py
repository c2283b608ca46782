"""Rehearse a restore: a backup is put back into a database and folders of its own, looked at, and thrown away."""

import contextlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from urllib.parse import quote

from django.conf import settings
from django.db import connection

from privacy.backups.errors import BackupError
from privacy.backups.models import Rehearsal
from privacy.retention import journal

SCRATCH = "kargro_rehearsal"


def rehearse(name: str, *, identity: Path, now: datetime) -> Rehearsal:
    """Put a backup back into a scratch place by the same command as in earnest; return and keep what was found.

    What goes wrong there is a rehearsal that failed, not an error here; the reason stands in its report.
    """
    with tempfile.TemporaryDirectory(prefix="kargro-rehearsal-") as place, _scratch_database(Path(place)) as address:
        folders = {
            "DATABASE_URL": address,
            "MEDIA_DIR": f"{place}/media",
            "PRIVATE_DIR": f"{place}/private",
            "TOMBSTONE_DIR": f"{place}/tombstones",
        }
        _copy_journal(Path(folders["TOMBSTONE_DIR"]))
        done = subprocess.run(
            [sys.executable, "-m", "django", "restore", name, "--identity", str(identity.resolve()), "--yes", "--json"],
            env={
                **os.environ,
                **folders,
                "BACKUP_DIR": str(settings.BACKUP_ROOT),
                "DJANGO_SETTINGS_MODULE": os.environ["DJANGO_SETTINGS_MODULE"],
                "PYTHONPATH": os.pathsep.join(path for path in sys.path if path),
            },
            capture_output=True,
            text=True,
            check=False,
        )
    return Rehearsal.objects.create(backup_name=name, at=now, passed=done.returncode == 0, report=_report(done))


def _report(done: "subprocess.CompletedProcess[str]") -> dict[str, object]:
    with contextlib.suppress(ValueError):
        return dict(json.loads(done.stdout))
    said = done.stderr.strip().splitlines()
    last = said[-1] if said else "no answer"
    # Our own sentences hold nothing of anybody; of any other error only its kind is kept.
    return {"error": last[:300] if last.startswith("CommandError") else last.partition(":")[0][:100]}


def _copy_journal(target: Path) -> None:
    target.mkdir(mode=0o700)
    path = Path(settings.TOMBSTONE_ROOT) / journal.NAME
    if path.exists():
        shutil.copyfile(path, target / journal.NAME)


@contextlib.contextmanager
def _scratch_database(place: Path) -> Iterator[str]:
    """Yield the address of an empty database that is gone afterwards; raises BackupError when none may be made."""
    if connection.vendor == "sqlite":
        yield f"sqlite:///{place}/scratch.sqlite3"
        return
    import psycopg

    values = connection.settings_dict
    user, password = (quote(str(values[name] or ""), safe="") for name in ("USER", "PASSWORD"))
    base = f"postgres://{user}{':' if password else ''}{password}@{values['HOST']}:{values['PORT'] or 5432}"
    try:
        with psycopg.connect(f"{base}/{values['NAME']}", autocommit=True) as admin:
            admin.execute(f"DROP DATABASE IF EXISTS {SCRATCH} WITH (FORCE)")
            admin.execute(f"CREATE DATABASE {SCRATCH} TEMPLATE template0")
    except psycopg.Error as error:
        raise BackupError(
            f"A database for the rehearsal cannot be made: let this user create one (ALTER ROLE … CREATEDB), or "
            f"rehearse on another server. (error {error.sqlstate})"
        ) from error
    try:
        yield f"{base}/{SCRATCH}"
    finally:
        with psycopg.connect(f"{base}/{values['NAME']}", autocommit=True) as admin:
            admin.execute(f"DROP DATABASE IF EXISTS {SCRATCH} WITH (FORCE)")
