"""`manage.py scan_cookies [URL]`: a real browser compares the site with the register (C30)."""

import json
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from privacy.cookies.scanner.browser import NoBrowser, open_browser, what_is_missing
from privacy.cookies.scanner.compare import Found
from privacy.cookies.scanner.reports import finish_report, reported
from privacy.cookies.scanner.scan import CannotScan, Plan, Result, plan_scan, scan, with_staff
from privacy.cookies.scanner.staff import signed_in
from privacy.cookies.scanner.states import STAFF

DRIFT, NOT_SCANNED, NO_BROWSER = 1, 2, 3


class Command(BaseCommand):
    """Scan, keep the report, print it; the exit status tells what came out."""

    help = (
        "Open every public address in each state of consent, and the CMS, and compare cookies, storage and hosts with the "
        "policy version in force. Exit status: 0 all as declared, 1 drift, 2 could not scan, 3 no browser."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("url", nargs="?", default="", help="The site; SITE_URL by default.")
        companies = parser.add_mutually_exclusive_group()
        companies.add_argument(
            "--real", action="store_true", help="Let the real companies answer: this leaves the machine."
        )
        companies.add_argument("--fake-vendors", action="store_true", help="Let stand-ins answer (the default).")
        parser.add_argument(
            "--language", default="", choices=["", *dict(settings.LANGUAGES)], help="One language only."
        )
        parser.add_argument("--page-types", action="store_true", help="One page of each type, in one language.")
        parser.add_argument("--limit", type=positive, help="So many pages at most.")
        parser.add_argument("--allow-unused", action="store_true", help="What was never seen is no drift.")
        parser.add_argument("--json", action="store_true", help="Print the report as JSON.")

    def handle(self, *args: Any, **options: Any) -> None:
        if missing := what_is_missing():
            raise CommandError(missing, returncode=NO_BROWSER)
        try:
            plan = plan_scan(
                options["url"] or settings.SITE_URL,
                language=options["language"],
                one_of_each_type=options["page_types"],
                limit=options["limit"],
                real=options["real"],
                now=timezone.now(),
            )
            result = self._scan(plan, quiet=options["json"] or options["verbosity"] == 0)
        except CannotScan as error:
            raise CommandError(str(error), returncode=NOT_SCANNED) from error
        except NoBrowser as error:
            raise CommandError(str(error), returncode=NO_BROWSER) from error
        self.stdout.write(as_json(plan, result) if options["json"] else as_text(plan, result))
        if drift := result.drift(allow_unused=options["allow_unused"]):
            raise CommandError(f"Site and register differ in {len(drift)} points.", returncode=DRIFT)
        if result.unvisited:
            raise CommandError(f"{len(result.unvisited)} addresses were not looked at.", returncode=NOT_SCANNED)

    def _scan(self, plan: Plan, *, quiet: bool) -> Result:
        def progress(state: str) -> None:
            if not quiet:
                self.stderr.write(f"{state}: {len(plan.addresses)} pages…")

        # The browser closes first: while it is open, nothing is asked of the database.
        with (
            reported(plan, now=timezone.now()) as report,
            signed_in() as session,
            open_browser(plan.base_url, real=plan.real) as browser,
        ):
            result = scan(with_staff(plan, session), browser, progress=progress)
        finish_report(report, result, now=timezone.now())
        return result


def positive(value: str) -> int:
    """Return a whole number above zero; raises ValueError, which the parser turns into a sentence."""
    number = int(value)
    if number < 1:
        raise ValueError
    return number


def as_json(plan: Plan, result: Result) -> str:
    """Return the whole report for machines."""
    report = {
        "base_url": plan.base_url,
        "release": plan.declared.offer.release,
        "real": plan.real,
        "partial": plan.partial,
        "pages": [address.path for address in plan.addresses],
        "states": [*(state.name for state in plan.states), STAFF],
        "seconds_a_visit": round(result.seconds_a_visit, 3),
        "findings": [found.as_json() for found in result.findings],
    }
    return json.dumps(report, indent=2)


def as_text(plan: Plan, result: Result) -> str:
    """Return the report for people."""
    lines = [line for found in result.findings for line in _lines(found)]
    lines.append(
        f"{len(plan.addresses)} pages in {len(plan.states)} states, and the CMS, {result.seconds_a_visit:.2f} s each, compared with "
        f"version {plan.declared.offer.release} of the policy: {len(result.findings)} findings."
    )
    return "\n".join(lines)


def _lines(found: Found) -> list[str]:
    on = f" on {found.host}" if found.host else ""
    vendor = f" ({found.vendor})" if found.vendor and found.vendor != found.name else ""
    head = f"{found.what.replace('_', ' ')}: {found.kind.replace('_', ' ')} {found.name}{on}{vendor}"
    seen = [f"    {one.state}: {one.count} pages, such as {', '.join(one.paths[:3])}" for one in found.evidence]
    return [head, *seen]
