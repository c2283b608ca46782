"""What must be so before the worker does anything: the database is whole, and knows every deletion (R63)."""

import logging
from datetime import datetime, timedelta

from django.conf import settings
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from privacy.operations.health import AWAY, LATE, MISSING, OK, HealthCheck
from privacy.operations.integrity import IntegrityCheck
from privacy.retention.journal import restoring
from privacy.retention.tombstones import begin, catch_up, is_behind, is_lost, longest_unwritten, lost_entries

logger = logging.getLogger(__name__)
LOST = "lost"
REMEDY = _(
    "Put it back into TOMBSTONE_DIR from a copy (each backup holds one), before any older database is put back: without it "
    "people who were deleted would return."
)


class DeletionsKnown:
    """Open once the database knows what was deleted: no mail goes to somebody who was deleted since a backup.

    While a restore is going on nothing is done at all. Raises OSError when the journal cannot be read.
    """

    def __init__(self) -> None:
        self.paused = self.begun = False

    def __call__(self, now: datetime) -> bool:
        if restoring():
            if not self.paused:
                logger.warning("a restore was begun and has not ended: nothing is done meanwhile")
            self.paused = True
            return False
        self.paused = False
        try:
            if is_behind(now=now):
                catch_up(now=now)
            if not self.begun:
                begin(now=now)
                self.begun = True
        except OSError as error:
            logger.error("the journal of deletions cannot be read: %s", type(error).__name__)
            raise
        return True


def deletions_state(now: datetime) -> str:
    """Return whether the journal of deletions is carried out on this database, and up to date itself."""
    try:
        if restoring() or is_behind(now=now):
            return MISSING
        if is_lost(now=now):
            return LOST
    except OSError:
        return AWAY
    grace = timedelta(seconds=settings.CHECK_HEALTH_QUEUE_AGE_SECONDS)
    return LATE if longest_unwritten(now=now) > grace else OK


DELETIONS = HealthCheck(
    "deletions",
    deletions_state,
    {
        LATE: _("Deletions cannot be written into their journal. Can the site write to TOMBSTONE_DIR?"),
        MISSING: _(
            "This database is older than deletions that were carried out. The worker repeats them, and sends nothing "
            "until then. Is it running?"
        ),
        AWAY: _("The journal of deletions cannot be read. Can the site read TOMBSTONE_DIR?"),
        LOST: format_lazy("{} {}", _("The journal of deletions was lost, or a part of it."), REMEDY),
    },
)
JOURNAL = IntegrityCheck("journal", lost_entries, _("The journal of deletions lacks entries: %(rows)s."), REMEDY)
