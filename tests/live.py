"""The site as visitors meet it: a server process with its own copy of the sample database."""

import os
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.conf import settings

from tests.commands import Commands
from tests.databases import KEPT, alone, copy_for_server, fingerprint, keep
from tests.system import free_port

ROOT = Path(__file__).resolve().parents[1]


@dataclass
class LiveSite:
    """A running site: `url` is its base address; `sql` and `manage` look at what it holds."""

    url: str
    database_url: str
    process: "subprocess.Popen[bytes]"
    environ: dict[str, str] = field(repr=False, default_factory=dict)
    commands: Commands | None = None

    def sql(self, query: str, *parameters: Any) -> list[tuple[Any, ...]]:
        """Return the rows of a query on the site's database; placeholders are %s."""
        if self.database_url.startswith("sqlite"):
            import sqlite3

            with sqlite3.connect(self.database_url.removeprefix("sqlite:///"), timeout=20) as connection:
                return connection.execute(query.replace("%s", "?"), parameters).fetchall()
        import psycopg

        with psycopg.connect(self.database_url) as connection:
            cursor = connection.execute(query, parameters)
            return cursor.fetchall() if cursor.description else []

    def manage(self, *arguments: str, check: bool = True) -> "subprocess.CompletedProcess[str]":
        """Run a management command on the site's database."""
        self.commands = self.commands or Commands(self.environ)
        result = self.commands.run(*arguments)
        if check and result.returncode:
            raise RuntimeError(f"{' '.join(arguments)} left with {result.returncode}: {result.stdout}{result.stderr}")
        return result

    def stop(self) -> None:
        """End the server."""
        if self.commands:
            self.commands.stop()
        self.process.terminate()
        self.process.wait(timeout=10)


def static_files() -> None:
    """Put the bundled static files into their folder, from the kept ones when nothing changed since."""
    folder = Path(settings.STATIC_ROOT)
    with alone("static"):
        kept = KEPT / f"static-{fingerprint('static')}"
        if kept.exists():
            shutil.rmtree(folder, ignore_errors=True)
            shutil.copytree(kept, folder)
        else:
            bundle_static_files()
            keep(kept, lambda path: shutil.copytree(folder, path))


def bundle_static_files() -> None:
    """Collect, bundle and compress the static files as the image does."""
    environ = {**os.environ, "DJANGO_SETTINGS_MODULE": "kargro.settings.build"}
    environ.pop("DATABASE_URL", None)
    for arguments in (["collectstatic", "--noinput", "--clear"], ["compress", "--force"]):
        command = [sys.executable, "manage.py", *arguments, "--verbosity", "0"]
        subprocess.run(command, cwd=ROOT, env=environ, check=True, capture_output=True)


def start_live_site(connection: Any, *, serve: tuple[str, ...] = ("--threads", "4")) -> LiveSite:
    """Put the files in place, copy the database, start gunicorn (`serve`: how) on it and wait until it answers."""
    static_files()
    address = copy_for_server(connection)
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    environ = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "kargro.settings.live",
        "DATABASE_URL": address,
        "SITE_URL": url,
        "TOMBSTONE_DIR": tempfile.mkdtemp(prefix="kargro-tombstones-"),
    }
    return serve_site(url, address, environ, serve, "/en/", {})


def serve_site(
    url: str, database_url: str, environ: dict[str, str], serve: tuple[str, ...], first: str, headers: dict[str, str]
) -> LiveSite:
    """Start gunicorn (`serve`: how) in an environment, and wait until the address `first` answers to the headers."""
    command = [sys.executable, "-m", "gunicorn", "--pythonpath", f"site,{ROOT}", "--bind", url.removeprefix("http://"),
               *serve, "--log-level", "warning", "--no-control-socket", "kargro.wsgi"]  # fmt: skip
    process = subprocess.Popen(command, cwd=ROOT, env=environ)
    deadline = time.monotonic() + 90
    while time.monotonic() < deadline:
        try:
            urllib.request.urlopen(urllib.request.Request(url + first, headers=headers), timeout=30).close()
            return LiveSite(url=url, database_url=database_url, process=process, environ=environ)
        except OSError:  # not there yet, or busy with its first page
            if process.poll() is not None:
                break
            time.sleep(0.2)
    process.kill()
    raise RuntimeError("The site did not start for the tests.")
