"""The daily backup, and what staff should know when it stops."""

from datetime import datetime, timedelta

from django.conf import settings
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext

from privacy.backups.models import Backup, Rehearsal
from privacy.backups.services import take_backup
from privacy.operations.health import also_concerned
from privacy.operations.schedule import register_job

BACKUP_LATE = timedelta(days=2)
REHEARSAL_LATE = timedelta(days=92)


def daily_backup(now: datetime) -> None:
    """Take a backup where a place for it is set; raises what `take_backup` raises."""
    if settings.BACKUP_ROOT:
        take_backup(now=now)


def register_backups() -> None:
    """Make the job and the concerns known."""
    register_job("backup", every=timedelta(days=1), run=daily_backup)
    also_concerned(concerns)


def concerns(now: datetime) -> list[str]:
    """Return, in sentences, what is wrong with backups where they are made at all."""
    if not settings.BACKUP_ROOT:
        return []
    found = []
    last = Backup.objects.first()
    if last and last.taken_at < now - BACKUP_LATE:
        found.append(gettext("The last backup is of %(day)s.") % {"day": _day(last.taken_at)})
    tried = Rehearsal.objects.first()
    first = Backup.objects.last()
    if tried and not tried.passed:
        found.append(gettext("Putting a backup back failed in the rehearsal of %(day)s.") % {"day": _day(tried.at)})
    elif first and first.taken_at < now - timedelta(days=7) and (not tried or tried.at < now - REHEARSAL_LATE):
        found.append(gettext("Nobody has tried within three months whether a backup can be put back."))
    return found


def _day(moment: datetime) -> str:
    return date_format(localtime(moment))
