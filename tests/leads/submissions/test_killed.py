"""A web process or its connection to the database is killed in the middle of a post: whole or not at all, and never twice."""

import os
import signal
import time
import urllib.error
import urllib.parse
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
from django.db import connection
from django.utils import timezone

from leads.forms.rendering import mark, shown_now
from leads.forms.selectors import live_version
from leads.submissions import spam
from tests.leads.conftest import ANSWERS, PATH, proof_of_work
from tests.live import start_live_site

pytestmark = [pytest.mark.django_db, pytest.mark.faults, pytest.mark.postgresql]
TABLES = ("leads_submissions_submission", "privacy_ledger_ledgerevent", "privacy_outbox_outboxmail")
WAITING = "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"


@pytest.fixture(scope="module")
def site(django_db_setup, django_db_blocker):
    """The site with one web process, so that it is known which one takes the post."""
    with django_db_blocker.unblock():
        running = start_live_site(connection, serve=("--workers", "1", "--threads", "2"))
    yield running
    running.stop()


@pytest.fixture
def form(site):
    """What a browser sends that opened the form ten seconds ago."""
    key = spam.new_key("contact", now=timezone.now() - timedelta(seconds=10), fetched=True).text
    shown = mark(shown_now(live_version("contact", "en")))
    return {**ANSWERS, "website": "", "form_key": key, "form_shown": shown, "form_proof": proof_of_work(key)}


def send(site, form):
    """Return the status of a post, 0 where the connection broke."""
    request = urllib.request.Request(
        site.url + PATH, urllib.parse.urlencode(form).encode(), {"Sec-Fetch-Site": "same-origin"}
    )
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.status
    except urllib.error.HTTPError as refusal:
        return refusal.code
    except OSError:
        return 0


def rows(site):
    return [site.sql(f"SELECT count(*) FROM {table}")[0][0] for table in TABLES]


@contextmanager
def halfway(site, form):
    """Send a post that waits where its mails are queued, with the message written already: yields (its answer, who waits)."""
    with ThreadPoolExecutor(1) as browser, psycopg.connect(site.database_url) as other:
        other.execute("LOCK TABLE privacy_outbox_outboxmail IN ACCESS EXCLUSIVE MODE")
        answer = browser.submit(send, site, form)
        deadline = time.monotonic() + 30
        while not (waiting := site.sql(WAITING)):
            assert time.monotonic() < deadline, "The post never came to its mails."
            time.sleep(0.05)
        yield answer, waiting
        other.rollback()


def web_processes(site):
    children = Path(f"/proc/{site.process.pid}/task/{site.process.pid}/children").read_text()
    return [int(pid) for pid in children.split()]


def until_it_answers(site):
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        try:
            urllib.request.urlopen(f"{site.url}/en/", timeout=30).close()
            return
        except OSError:
            time.sleep(0.2)


def test_a_killed_web_process_leaves_nothing_and_the_same_post_is_taken_once(site, form):
    """P5: message, legal basis and mails go together; whoever presses again is heard."""
    before = rows(site)
    with halfway(site, form) as (answer, _waiting):
        for pid in web_processes(site):
            os.kill(pid, signal.SIGKILL)
        assert answer.result(timeout=30) == 0
    until_it_answers(site)
    assert rows(site) == before
    assert send(site, form) == 200
    once = rows(site)
    assert once[0] == before[0] + 1
    assert all(now > then for now, then in zip(once, before, strict=True))
    assert send(site, form) == 200
    assert rows(site) == once


def test_a_lost_database_is_an_error_once_and_the_next_post_is_taken(site, form):
    """P5: a broken connection is not met a second time, and leaves nothing behind."""
    before = rows(site)
    with halfway(site, form) as (answer, waiting):
        for (pid,) in waiting:
            site.sql("SELECT pg_terminate_backend(%s)", pid)
        assert answer.result(timeout=30) >= 500
    assert rows(site) == before
    assert send(site, form) == 200
    assert rows(site)[0] == before[0] + 1
