"""What must be so before the worker does anything: the database is whole, and knows every deletion (R63)."""

import logging
from datetime import datetime, timedelta

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from privacy.operations.health import AWAY, LATE, MISSING, OK, HealthCheck
from privacy.retention.journal import restoring
from privacy.retention.tombstones import catch_up, is_behind, longest_unwritten

logger = logging.getLogger(__name__)


class DeletionsKnown:
    """Open once the database knows what was deleted: no mail goes to somebody who was deleted since a backup.

    While a restore is going on nothing is done at all. Raises OSError when the journal cannot be read.
    """

    def __init__(self) -> None:
        self.paused = False

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
        except OSError as error:
            logger.error("the journal of deletions cannot be read: %s", type(error).__name__)
            raise
        return True


def deletions_state(now: datetime) -> str:
    """Return whether the journal of deletions is carried out on this database, and up to date itself."""
    try:
        if restoring() or is_behind(now=now):
            return MISSING
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
    },
)
