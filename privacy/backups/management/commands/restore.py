"""`manage.py restore`: put a backup back, and delete again what was deleted since."""

import json
from argparse import ArgumentParser
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from privacy.backups.encryption import identities
from privacy.backups.errors import BackupError
from privacy.backups.restoring import Report, check, restore
from privacy.backups.services import backups

WORD = "RESTORE"


class Command(BaseCommand):
    """Put a backup in the place of what is here."""

    help = (
        "Put a backup from BACKUP_DIR in the place of database and files here, and carry out again every deletion and "
        "withdrawal since. Stop web and worker first. Without a name, list the backups."
    )
    # The database may be empty, or newer than the backup.
    requires_migrations_checks = False
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", nargs="?", help="The backup, such as 20261129T020000Z.")
        parser.add_argument("--identity", type=Path, help="The file with the age identity that opens it.")
        parser.add_argument("--check", action="store_true", help="Read it to its end and change nothing.")
        parser.add_argument("--yes", action="store_true", help="Do not ask.")
        parser.add_argument("--json", action="store_true", help="Write the report as JSON.")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            self._handle(options)
        except BackupError as error:
            raise CommandError(str(error)) from error

    def _handle(self, options: dict[str, Any]) -> None:
        if not options["name"]:
            self.stdout.write("\n".join(backups()) or "There is no backup.")
            return
        if not options["identity"]:
            raise BackupError("Name the file with the age identity: --identity FILE.")
        by = identities(options["identity"])
        if options["check"]:
            manifest = check(options["name"], by)
            self.stdout.write(f"Backup {manifest.name} is whole and can be opened: {manifest.size} bytes.")
            return
        if not options["yes"]:
            self.stdout.write("What is in the database and in the folders for files now is lost.")
            if input(f"Type {WORD} to put {options['name']} back: ").strip() != WORD:
                raise CommandError("Nothing was changed.")
        self._say(restore(options["name"], by=by, now=timezone.now()), as_json=options["json"])

    def _say(self, report: Report, *, as_json: bool) -> None:
        if as_json:
            self.stdout.write(json.dumps(asdict(report)))
        else:
            self.stdout.write(f"Backup {report.backup} is back, in {report.seconds} s.")
            self.stdout.write(f"{report.repeated:>8}  deletions and withdrawals since, carried out again")
            for label, count in report.records.items():
                self.stdout.write(f"{count:>8}  {label}")
        if not report.passed:
            raise CommandError(
                f"{report.returned} records of deleted people came back and {report.ledger_breaks} entries of the record "
                "of legal bases do not hold: do not open the site before you know why (verify_ledger, erase_person)."
            )
