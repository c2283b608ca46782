"""Reports of scans: begun, finished, the last ones kept."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import cast

from django.core.cache import cache
from django.db.models import Q, QuerySet
from django.utils import timezone

from privacy.cookies.models import ScanReport
from privacy.cookies.scanner.browser import NoBrowser
from privacy.cookies.scanner.compare import STOPPED, TOO_EARLY, UNDECLARED
from privacy.cookies.scanner.scan import CannotScan, Plan, Result
from privacy.cookies.scanner.states import STAFF

KEPT = 50
# A scan that has not ended by then was cut off.
LONGEST = timedelta(hours=2)
LAST_KEY, LAST_SECONDS = "cookies:last-scan", 60
UNREACHABLE, CUT_OFF = "unreachable", "cut_off"


@dataclass(frozen=True)
class LastScan:
    """What home and menu say about the last scan: when it began, and how many findings it has.

    `grave` are those that reach visitors: undeclared, or too early. `failed` when it saw nothing.
    """

    started_at: datetime
    count: int
    grave: int
    failed: bool


def begin_report(plan: Plan, *, now: datetime) -> ScanReport:
    """Keep that a scan begins, and let the oldest reports go."""
    report: ScanReport = ScanReport.objects.create(
        started_at=now,
        base_url=plan.base_url[:255],
        release_number=plan.declared.offer.release,
        pages=len(plan.addresses),
        states=[*(state.name for state in plan.states), STAFF],
        partial=plan.partial,
        real=plan.real,
    )
    kept = ScanReport.objects.values_list("pk", flat=True)[:KEPT]
    ScanReport.objects.exclude(pk__in=list(kept)).delete()
    return report


def finish_report(report: ScanReport, result: Result, *, now: datetime) -> None:
    """Keep what a scan saw."""
    report.findings = [found.as_json() for found in result.findings]
    report.finished_at = now
    report.save(update_fields=["findings", "finished_at"])
    cache.delete(LAST_KEY)


def fail_report(report: ScanReport, reason: str, *, now: datetime) -> None:
    """Keep that a scan saw nothing, and why: "unreachable", or "cut_off"."""
    report.failure, report.finished_at = reason, now
    report.save(update_fields=["failure", "finished_at"])
    cache.delete(LAST_KEY)


@contextmanager
def reported(plan: Plan, *, now: datetime) -> Iterator[ScanReport]:
    """Keep a report around a scan; one that ends in an error is kept as failed, one without a browser not at all."""
    report = begin_report(plan, now=now)
    try:
        yield report
    except NoBrowser:
        report.delete()
        raise
    except BaseException as error:
        fail_report(report, UNREACHABLE if isinstance(error, CannotScan) else CUT_OFF, now=timezone.now())
        raise


def is_running(report: ScanReport, *, now: datetime) -> bool:
    """Return whether a scan is still under way."""
    return report.finished_at is None and report.started_at > now - LONGEST


def ended(*, now: datetime) -> QuerySet[ScanReport]:
    """Return the reports of scans that are over, the latest first."""
    return ScanReport.objects.filter(Q(started_at__lte=now - LONGEST) | ~Q(finished_at=None))


def latest_report(*, now: datetime) -> ScanReport | None:
    """Return the latest scan of the whole site; where there is none, the latest of a part of it.

    A scan of a part never stands in place of one that saw everything.
    """
    return ended(now=now).order_by("partial", "-started_at").first()


def last_scan(*, now: datetime) -> LastScan | None:
    """Return the last scan in short, as it was at most a minute ago; None before the first."""
    found = cache.get_or_set(LAST_KEY, lambda: (_in_short(latest_report(now=now)),), LAST_SECONDS)
    return cast("tuple[LastScan | None]", found)[0]


def _in_short(report: ScanReport | None) -> LastScan | None:
    if report is None:
        return None
    grave = sum(found["what"] in (UNDECLARED, TOO_EARLY, STOPPED) for found in report.findings)
    failed = bool(report.failure) or report.finished_at is None
    return LastScan(report.started_at, len(report.findings), grave, failed)
