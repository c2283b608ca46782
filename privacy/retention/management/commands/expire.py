"""`manage.py expire [--dry-run]`: carry out every retention rule of the release in force."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from privacy.register.selectors import current_release
from privacy.retention.expiry import expire_all


class Command(BaseCommand):
    """Delete what is over; print how much by which rule."""

    help = "Delete personal data whose period is over, by the periods of the policy version in force."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="Count what would go, and delete nothing.")

    def handle(self, *args: Any, **options: Any) -> None:
        if current_release() is None:
            raise CommandError("There is no policy version yet: publish one, so that the periods are known.")
        runs = expire_all(now=timezone.now(), dry_run=options["dry_run"])
        for run in runs:
            before = f"before {run.before:%Y-%m-%d %H:%M}" if run.before else "no period"
            self.stdout.write(f"{run.rule:<26} {run.store:<36} {before:<26} {run.count:>8}  {run.error}".rstrip())
        if failed := [run for run in runs if run.error]:
            raise CommandError(f"{len(failed)} rule(s) could not be carried out.")
