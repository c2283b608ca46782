"""`manage.py load_site`: from an empty database to the site, and to the first version of its policy."""

import sys
from argparse import ArgumentParser
from datetime import datetime
from typing import Any

from django.contrib.auth import get_user_model
from django.core.cache import cache
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, OperationalError
from django.utils import timezone
from wagtail.models import Locale, Page

from home.pages.loading import BegunByHand, FromDevelopment, Untranslated, load_site, release_first
from privacy.operations.health import OK, concerns, readiness
from privacy.register.lint import Finding, run_lint
from privacy.register.models.facts import Vendor
from privacy.register.selectors import current_release
from privacy.register.services import NothingToRelease, ReleaseRefused

IN_THE_CMS = "in the CMS under Privacy › Review and release"


class Command(BaseCommand):
    """Load the site into an empty database, say what is left to do, and release the first version when told to."""

    help = (
        "Fill an empty database with the site: pages, register, forms and texts in every language, no company switched on "
        "and nothing marked EXAMPLE. Where the site is there already, nothing is changed."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Offer to release without asking."""
        parser.add_argument("--release", action="store_true", help="Release version 1 of the policy without asking.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Load, then release; exit with 1 when something stands in the way, with what was loaded in its place."""
        now = timezone.now()
        self._load(now)
        if not get_user_model()._default_manager.filter(is_active=True, is_superuser=True).exists():
            self.stdout.write("Nobody can sign in yet. Make the first account: manage.py createsuperuser")
        if current_release() is None and (options["release"] or self._asked()):
            self._release(now)
        self._say_what_is_in_force()

    def _load(self, now: datetime) -> None:
        """Load what the site starts with; leave with one sentence where that is not possible."""
        self._see_tables(now)
        try:
            untranslated = load_site(now=now)
        except FromDevelopment as refusal:
            numbers = ", ".join(str(number) for number in refusal.numbers)
            raise CommandError(
                "This database comes from development: versions of its policy rest on EXAMPLE contracts "
                f"({numbers}), and no version can be deleted. Start from an empty database. Nothing was changed."
            ) from refusal
        except BegunByHand as refusal:
            found = ", ".join(f"{count} {name}" for count, name in refusal.found)
            raise CommandError(
                f"This database is neither empty nor whole; it holds: {found}. Start from an empty one, or write "
                "what is missing in the CMS. Nothing was changed."
            ) from refusal
        except OperationalError as refusal:
            raise CommandError(
                "The database did not answer in time; perhaps another process writes to it. Nothing was changed: try again."
            ) from refusal
        if untranslated is None:
            self.stdout.write("The site is there already. Nothing was loaded, and nothing was changed.")
        else:
            self._say_what_was_loaded(untranslated)

    def _see_tables(self, now: datetime) -> None:
        """Leave with one sentence where tables are missing, or the database is."""
        states = readiness(now=now)
        if states["database"] != OK or states["migrations"] != OK:
            raise CommandError(concerns(now=now)[0])
        try:
            cache.get("load_site")
        except DatabaseError as missing:
            raise CommandError("The cache has no table in the database. Run “createcachetable”.") from missing

    def _say_what_was_loaded(self, untranslated: Untranslated) -> None:
        """Print what is there now, and what only the company can fill in."""
        pages = Page.objects.filter(depth__gt=1, live=True).count()
        self.stdout.write(
            f"Loaded {pages} pages in {Locale.objects.count()} languages, with register, forms and texts."
        )
        for language, missing in untranslated.items():
            for _field, text in missing:
                self.stderr.write(f"{language}: no translation of “{text[:60]}”")
        blocking, notes = _parted(run_lint())
        if blocking:
            self.stdout.write("\nThis refuses the first version until it is mended:")
            for finding in blocking:
                self._item(_sentences(finding))
        self.stdout.write("\nOnly the company can fill in what follows; none of it stops the first version:")
        off = ", ".join(Vendor.objects.filter(active=False).values_list("name", flat=True))
        self._item(
            f"{off}: switched off, without contract and number. Switch on what is used, under Privacy › Companies and cookies."
        )
        for finding in notes:
            self._item(_sentences(finding))
        self.stdout.write("")

    def _asked(self) -> bool:
        """Ask somebody at a terminal whether to release; nobody there is a no, and what refuses it is not asked."""
        if not sys.stdin.isatty() or _parted(run_lint())[0]:
            return False
        try:
            return input("Release version 1 now? [y/N] ").strip().lower() in ("y", "yes")
        except (EOFError, KeyboardInterrupt):
            self.stdout.write("")
            return False

    def _release(self, now: datetime) -> None:
        """Release version 1 and show the forms; leave with 1 and every finding that refuses it."""
        try:
            release_first(now=now)
        except NothingToRelease:
            return
        except ReleaseRefused as refusal:
            for finding in refusal.findings:
                self._item(_sentences(finding))
            count = len(refusal.findings)
            raise CommandError(
                f"{count} finding{' refuses' if count == 1 else 's refuse'} version 1. What was loaded stays: mend what is "
                "named above, then run load_site --release again."
            ) from refusal

    def _say_what_is_in_force(self) -> None:
        current = current_release()
        if current is None:
            self.stdout.write(
                f"No policy is released, so no form is shown. Release it with load_site --release, or {IN_THE_CMS}."
            )
        else:
            self.stdout.write(f"Version {current.number} of the policy is in force. The next is released {IN_THE_CMS}.")

    def _item(self, text: str) -> None:
        self.stdout.write(f"- {text}")


def _parted(findings: list[Finding]) -> tuple[list[Finding], list[Finding]]:
    """Return what refuses a release, and what is only noted."""
    return [one for one in findings if one.blocking], [one for one in findings if not one.blocking]


def _sentences(finding: Finding) -> str:
    """Return what is wrong, in which language, and what to do."""
    language = f" [{finding.language}]" if finding.language else ""
    return f"{finding.message}{language} {finding.fix}"
