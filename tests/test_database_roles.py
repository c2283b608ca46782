"""The role that web and worker have: enough for all they do, and not for changing what must stay as it was written."""

import json
import urllib.error
import urllib.request

import psycopg
import pyrage
import pytest

from privacy.keys.append_only import append_only_models
from tests.commands import Commands
from tests.production_fixtures import OF_THE_PROXY
from tests.sending_forms import ANSWERS, send_contact_form

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]
TABLES = sorted(model._meta.db_table for model in append_only_models())
RESTRICTED, PRIVILEGE = "23001", "42501"


def refusal(address, *statements):
    """Return the code (SQLSTATE) with which the database refuses the last of some statements; empty when it does it."""
    # A database is made outside transactions alone.
    with psycopg.connect(address, autocommit=statements[-1].startswith("CREATE DATABASE")) as connection:
        try:
            for statement in statements:
                connection.execute(statement)
        except psycopg.Error as error:
            return error.sqlstate or "?"
        finally:
            connection.rollback()
    return ""


ERASE = f"""
from django.utils import timezone
from privacy.personal_data.look_up import find_person
from privacy.retention.erasure import begin_erasure, carry_out
found = find_person(scope="email", value="{ANSWERS["email"]}")
assert found
carry_out(begin_erasure(subject_ids=found, actor_id=None, now=timezone.now()), now=timezone.now())
"""


# Every job is due but the two that look at the world outside, and mail is refused at once instead of after a while.
PLAN = """
from datetime import timedelta
from django.utils import timezone
from privacy.operations.models import Schedule
from privacy.operations.schedule import plan
plan(now=timezone.now())
elsewhere = Schedule.objects.filter(key__in=["scan_cookies", "check_links"])
assert elsewhere.update(next_run=timezone.now() + timedelta(days=1)) == 2
"""
NO_MAIL_SERVER = {"EMAIL_HOST": "127.0.0.1", "EMAIL_PORT": "9", "EMAIL_USE_TLS": "0"}


class WithoutRedirects(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_args):
        return None


@pytest.fixture
def ask(production):
    """Ask the web process what the proxy would."""
    opener = urllib.request.build_opener(WithoutRedirects)

    def asked(path, body):
        headers = {**OF_THE_PROXY, "Sec-Fetch-Site": "same-origin"}
        request = urllib.request.Request(production.site.url + path, body, headers)
        try:
            with opener.open(request, timeout=60) as answer:
                return answer.status, "", answer.read().decode()
        except urllib.error.HTTPError as other:
            return other.code, other.headers.get("Location", ""), other.read().decode()

    return asked


@pytest.mark.parametrize("table", TABLES)
def test_no_row_of_an_append_only_table_can_be_changed_by_the_site(production, table):
    """R27, R68: neither one by one nor all at once, nor after taking away what protects them; the owner's triggers hold."""
    address = production.site.database_url
    column = production.site.sql(
        "SELECT column_name FROM information_schema.columns WHERE table_name = %s ORDER BY ordinal_position", table
    )[0][0]
    # Also where the table is empty, the trigger is asked for each row: so one must be there, or the right is what refuses.
    rows = production.site.sql(f"SELECT count(*) FROM {table}")[0][0]
    assert refusal(address, f"UPDATE {table} SET {column} = {column}") == (RESTRICTED if rows else "")
    assert refusal(address, f"TRUNCATE {table} CASCADE") == PRIVILEGE
    for statement in (
        f"ALTER TABLE {table} DISABLE TRIGGER ALL",
        f"ALTER TABLE {table} DISABLE TRIGGER USER",
        f"DROP TRIGGER {table}_no_update ON {table}",
        f"CREATE OR REPLACE FUNCTION {table}_no_update() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
        f"ALTER FUNCTION {table}_no_delete() RESET ALL",
        f"DROP TABLE {table} CASCADE",
        f"ALTER TABLE {table} RENAME TO other",
        f"CREATE RULE quiet AS ON DELETE TO {table} DO INSTEAD NOTHING",
    ):
        assert refusal(address, statement) == PRIVILEGE, statement


@pytest.mark.parametrize("table", TABLES)
def test_no_row_is_deleted_but_by_its_rule(production, table):
    """R27, R68: every row that no rule lets go is refused."""
    (rows,) = production.site.sql(f"SELECT count(*) FROM {table}")[0]
    assert refusal(production.site.database_url, f"DELETE FROM {table}") in ((RESTRICTED,) if rows else ("",))


@pytest.mark.parametrize(
    "statement",
    [
        "SET session_replication_role = replica",
        "SET ROLE kargro_owner",
        "SET SESSION AUTHORIZATION postgres",
        "ALTER ROLE kargro SUPERUSER",
        "CREATE TABLE public.other (id int)",
        "CREATE SCHEMA other",
        "CREATE TEMPORARY TABLE privacy_access_accesspruned (before timestamptz)",
        "CREATE FUNCTION public.other() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "ALTER SCHEMA public RENAME TO other",
        "DROP SCHEMA public CASCADE",
        "CREATE DATABASE other",
        "COPY (SELECT 1) TO PROGRAM 'true'",
        "SELECT pg_read_file('/etc/passwd')",
    ],
)
def test_the_site_cannot_step_around_the_database(production, statement):
    """P7, R27: no trigger is sidestepped, no other role taken, nothing made, no file read, no program started."""
    assert refusal(production.site.database_url, statement) == PRIVILEGE


