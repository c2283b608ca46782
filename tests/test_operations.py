"""The half-hour of docs/operations.md is followed to the letter: an empty database, production settings, a lawful site."""

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
from tests.databases import empty_for_server
from tests.live import LiveSite, serve_site, static_files
from tests.system import free_port

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]
OPERATIONS = (Path(__file__).resolve().parents[1] / "docs/operations.md").read_text()
LAWFUL_SITE = OPERATIONS.partition("## From an empty server to a lawful site\n")[2].partition("\n## ")[0]
# Keys; what Docker does too; the environment; the site; web and worker; the release.
KEYS, _BUILD, ENVIRONMENT, SITE, WEB, RELEASE = re.findall(r"```sh\n(.*?)```", LAWFUL_SITE, re.DOTALL)
POLICIES = re.findall(r"`/((?:en|nl|de|fr)/[a-z]+/)`", LAWFUL_SITE)
OF_THE_PROXY = {"Host": "www.kargrogroup.com", "X-Forwarded-Proto": "https"}
ACCOUNT = {"USERNAME": "administrator", "EMAIL": "administrator@example.com", "PASSWORD": "three horses and a tyre"}


@dataclass
class Production:
    """The site of the half-hour, as it runs, and what each command said."""

    site: LiveSite
    said: dict[str, str]

    def get(self, path: str) -> str:
        """Return a page as the proxy gets it."""
        request = urllib.request.Request(self.site.url + path, headers=OF_THE_PROXY)
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.read().decode()

    def tables(self) -> dict[str, list[str]]:
        """Return every row of every table."""
        names = "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
        return {name: sorted(map(repr, self.site.sql(f'SELECT * FROM "{name}"'))) for (name,) in self.site.sql(names)}


