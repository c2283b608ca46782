"""The one background process: mail, tasks, and jobs by the clock, until it is told to stop."""

import logging
import threading
from collections.abc import Callable
from datetime import datetime

from django.db import DatabaseError, close_old_connections, connections
from django.utils import timezone

from privacy.outbox.services import send_due
from privacy.retention.background import run_tasks
from privacy.retention.journal import restoring
from privacy.retention.schedule import plan, run_next
from privacy.retention.tombstones import catch_up, is_behind

logger = logging.getLogger(__name__)

IDLE_SECONDS = 1.0
BROKEN_SECONDS = 5.0
MAILS_A_ROUND = 50


class Worker:
    """Rounds of work. `stop` lets the mail, task or job in hand finish and then ends `run`."""

    def __init__(self, clock: Callable[[], datetime] = timezone.now) -> None:
        self.clock = clock
        self.stopped = threading.Event()
        self.rests = False

    def stop(self, *_signal: object) -> None:
        """Ask the worker to end; fit as a signal handler."""
        self.stopped.set()

    def run(self) -> None:
        """Work until stopped. A database that is away is waited for."""
        while not self.stopped.is_set():
            close_old_connections()
            try:
                pause = 0.0 if self.round() else IDLE_SECONDS
            except DatabaseError as error:
                logger.error("the database is away: %s", type(error).__name__)
                connections.close_all()
                pause = BROKEN_SECONDS
            except OSError as error:
                logger.error("the journal of deletions cannot be read: %s", type(error).__name__)
                pause = BROKEN_SECONDS
            self.stopped.wait(pause)

    def round(self) -> bool:
        """Do what is due once; return whether anything was.

        A database older than the journal of deletions gets to know first what it missed: no mail goes to somebody who
        was deleted since.
        """
        if restoring():
            if not self.rests:
                logger.warning("a restore was begun and has not ended: nothing is done meanwhile")
            self.rests = True
            return False
        self.rests = False
        if is_behind(now=self.clock()):
            catch_up(now=self.clock())
        plan(now=self.clock())
        busy = self._send()
        busy = self._jobs() or busy
        if not self.stopped.is_set():
            busy = bool(run_tasks()) or busy
        return busy

    def _send(self) -> bool:
        """Send due mails one by one, each with the time it is sent at: a claim must not look older than it is."""
        for number in range(MAILS_A_ROUND):
            if self.stopped.is_set() or not send_due(now=self.clock(), limit=1).total:
                return number > 0
        return True

    def _jobs(self) -> bool:
        busy = False
        while not self.stopped.is_set() and run_next(now=self.clock()):
            busy = True
        return busy
