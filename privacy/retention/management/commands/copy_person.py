"""`manage.py copy_person FILE`: write down what the site holds of one person, for their request (policy §6)."""

import json
import os
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.core.serializers.json import DjangoJSONEncoder

from privacy.retention.asking_who import ask_who
from privacy.retention.people import copy_of


class Command(BaseCommand):
    """Write a file that only its owner may read; files that were sent are listed, not enclosed."""

    help = "Write everything held of one person as JSON (GDPR Art. 15, 20). Asks for an address, number or reference."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", help="A new file. Delete it once it is handed over.")

    def handle(self, *args: Any, **options: Any) -> None:
        copy = copy_of(ask_who())
        if not copy:
            self.stdout.write("Nothing is held of this person.")
            return
        try:
            descriptor = os.open(options["file"], os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except OSError as error:
            raise CommandError(
                "The file exists, or its folder does not: name a new one. Nothing was written."
            ) from error
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            json.dump(copy, file, cls=DjangoJSONEncoder, ensure_ascii=False, indent=2)
        records = sum(len(rows) for rows in copy.values())
        self.stdout.write(
            f"{records} records of {len(copy)} stores are written. Hand the file over safely, then delete it."
        )
