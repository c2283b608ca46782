"""`manage.py rotate_keys`: move stored values to the newest keys after a new one was put first."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from privacy.keys.errors import NoKey, WrongKey
from privacy.keys.hashing import key_id
from privacy.operations.rotation import keys_that_signed, rotate_all


class Command(BaseCommand):
    """Re-encrypt and re-hash; say which older keys are still needed."""

    help = "Re-encrypt every encrypted value and carry every keyed hash to the newest keys. Safe to repeat."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            for rotated in rotate_all():
                self.stdout.write(f"{rotated.what:<44} {rotated.count:>8}")
        except (WrongKey, NoKey) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(
            "Older ENCRYPTION_KEYS are not needed any more by what is stored now; backups still need them."
        )
        signed = keys_that_signed()
        for key in settings.LOOKUP_KEYS[1:]:
            if key_id(key) in signed:
                self.stdout.write(f"Keep the LOOKUP_KEYS entry {key_id(key)}: it signed records that are still kept.")