def test_a_temporary_table_does_not_pass_for_the_real_one(production):
    """R68, R27: the triggers look for names in the site's own schema, whoever may make temporary tables."""
    shadow = (
        "CREATE TEMPORARY TABLE privacy_access_accesspruned (before timestamptz)",
        "INSERT INTO privacy_access_accesspruned VALUES ('infinity')",
    )
    row = (
        "INSERT INTO privacy_access_accessevent (actor_id, action, model, purpose_key, what, at) "
        "VALUES (1, 'read', 'x', '', '', now())"
    )
    delete = "DELETE FROM privacy_access_accessevent"
    assert refusal(production.owner_url, row, delete) == RESTRICTED
    assert refusal(production.owner_url, row, *shadow, delete) == RESTRICTED


def test_what_an_update_of_the_software_adds_is_the_sites_to_use(production):
    """P3: tables made later, by the owner, are read and written by the role, and no more."""
    with psycopg.connect(production.owner_url, autocommit=True) as owner:
        owner.execute("CREATE TABLE later (id bigint GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY, what text)")
    address = production.site.database_url
    try:
        for statement in (
            "INSERT INTO later (what) VALUES ('a')",
            "UPDATE later SET what = ''",
            "DELETE FROM later",
            "TABLE later",
        ):
            assert refusal(address, statement) == ""
        assert refusal(address, "TRUNCATE later") == PRIVILEGE
    finally:
        with psycopg.connect(production.owner_url, autocommit=True) as owner:
            owner.execute("DROP TABLE later")


def counts(site):
    tables = ("leads_submissions_submission", "privacy_ledger_ledgerevent", "privacy_ledger_subject")
    return [site.sql(f"SELECT count(*) FROM {table}")[0][0] for table in tables]


def test_the_site_and_its_worker_do_all_their_work_with_that_role(production, ask):
    """P3, R58, R59: a form is taken, jobs run, records go by their rule, a person is erased, the cache empties, health is green."""
    site = production.site
    before = counts(site)
    assert "/received/" in send_contact_form(ask)
    assert counts(site)[0] == before[0] + 1
    site.manage("shell", "--no-imports", "--command", PLAN)
    worker = Commands({**site.environ, **NO_MAIL_SERVER})
    worked = worker.run("worker", "--once")
    worker.stop()
    assert worked.returncode == 0, worked.stderr
    failed = site.sql("SELECT key, last_error FROM privacy_operations_schedule WHERE last_error <> ''")
    assert failed == []
    assert json.loads(ask("/readyz", None)[2])["ready"]
    # What is old goes by its rule, through the trigger that counts it.
    site.sql(
        "INSERT INTO privacy_access_accessevent (actor_id, action, model, purpose_key, what, at) "
        "VALUES (1, 'read', 'x', '', '', '2001-01-01') RETURNING id"
    )
    site.manage("expire")
    assert site.sql("SELECT count(*) FROM privacy_access_accessevent WHERE at < '2002-01-01'") == [(0,)]
    site.manage("verify_records")
    site.manage("shell", "--no-imports", "--command", ERASE)
    assert counts(site)[0] == before[0]
    site.manage(
        "shell", "--no-imports", "--command", "from django.core.cache import cache; cache.set('a', 1); cache.clear()"
    )
    site.manage("migrate", "--noinput")
    site.manage("createcachetable")
    site.manage("rotate_keys")
    site.manage("verify_records")


def test_a_backup_of_the_site_is_put_back_by_the_owner(production, ask, tmp_path):
    """R63: the role that cannot change tables takes it; after the restore it works as before, and no more."""
    identity = pyrage.x25519.Identity.generate()
    (tmp_path / "identity.txt").write_text(f"{identity}\n")
    places = {
        "BACKUP_DIR": str(tmp_path / "backups"), "BACKUP_RECIPIENTS": str(identity.to_public()), "BACKUP_REGION": "NL",
    }  # fmt: skip
    site = production.site
    ours = Commands({**site.environ, **places})
    owners = Commands({**site.environ, **places, "DATABASE_URL": production.owner_url})
    send_contact_form(ask, email="stays@example.com")
    before = counts(site)
    name = ours.run("backup").stdout.split()[1].rstrip(":")
    send_contact_form(ask, email="later@example.com")
    refused = ours.run("restore", name, "--identity", str(tmp_path / "identity.txt"), "--yes")
    assert (refused.returncode, "belong to this user" in refused.stderr) == (1, True)
    assert counts(site)[0] == before[0] + 1
    site.stop()
    for command in ("rehearse_restore", "restore"):
        arguments = ["--yes"] if command == "restore" else []
        done = owners.run(command, name, "--identity", str(tmp_path / "identity.txt"), *arguments)
        assert done.returncode == 0, done.stdout + done.stderr
    production.serve()
    assert counts(production.site) == before
    assert production.site.sql("SELECT nspname FROM pg_namespace WHERE nspname LIKE 'kargro%%'") == []
    send_contact_form(ask, email="again@example.com")
    assert counts(production.site)[0] == before[0] + 1
    assert production.site.manage("verify_records")
    for table in TABLES:
        assert refusal(production.site.database_url, f"TRUNCATE {table} CASCADE") == PRIVILEGE
    for commands in (ours, owners):
        commands.stop()
