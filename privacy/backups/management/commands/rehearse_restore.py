"""`manage.py rehearse_restore`: prove that a backup can be put back, without touching anything."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from privacy.backups.errors import BackupError
from privacy.backups.rehearsal import rehearse
from privacy.backups.services import backups


class Command(BaseCommand):
    """Rehearse a restore."""

    help = (
        "Put the newest backup, or the one named, back into a database and folders of its own; count what is there, look "
        "whether anybody who was deleted is back, check the record of legal bases, and throw it away."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", nargs="?", help="The backup; the newest by default.")
        parser.add_argument(
            "--identity", type=Path, required=True, help="The file with the age identity that opens it."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            name = options["name"] or next(iter(backups()), None)
            if not name:
                raise BackupError("There is no backup to rehearse with.")
            rehearsal = rehearse(name, identity=options["identity"], now=timezone.now())
        except BackupError as error:
            raise CommandError(str(error)) from error
        report = rehearsal.report
        if "error" in report:
            raise CommandError(f"The rehearsal with {name} failed: {report['error']}")
        self.stdout.write(f"Backup {name} was put back in {report['seconds']} s.")
        self.stdout.write(f"{report['repeated']:>8}  deletions and withdrawals since, carried out again")
        self.stdout.write(f"{report['returned']:>8}  records of deleted people found afterwards")
        self.stdout.write(f"{report['ledger_breaks']:>8}  entries of the record of legal bases that do not hold")
        for label, count in report["records"].items():
            self.stdout.write(f"{count:>8}  {label}")
        if not rehearsal.passed:
            raise CommandError("The rehearsal failed.")
