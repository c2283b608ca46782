"""`manage.py verify_records`: carry out every integrity check now."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from privacy.operations.integrity import integrity_checks, sentences, verify


class Command(BaseCommand):
    """Print what each check found and what to do; end with an error when one found anything."""

    help = "Check that records are as they were written and that what should be deleted is. `/readyz` follows."

    def handle(self, *args: Any, **options: Any) -> None:
        wrong = 0
        for key, check in integrity_checks().items():
            if rows := verify(key, timezone.now()):
                wrong += 1
                self.stderr.write(f"{key}: {sentences(check, rows)}")
        if wrong:
            raise CommandError(f"{wrong} check(s) found records that are not as they should be.")
        self.stdout.write(f"{len(integrity_checks())} checks, nothing wrong.")
