"""`manage.py prune_choices --from … --until … --by … [--dry-run]`: delete a flood of made-up cookie choices, and admit to it."""

from argparse import ArgumentParser
from datetime import datetime
from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from privacy.cookies.pruning import choices_between, prune_choices

WORD = "PRUNE"
PERMISSION = "privacy_cookies.view_consentrecord"


class Command(BaseCommand):
    """Count what would go, and delete it after a typed word."""

    help = (
        "Delete the cookie choices recorded in a stretch of time. The proof of real choices of that time goes too; "
        "withdrawals by number stay. Who did it stands in the access log."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        moment = "Such as 2026-11-30T14:05, by the site's clock."
        parser.add_argument("--from", dest="since", required=True, help=moment)
        parser.add_argument("--until", required=True, help=moment)
        parser.add_argument("--by", required=True, help="The user name of the privacy officer who decided it.")
        parser.add_argument("--dry-run", action="store_true", help="Count what would go, and delete nothing.")

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        since, until = _moment(options["since"]), _moment(options["until"])
        if not since < until <= now:
            raise CommandError("Name a stretch of time that is over: --from lies before --until. Nothing was deleted.")
        officer = _officer(options["by"])
        count = choices_between(since, until).count()
        self.stdout.write(f"{count} choices were recorded between {since:%Y-%m-%d %H:%M} and {until:%Y-%m-%d %H:%M}.")
        if options["dry_run"] or not count:
            self.stdout.write("Nothing was deleted.")
            return
        if input(f"Their proof is lost for good. Type {WORD} to delete them: ").strip() != WORD:
            raise CommandError("Nothing was deleted.")
        note = prune_choices(since=since, until=until, by=officer, now=timezone.now())
        self.stdout.write(f"{note.count} choices are deleted. Note {note.pk} and the access log say so.")


def _moment(typed: str) -> datetime:
    try:
        found = parse_datetime(typed)
    except ValueError:
        found = None
    if found is None:
        raise CommandError("A moment is written like 2026-11-30T14:05. Nothing was deleted.")
    return timezone.localtime(found) if timezone.is_aware(found) else timezone.make_aware(found)


def _officer(name: str) -> Any:
    user = get_user_model()._default_manager.filter(username=name, is_active=True).first()
    if user is None or not user.has_perm(PERMISSION):
        raise CommandError("--by names nobody who may read cookie choices in the CMS. Nothing was deleted.")
    return user
