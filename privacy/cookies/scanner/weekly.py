"""The weekly scan: started by the worker where a browser is installed, in a process of its own."""

import logging
import subprocess
import sys
from datetime import datetime, timedelta

from django.conf import settings

from privacy.cookies.models import ScanReport
from privacy.cookies.scanner.browser import what_is_missing
from privacy.cookies.scanner.reports import is_running
from privacy.operations.schedule import register_job

logger = logging.getLogger(__name__)


def weekly_scan(now: datetime) -> None:
    """Start a scan of COOKIE_SCAN_URL; nothing where that is empty, a browser is missing, or a scan is under way.

    It may take longer than a job's lease and must not keep mail waiting, so nobody waits for it: the scan keeps
    its own report, also when it fails.
    """
    if not settings.COOKIE_SCAN_URL or what_is_missing():
        return
    latest = ScanReport.objects.first()
    if latest and is_running(latest, now=now):
        return
    logger.info("the weekly cookie scan begins")
    start_scan(settings.COOKIE_SCAN_URL)


def start_scan(url: str) -> None:
    """Run the command in the background."""
    command = [sys.executable, str(settings.BASE_DIR / "manage.py"), "scan_cookies", url]
    subprocess.Popen(command, cwd=settings.BASE_DIR, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)


def register_weekly_scan() -> None:
    """Make the job known. It is known everywhere, so that no process waits for one that another does not have."""
    register_job("scan_cookies", every=timedelta(weeks=1), run=weekly_scan)
