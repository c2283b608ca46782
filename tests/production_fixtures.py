"""The site as docs/operations.md has it made: an empty PostgreSQL, two roles, production settings, the commands to the letter."""

import json
import os
import re
import subprocess
import sys
import urllib.request
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.db import connection

from tests.commands import Commands
from tests.databases import address_as, database_of_two_roles
from tests.live import LiveSite, serve_site, static_files
from tests.system import free_port

OPERATIONS = (Path(__file__).resolve().parents[1] / "docs/operations.md").read_text()
LAWFUL_SITE = OPERATIONS.partition("## From an empty server to a lawful site\n")[2].partition("\n## ")[0]
# Keys; what Docker does too; the roles; the environment; the tables; the site; web and worker; the release.
KEYS, _BUILD, ROLES, ENVIRONMENT, TABLES, SITE, WEB, RELEASE = re.findall(r"```sh\n(.*?)```", LAWFUL_SITE, re.DOTALL)
OF_THE_PROXY = {"Host": "www.kargrogroup.com", "X-Forwarded-Proto": "https", "X-Forwarded-For": "192.0.2.1"}
ACCOUNT = {"USERNAME": "administrator", "EMAIL": "administrator@example.com", "PASSWORD": "three horses and a tyre"}
OWNER = "DATABASE_URL=$DATABASE_OWNER_URL "


@dataclass
class Production:
    """The site of the half-hour, as it runs, and what each command said. `owner_url` is the address of the tables' owner."""

    site: LiveSite
    said: dict[str, str]
    owner_url: str

    def get(self, path: str) -> str:
        """Return a page as the proxy gets it."""
        request = urllib.request.Request(self.site.url + path, headers=OF_THE_PROXY)
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.read().decode()

    def tables(self) -> dict[str, list[str]]:
        """Return every row of every table."""
        names = "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
        return {name: sorted(map(repr, self.site.sql(f'SELECT * FROM "{name}"'))) for (name,) in self.site.sql(names)}

    def serve(self) -> None:
        """Start the web process as the document says."""
        how = tuple(re.search(r"--workers.*--threads \d+", WEB)[0].split())
        environ, url = self.site.environ, f"http://127.0.0.1:{free_port()}"
        self.site = serve_site(url, self.site.database_url, environ, how, "/healthz", OF_THE_PROXY)


def environment(folder: Path) -> dict[str, str]:
    """Make .env as the document says, with the address of an empty database, and return what a shell has of it."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    database_of_two_roles(connection, ROLES)
    addresses = {
        "DATABASE_URL": address_as(connection, "kargro", "kargro"),
        "DATABASE_OWNER_URL": address_as(connection, "kargro_owner", "kargro"),
    }
    # What is true of this server.
    keys = KEYS.replace("HOSTING_VENDOR=\n", "HOSTING_VENDOR=own\n").replace("EMAIL_VENDOR=\n", "EMAIL_VENDOR=own\n")
    known = "".join(f'echo "{name}=${name}" >> .env\n' for name in addresses)
    script = f'{keys}{known}{ENVIRONMENT}python -c "import json, os; print(json.dumps(dict(os.environ)))"'
    said = {"PATH": path, **addresses}
    shell = subprocess.run(["sh", "-ec", script], cwd=folder, env=said, check=True, capture_output=True, text=True)  # noqa: S607  the shell of the system
    places = {name: str(folder / name) for name in ("MEDIA_DIR", "PRIVATE_DIR", "ID_COPY_DIR", "TOMBSTONE_DIR")}
    first = {f"DJANGO_SUPERUSER_{name}": value for name, value in ACCOUNT.items()}
    # The static files are bundled already, as the image does it.
    return {**json.loads(shell.stdout), "VAR_DIR": os.environ.get("VAR_DIR", "var"), **places, **first}


def arguments(block: str) -> list[list[str]]:
    """Return the management commands of a block; where one would ask, it reads the environment."""
    lines = [line.removeprefix(OWNER).removeprefix("python manage.py ").split() for line in block.splitlines()]
    return [[*line, "--noinput"] if line == ["createsuperuser"] else line for line in lines]


@pytest.fixture(scope="session")
def production(django_db_setup, django_db_blocker, tmp_path_factory):
    """Follow the document; a command that fails ends it."""
    with django_db_blocker.unblock():
        environ = environment(tmp_path_factory.mktemp("server"))
    static_files()
    owner = {**environ, "DATABASE_URL": environ["DATABASE_OWNER_URL"]}
    said: dict[str, str] = {}
    assert all(line.startswith(OWNER) for line in TABLES.splitlines())
    for block, as_whom in ((TABLES, owner), (SITE, environ), (RELEASE, environ)):
        commands = Commands(as_whom)
        for command in arguments(block):
            result = commands.run(*command)
            assert result.returncode == 0, f"{command}: {result.stdout}{result.stderr}"
            said[" ".join(command)] = result.stdout + result.stderr
        commands.stop()
    environ["PYTHONPATH"] = ""
    made = Production(LiveSite("", environ["DATABASE_URL"], None, environ), said, environ.pop("DATABASE_OWNER_URL"))
    made.serve()
    yield made
    made.site.stop()
