"""Workers killed with -9 in the middle of a mail: none is lost, a copy has the same Message-ID."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.db import connection

from tests.databases import copy_postgres

ROOT = Path(__file__).resolve().parents[3]
PROGRAM = """
import datetime, sys
import django
django.setup()
import tests.privacy.outbox.faults_mail
from django.core.management import call_command
from django.utils import timezone
from privacy.outbox.models import OutboxMail
from privacy.outbox.services import queue_mail, send_due

verb, number = sys.argv[1], int(sys.argv[2])
if verb == "queue":
    common = {"kind": "tests.fault", "purpose_key": "contact", "subject": None, "language": "nl", "now": timezone.now()}
    for object_id in range(number):
        queue_mail(object_id=object_id, **common)
elif verb == "send":
    print("sent", send_due(now=timezone.now() + datetime.timedelta(minutes=number)).sent)
elif verb == "work":
    call_command("worker")
elif verb == "states":
    print(*OutboxMail.objects.values_list("state", flat=True))
"""

pytestmark = pytest.mark.faults


def copied_database(folder):
    """Copy the test database for processes of our own; return the copy's address."""
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        target = sqlite3.connect(folder / "site.sqlite3")
        connection.connection.backup(target)
        target.close()
        return f"sqlite:///{folder / 'site.sqlite3'}"
    settings = connection.settings_dict
    connection.close()
    copy_postgres(settings, settings["NAME"], "kargro_faults")
    password = f":{settings['PASSWORD']}" if settings["PASSWORD"] else ""
    return f"postgres://{settings['USER']}{password}@{settings['HOST']}:{settings['PORT']}/kargro_faults"


@pytest.fixture
def site(tmp_path, django_db_setup, django_db_blocker):
    """A database of its own, and a way to start processes on it."""
    with django_db_blocker.unblock():
        address = copied_database(tmp_path)
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "tests.privacy.outbox.faults_settings",
        "DATABASE_URL": address,
        "PYTHONPATH": f"{ROOT / 'site'}:{ROOT}",
        "FAULTS_DIR": str(tmp_path),
    }
    started = []

    def start(verb, number="0", **more):
        command = [sys.executable, "-c", PROGRAM, verb, number]
        started.append(
            subprocess.Popen(command, cwd=ROOT, env={**environment, **more}, stdout=subprocess.PIPE, text=True)
        )
        return started[-1]

    start.folder = tmp_path
    yield start
    for process in started:
        if process.poll() is None:
            process.kill()
            process.wait(timeout=10)


def run(site, *arguments):
    process = site(*arguments)
    out, _ = process.communicate(timeout=60)
    assert process.returncode == 0
    return out


def wait_for(process, path, lines=0):
    deadline = time.monotonic() + 60
    while not path.exists() or len(path.read_text().splitlines()) < lines:
        assert time.monotonic() < deadline, "the worker never came that far"
        assert process.poll() is None, "the worker ended by itself"
        time.sleep(0.02)


def kill_when(process, path, lines=0):
    wait_for(process, path, lines)
    process.kill()
    process.wait(timeout=10)


def accepted(site):
    path = site.folder / "accepted"
    return path.read_text().split() if path.exists() else []


def test_a_worker_killed_before_the_server_accepts_loses_nothing_and_sends_once(site):
    """P5: claimed, killed, taken over after the claim ran out: sent exactly once."""
    run(site, "queue", "2")
    kill_when(site("send", "0", FAULTS_BEFORE="60"), site.folder / "talking")
    assert accepted(site) == []
    assert "sent 1" in run(site, "send", "0")
    assert "sent 1" in run(site, "send", "11")
    assert len(accepted(site)) == len(set(accepted(site))) == 2


def test_a_worker_killed_after_the_server_accepted_sends_a_copy_with_the_same_id(site):
    """P5: at least once, with an idempotent key."""
    run(site, "queue", "1")
    kill_when(site("send", "0", FAULTS_AFTER="60"), site.folder / "accepted", lines=1)
    assert "sent 0" in run(site, "send", "5")
    assert "sent 1" in run(site, "send", "11")
    first, second = accepted(site)
    assert first == second


def test_two_workers_at_once_send_each_mail_once(site):
    """P5: many workers, no double."""
    run(site, "queue", "20")
    workers = [site("send", "0", FAULTS_BEFORE="0.02") for _ in range(3)]
    counts = [int(worker.communicate(timeout=120)[0].split()[-1]) for worker in workers]
    assert sum(counts) == 20
    assert len(set(accepted(site))) == len(accepted(site)) == 20


def test_a_worker_told_to_stop_finishes_the_mail_in_hand(site):
    """P5: SIGTERM ends the worker after its work, without a claim left behind."""
    run(site, "queue", "1")
    worker = site("work", FAULTS_BEFORE="1")
    wait_for(worker, site.folder / "talking")
    worker.send_signal(signal.SIGTERM)
    out, _ = worker.communicate(timeout=30)
    assert worker.returncode == 0
    assert "has stopped" in out
    assert len(accepted(site)) == 1
    assert run(site, "states").split() == ["sent"]