def environment(folder: Path) -> dict[str, str]:
    """Make .env as the document says, with the address of an empty database, and return what a shell has of it."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    said = {"PATH": path, "DATABASE_URL": empty_for_server(connection)}
    # What is true of this server.
    keys = KEYS.replace("HOSTING_VENDOR=\n", "HOSTING_VENDOR=own\n").replace("EMAIL_VENDOR=\n", "EMAIL_VENDOR=own\n")
    script = f'{keys}echo "DATABASE_URL=$DATABASE_URL" >> .env\n{ENVIRONMENT}python -c "import json, os; print(json.dumps(dict(os.environ)))"'
    shell = subprocess.run(["sh", "-ec", script], cwd=folder, env=said, check=True, capture_output=True, text=True)  # noqa: S607  the shell of the system
    places = {name: str(folder / name) for name in ("MEDIA_DIR", "PRIVATE_DIR", "ID_COPY_DIR", "TOMBSTONE_DIR")}
    first = {f"DJANGO_SUPERUSER_{name}": value for name, value in ACCOUNT.items()}
    # The static files are bundled already, as the image does it.
    return {**json.loads(shell.stdout), "VAR_DIR": os.environ.get("VAR_DIR", "var"), **places, **first}


def arguments(block: str) -> list[list[str]]:
    """Return the management commands of a block; where one would ask, it reads the environment."""
    lines = [line.removeprefix("python manage.py ").split() for line in block.splitlines()]
    return [[*line, "--noinput"] if line == ["createsuperuser"] else line for line in lines]


@pytest.fixture(scope="module")
def production(django_db_setup, django_db_blocker, tmp_path_factory):
    """Follow the document; a command that fails ends it."""
    environ = environment(tmp_path_factory.mktemp("server"))
    static_files()
    commands, said = Commands(environ), {}
    for block in (SITE, RELEASE):
        for command in arguments(block):
            result = commands.run(*command)
            assert result.returncode == 0, f"{command}: {result.stdout}{result.stderr}"
            said[" ".join(command)] = result.stdout + result.stderr
    commands.stop()
    how = tuple(re.search(r"--workers.*--threads \d+", WEB)[0].split())
    url = f"http://127.0.0.1:{free_port()}"
    environ["PYTHONPATH"] = ""
    site = serve_site(url, environ["DATABASE_URL"], environ, how, "/healthz", OF_THE_PROXY)
    yield Production(site, said)
    site.stop()


def test_each_command_says_what_is_left_to_do(production):
    """P1, P2: what only the company can fill in, the first account, how to release; nothing is refused."""
    loaded = production.said["load_site"]
    assert re.search(r"Loaded \d+ pages in 4 languages", loaded)
    assert "no translation of" not in loaded
    assert "Vimeo, YouTube: switched off, without contract and number" in loaded
    assert "createsuperuser" in loaded
    assert "No policy is released, so no form is shown" in loaded
    released = production.said["load_site --release"]
    assert "The site is there already" in released
    assert "Version 1 of the policy is in force" in released
    assert "none refuses the next release" in production.said["lint_policy"]
    assert "kargro.E" not in production.said["check --deploy --database default"]


def test_the_policy_answers_in_each_language_with_the_words_of_the_release(production):
    """R92, T5: four languages, the bytes that version 1 keeps."""
    documents = dict(
        production.site.sql(
            "SELECT language, html FROM privacy_register_releaseddocument WHERE document = 'privacy' ORDER BY id"
        )
    )
    assert [path[:2] for path in POLICIES] == list(documents) == ["en", "nl", "de", "fr"]
    for path in POLICIES:
        assert documents[path[:2]] in production.get(f"/{path}")


def test_the_forms_are_shown_in_each_language(production):
    """R39: with the release, and not before."""
    for language in ("en", "nl", "de", "fr"):
        assert 'name="message"' in production.get(f"/{language}/forms/contact/")
    assert production.get("/healthz")


def test_nothing_is_an_example_and_no_company_is_on(production):
    """R66: not in a row of any table, not on any public page; no contract is dated."""
    companies = production.site.sql("SELECT DISTINCT active, contract_date, script_id FROM privacy_register_vendor")
    assert companies == [(False, None, "")]
    assert [name for name, rows in production.tables().items() if "EXAMPLE" in "".join(rows)] == []
    addresses = re.findall(r"<loc>https://www\.kargrogroup\.com([^<]+)</loc>", production.get("/sitemap.xml"))
    assert len(addresses) > 50
    assert [address for address in addresses if "EXAMPLE" in production.get(address)] == []


def test_wagtail_knows_the_site_by_its_address(production):
    """P2: its own mails lead there."""
    assert production.site.sql("SELECT hostname, port FROM wagtailcore_site") == [("www.kargrogroup.com", 443)]


# What people did since: an editor renamed a page and deleted another, an officer archived a purpose.
PEOPLE = """
from django.utils import timezone
from home.pages.models import ContentPage, LandingPage
from privacy.register.models.facts import Purpose
from privacy.register.services import archive
about = LandingPage.objects.get(slug="about")
about.title = "Who we are"
about.save_revision().publish()
LandingPage.objects.get(slug="for-car-owners").delete()
archive(fact=Purpose.objects.get(key="newsletter"), now=timezone.now())
"""


def test_a_second_run_changes_nothing_whatever_people_did(production):
    """P1: not one row of any table, and it says so."""
    for done in ("pass", PEOPLE):
        production.site.manage("shell", "--no-imports", "--command", done)
        before = production.tables()
        for command in (["load_site"], ["load_site", "--release"]):
            assert "nothing was changed" in production.site.manage(*command).stdout
        after = production.tables()
        assert [name for name in before if before[name] != after[name]] == []
    assert production.site.sql("SELECT title FROM wagtailcore_page WHERE slug = 'about'") == [("Who we are",)]


def test_the_sample_is_refused_in_one_sentence(production):
    """R66: no traceback, and the name of the command that is meant."""
    refusal = production.site.manage("sample_site", check=False)
    assert refusal.returncode == 1
    assert "load_site" in refusal.stderr
    assert "Traceback" not in refusal.stderr
