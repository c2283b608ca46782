"""The one background process: what rooms above do in rounds, tasks, and jobs by the clock, until it is told to stop."""

import logging
import threading
from collections.abc import Callable
from datetime import datetime

from django.db import DatabaseError, close_old_connections, connections
from django.utils import timezone

from privacy.operations.background import run_tasks
from privacy.operations.schedule import plan, run_next

logger = logging.getLogger(__name__)

IDLE_SECONDS = 1.0
BROKEN_SECONDS = 5.0
TIMES_A_ROUND = 50

Precondition = Callable[[datetime], bool]
Step = Callable[[datetime], bool]
_preconditions: list[Precondition] = []
_steps: list[Step] = []


def register_precondition(holds: Precondition) -> None:
    """Let a room above say, before each round, whether work may be done now; call it in AppConfig.ready.

    It may first put right what would make work wrong, and raise OSError when it cannot tell: then nothing is done.
    """
    if holds not in _preconditions:
        _preconditions.append(holds)


def register_step(step: Step) -> None:
    """Let a room above do one piece of due work, such as one mail; it returns whether there was any."""
    if step not in _steps:
        _steps.append(step)


class Worker:
    """Rounds of work. `stop` lets the piece, task or job in hand finish and then ends `run`."""

    def __init__(self, clock: Callable[[], datetime] = timezone.now) -> None:
        self.clock = clock
        self.stopped = threading.Event()

    def stop(self, *_signal: object) -> None:
        """Ask the worker to end; fit as a signal handler."""
        self.stopped.set()

    def run(self) -> None:
        """Work until stopped. A database or folder that is away is waited for."""
        while not self.stopped.is_set():
            close_old_connections()
            try:
                pause = 0.0 if self.round() else IDLE_SECONDS
            except DatabaseError as error:
                logger.error("the database is away: %s", type(error).__name__)
                connections.close_all()
                pause = BROKEN_SECONDS
            except OSError as error:
                logger.error("the round ended early, nothing is lost: %s", type(error).__name__)
                pause = BROKEN_SECONDS
            self.stopped.wait(pause)

    def round(self) -> bool:
        """Do what is due once, if every precondition holds; return whether anything was."""
        if not all(holds(self.clock()) for holds in _preconditions):
            return False
        plan(now=self.clock())
        busy = sum(self._repeat(step) for step in _steps) > 0
        busy = self._jobs() or busy
        if not self.stopped.is_set():
            busy = bool(run_tasks()) or busy
        return busy

    def _repeat(self, step: Step) -> bool:
        """Do a step piece by piece, each with the time it is done at: a claim must not look older than it is."""
        for number in range(TIMES_A_ROUND):
            if self.stopped.is_set() or not step(self.clock()):
                return number > 0
        return True

    def _jobs(self) -> bool:
        busy = False
        while not self.stopped.is_set() and run_next(now=self.clock()):
            busy = True
        return busy
