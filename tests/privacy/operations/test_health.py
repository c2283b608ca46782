"""Alive, ready, and red when the work is not done."""

from datetime import timedelta
from io import StringIO

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from privacy.keys import append_only
from privacy.operations.health import concerns
from privacy.operations.models import IntegrityFault, Schedule
from privacy.operations.schedule import jobs, plan
from privacy.outbox.models import OutboxMail

pytestmark = pytest.mark.django_db


@pytest.fixture
def worked():
    """A worker has planned its jobs just now."""
    Schedule.objects.all().delete()
    plan(now=timezone.now())


def waiting(**values):
    long_ago = timezone.now() - timedelta(hours=1)
    common = {"kind": "x", "purpose_key": "contact", "object_id": 1, "language": "nl"}
    return OutboxMail.objects.create(**{**common, "created_at": long_ago, "not_before": long_ago, **values})


def test_alive_asks_the_database_nothing(client, django_assert_num_queries):
    """P6: a database that is away does not get the process killed."""
    with django_assert_num_queries(0):
        response = client.get("/healthz")
    assert response.json() == {"alive": True}
    assert "no-store" in response["Cache-Control"]


def test_ready_when_the_worker_works(client, worked):
    """P6, R63: database, migrations, append-only tables, mail, tasks, jobs, integrity of records, journal of deletions."""
    response = client.get("/readyz")
    assert response.status_code == 200
    assert response.json() == {
        "ready": True,
        "checks": dict.fromkeys(
            [
                "database",
                "migrations",
                "append_only",
                "mail",
                "tasks",
                "jobs",
                "integrity",
                "deletions",
                "home_pages",
                "examples",
            ],
            "ok",
        ),
    }
    assert "no-store" in response["Cache-Control"]


def red(client):
    response = client.get("/readyz")
    assert response.status_code == 503
    return [check for check, state in response.json()["checks"].items() if state != "ok"]


def test_a_dead_worker_turns_it_red(client, worked):
    """P6: jobs that nobody runs, and jobs that were never planned."""
    Schedule.objects.filter(key="publish_scheduled").update(next_run=timezone.now() - timedelta(minutes=16))
    assert red(client) == ["jobs"]
    assert "Is the worker running?" in concerns(now=timezone.now())[0]
    Schedule.objects.all().delete()
    assert red(client) == ["jobs"]


def test_strangers_learn_nothing_of_the_inside(client, worked, django_assert_max_num_queries):
    """P6: rows, errors and days are for staff and the command; each check runs once."""
    with django_assert_max_num_queries(40) as well:
        client.get("/readyz")
    IntegrityFault.objects.create(check_key="ledger", row="event 4711", found_at=timezone.now())
    Schedule.objects.filter(key="expire").update(last_error="ExpiryFailed")
    with django_assert_max_num_queries(len(well)):
        response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json().keys() == {"ready", "checks"}
    assert set(response.json()["checks"].values()) == {"ok", "broken"}
    assert not [secret for secret in ("4711", "ExpiryFailed", "“") if secret in response.content.decode()]
    told = StringIO()
    call_command("verify_records", stderr=told, stdout=StringIO())
    assert "ExpiryFailed" in told.getvalue()


def test_mail_that_waits_too_long_turns_it_red(client, worked):
    """P6: a full queue is seen; mail that was given up is a matter for staff."""
    mail = waiting()
    assert red(client) == ["mail"]
    OutboxMail.objects.filter(pk=mail.pk).update(state="given_up")
    assert client.get("/readyz").status_code == 200


def test_missing_guards_turn_it_red(client, worked):
    """P6, R27: tables that could be changed are not ready."""
    on = " ON privacy_ledger_ledgerevent" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER privacy_ledger_ledgerevent_no_delete{on}")
    assert red(client) == ["append_only"]
    append_only.install()


def test_the_cms_home_tells_administrators_and_nobody_else(client, worked):
    """P6, X7: a sentence each, at most twenty seconds late; nothing while all is well."""
    for name, role in (("admin", "Administrators"), ("editor", "Editors")):
        user = get_user_model().objects.create_user(name, password="x")
        user.groups.add(Group.objects.get(name=role))
    client.force_login(get_user_model().objects.get(username="admin"))
    assert "This needs attention" not in client.get("/admin/").content.decode()
    waiting(state="given_up")
    Schedule.objects.filter(key="expire").update(last_error="ExpiryFailed")
    cache.clear()
    page = client.get("/admin/").content.decode()
    assert "1 e-mail could not be sent." in page
    assert "ExpiryFailed" in page
    client.force_login(get_user_model().objects.get(username="editor"))
    assert "This needs attention" not in client.get("/admin/").content.decode()


def test_the_worker_runs_every_job_once_and_makes_the_site_ready(client):
    """P6, R58: mail, tasks and jobs in one round."""
    Schedule.objects.all().delete()
    call_command("worker", "--once")
    assert set(Schedule.objects.exclude(last_success=None).values_list("key", flat=True)) == set(jobs())
    assert not Schedule.objects.exclude(last_error="").exists()
    assert client.get("/readyz").status_code == 200
