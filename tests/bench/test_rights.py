"""What one person's rights cost among a million messages and three million entries of the ledger (PostgreSQL)."""

import os
import resource
import statistics
import time
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from leads.submissions.models import Submission, SubmissionNote
from privacy.personal_data.look_up import find_person
from privacy.retention.erasure import begin_erasure, carry_out
from privacy.retention.expiry import expire_all
from privacy.retention.people import holdings
from privacy.rights.sar_archive import archive_of
from tests.bench.test_inbox import FIRST_SUBJECT, message, people, seed  # noqa: F401

pytestmark = [pytest.mark.bench, pytest.mark.django_db(transaction=True)]
FEW, MANY = 10_000, int(os.environ.get("BENCH_MESSAGES", "1000000"))
FIND_SECONDS, MOST_TIMES, NOISE_SECONDS = 0.2, 2, 0.01
EXPORTED, EXPORT_SECONDS = 1_000, 5
ERASED = 10_001
EXPIRED, EXPIRED_A_SECOND, MOST_MEGABYTES = 50_000, 5_000, 64
ADDRESS = "jan@example.com"

# Two entries for each of three purposes and each person; nobody verifies these chains.
LEDGER = """
INSERT INTO privacy_ledger_ledgerevent (
    subject_id, purpose_key, sequence, action, basis, text_hash, release_number, language, channel, form_version, path,
    evidence_hash, at, key_id, mac)
SELECT s.id, p.key, q.n, 'requested', 'contract', md5('text') || md5('t'), 1, 'en', 'form', '', '', '', now(), '', ''
FROM privacy_ledger_subject s, (VALUES ('contact'), ('meeting'), ('newsletter')) p(key), (VALUES (1), (2)) q(n)
WHERE s.id BETWEEN %(first)s AND %(last)s
"""


def fill(people, message, first, last):  # noqa: F811
    """Add messages and what the ledger says of their senders."""
    seed(people, message, first, last)
    with connection.cursor() as cursor:
        subjects = {"first": FIRST_SUBJECT + first // 2 + (first > 1), "last": FIRST_SUBJECT + last // 2}
        cursor.execute(LEDGER, subjects)
        cursor.execute("VACUUM ANALYZE")


def seconds(act, times=9):
    """Return the median seconds of an act, the first ones left out."""
    act(), act()
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        act()
        taken.append(time.perf_counter() - start)
    return statistics.median(taken)


def find():
    assert holdings(find_person(scope="email", value=ADDRESS))


def notes(message, count):  # noqa: F811
    now = timezone.now()
    SubmissionNote.objects.bulk_create(
        (SubmissionNote(submission=message, kind="remark", text="Called back.", at=now) for _ in range(count)), 1000
    )


def test_one_person_among_a_million(people, message):  # noqa: F811
    """R72, R73: found in 200 ms, copied in 5 s, deleted whole; retention goes on at speed in flat memory."""
    fill(people, message, 1, FEW)
    few = seconds(find)
    fill(people, message, FEW + 1, MANY)
    many = seconds(find)
    print(f"find: {few * 1000:.0f} ms among {FEW:,}, {many * 1000:.0f} ms among {MANY:,}")
    assert many <= FIND_SECONDS
    assert many <= MOST_TIMES * few + NOISE_SECONDS

    notes(message, EXPORTED)
    start = time.perf_counter()
    content = archive_of(find_person(scope="email", value=ADDRESS), now=timezone.now())
    exported = time.perf_counter() - start
    print(f"copy of {EXPORTED:,} records: {exported:.2f} s, {len(content):,} bytes")
    assert exported <= EXPORT_SECONDS

    notes(message, ERASED - EXPORTED)
    subjects = find_person(scope="email", value=ADDRESS)
    start = time.perf_counter()
    erasure = carry_out(begin_erasure(subject_ids=subjects, actor_id=None, now=timezone.now()), now=timezone.now())
    print(f"deleting {ERASED:,} records: {time.perf_counter() - start:.1f} s")
    assert erasure.finished_at
    assert not SubmissionNote.objects.filter(submission__subject__in=subjects).exists()
    assert not Submission.objects.filter(subject__in=subjects).exists()

    old = Submission.objects.order_by("pk").values_list("pk", flat=True)[EXPIRED - 1]
    Submission.objects.filter(pk__lte=old).update(last_contact_at=timezone.now() - timedelta(days=4000))
    before = Submission.objects.count()
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    start = time.perf_counter()
    runs = expire_all(now=timezone.now())
    taken = time.perf_counter() - start
    gone = before - Submission.objects.count()
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - memory) / 1024
    records = sum(run.count for run in runs)
    print(
        f"retention: {gone:,} messages, {records:,} records in {taken:.1f} s: {records / taken:,.0f} a second, +{grown:.0f} MB"
    )
    assert grown <= MOST_MEGABYTES
    assert records / taken >= EXPIRED_A_SECOND
