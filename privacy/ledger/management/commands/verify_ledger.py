"""`manage.py verify_ledger`: prove that no record of a legal basis was changed or cut off."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from privacy.keys.append_only import missing
from privacy.ledger.models import LedgerEvent
from privacy.ledger.verify import verify
from privacy.operations.integrity import verify as remember


class Command(BaseCommand):
    """Print every problem; end with an error when there is one. `/readyz` follows."""

    help = "Check every record of a legal basis: none changed, none cut off, none deleted before its time."

    def handle(self, *args: Any, **options: Any) -> None:
        problems = 0
        for name in missing():
            problems += 1
            self.stderr.write(f"trigger missing: {name}")
        for problem in verify():
            problems += 1
            self.stderr.write(
                f"subject {problem.subject}, purpose {problem.purpose_key}, event {problem.sequence}: {problem.what}"
            )
        remember("ledger", timezone.now())
        if problems:
            raise CommandError(f"{problems} problem(s) found in the ledger.")
        self.stdout.write(f"{LedgerEvent.objects.count()} events checked: nothing changed, nothing missing.")
