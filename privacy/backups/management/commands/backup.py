"""`manage.py backup`: take an encrypted backup of database and files now."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from privacy.backups.errors import BackupError
from privacy.backups.services import take_backup


class Command(BaseCommand):
    """Take a backup."""

    help = "Take an encrypted backup of database and files into BACKUP_DIR, and delete those whose period is over."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            backup = take_backup(now=timezone.now())
        except BackupError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"Backup {backup.name}: {backup.size} bytes in {backup.seconds} s.")
