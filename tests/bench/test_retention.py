"""What visitors notice while a hundred thousand messages are deleted by their rule (PostgreSQL)."""

import http.client
import subprocess
import sys
import time
import urllib.parse
from itertools import count
from statistics import quantiles

import pytest

from tests.bench.test_form_posts import our_posts
from tests.live import ROOT

OLD = 100_000
POSTS, PACE_SECONDS, MOST_TIMES = 300, 0.05, 2

# Copies of the message that was posted first, eleven years old.
SEED = """
INSERT INTO leads_submissions_submission (
    reference, form_version_id, language, purpose_key, page_title, page_path, release_number, state, received_at,
    last_contact_at, subject_id, answers, events, outcome, revision, spam_signal, content_hash, is_test, key_hash)
SELECT 'S' || lpad(n::text, 11, '0'), s.form_version_id, s.language, s.purpose_key, '', '', s.release_number, 'answered',
    now() - interval '4000 days', now() - interval '4000 days', s.subject_id, s.answers, '[]', '', 0, '', '', false,
    md5(n::text) || md5('key' || n::text)
FROM (SELECT * FROM leads_submissions_submission ORDER BY id LIMIT 1) s, generate_series(1, %s) n
"""
IDENTIFIERS = """
INSERT INTO leads_submissions_submissionidentifier (submission_id, scope, hash, hash_key)
SELECT id, 'email', md5(id::text) || md5('hash' || id::text), '' FROM leads_submissions_submission
WHERE last_contact_at < now() - interval '1000 days'
"""
EXPIRE = """
from django.utils import timezone
from privacy.register.selectors import released_register
from privacy.retention.expiry import expire_all
released_register()
print("begins", flush=True)
print(sum(run.count for run in expire_all(now=timezone.now())), flush=True)
"""


def seconds_a_post(send, host, numbers, goes_on):
    """Send a post every 50 ms while `goes_on`; return how long each took."""
    taken, due = [], time.perf_counter()
    while goes_on(len(taken)):
        time.sleep(max(0, due - time.perf_counter()))
        due = max(due, time.perf_counter()) + PACE_SECONDS
        connection = http.client.HTTPConnection(host, timeout=60)
        start = time.perf_counter()
        assert send(connection, next(numbers))
        taken.append(time.perf_counter() - start)
        connection.close()
    return taken


@pytest.mark.bench
@pytest.mark.django_db
def test_posts_do_not_wait_for_retention(busy_site):
    """R59, P5: the slowest of twenty posts takes at most twice as long while messages are deleted as otherwise."""
    send, numbers = our_posts(busy_site.url, 20 * POSTS), count()
    host = urllib.parse.urlsplit(busy_site.url).netloc
    seconds_a_post(send, host, numbers, lambda done: done < 20)
    busy_site.sql(SEED, OLD)
    busy_site.sql(IDENTIFIERS)
    busy_site.sql("ANALYZE")
    idle = seconds_a_post(send, host, numbers, lambda done: done < POSTS)
    deleting = subprocess.Popen(
        [sys.executable, "manage.py", "shell", "-v", "0", "-c", EXPIRE],
        cwd=ROOT,
        env=busy_site.environ,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert deleting.stdout.readline() == "begins\n"
    start = time.perf_counter()
    during = seconds_a_post(send, host, numbers, lambda done: deleting.poll() is None)
    gone, took = int(deleting.stdout.read()), time.perf_counter() - start
    before, meanwhile = (quantiles(times, n=20)[-1] for times in (idle, during))
    print(
        f"\nposts, p95: idle {before * 1000:.0f} ms, while {gone:,} messages were deleted in {took:.1f} s "
        f"{meanwhile * 1000:.0f} ms ({len(during)} posts, ratio {meanwhile / before:.2f})"
    )
    assert gone >= OLD
    assert len(during) >= 100
    assert meanwhile <= MOST_TIMES * before
