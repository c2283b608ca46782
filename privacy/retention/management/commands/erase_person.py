"""`manage.py erase_person`: delete what the site holds of one person, on their request (policy §6)."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from privacy.retention.asking_who import ask_who
from privacy.retention.erasure import begin_erasure, carry_out, outcomes, unfinished
from privacy.retention.models import Erasure
from privacy.retention.people import holdings

WORD = "ERASE"


class Command(BaseCommand):
    """Ask who it is about, show what would go, and delete it after a typed word."""

    help = (
        "Delete the data of one person. Asks for an address, a number or a reference, which are shown and kept nowhere."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        for erasure in unfinished():
            self.stdout.write(f"Erasure {erasure.pk} was cut off: going on.")
            self._report(carry_out(erasure, now=timezone.now()))
        subjects = ask_who()
        if not (found := holdings(subjects)):
            self.stdout.write("Nothing is held of this person.")
            return
        for holding in found:
            self.stdout.write(f"{holding.count:>6}  {holding.store.label}")
        if input(f"Type {WORD} to delete what may go: ").strip() != WORD:
            raise CommandError("Nothing was deleted.")
        begun = begin_erasure(subject_ids=subjects, actor_id=None, now=timezone.now())
        self._report(carry_out(begun, now=timezone.now()))

    def _report(self, erasure: Erasure) -> None:
        for outcome in outcomes(erasure):
            self.stdout.write(f"{outcome.removed:>6}  removed: {outcome.store.label}")
            for reason, count in outcome.kept.items():
                self.stdout.write(f"{count:>6}  kept: {outcome.store.label}. {reason}")
        self.stdout.write(f"Erasure {erasure.pk} is finished.")
