"""`manage.py verify_records`: carry out every integrity check now, and say what else is wrong."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from privacy.operations.health import concerns
from privacy.operations.integrity import integrity_checks, verify


class Command(BaseCommand):
    """Print what each check found, what else is wrong, and what to do; end with an error when a check found anything."""

    help = "Check that records are as they were written and that what should be deleted is. `/readyz` follows."

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        wrong = sum(bool(verify(key, now)) for key in integrity_checks())
        for sentence in concerns(now=now):
            self.stderr.write(sentence)
        if wrong:
            raise CommandError(f"{wrong} check(s) found records that are not as they should be.")
        self.stdout.write(f"{len(integrity_checks())} integrity checks: every record is as it was written.")
