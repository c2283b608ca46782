"""`manage.py worker`: send mail, run tasks and jobs, until Ctrl-C or SIGTERM."""

import signal
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.db import DEFAULT_DB_ALIAS

from privacy.operations.worker import Worker


class Command(BaseCommand):
    """Run the background work of the site."""

    help = "Send queued mail, run background tasks and daily jobs. Stops after the work in hand on SIGTERM or Ctrl-C."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--once", action="store_true", help="Do what is due now, then stop.")

    def get_check_kwargs(self, options: dict[str, Any]) -> Any:
        """Look at the database too: what must not be live is not sent for either."""
        kwargs: dict[str, Any] = super().get_check_kwargs(options)  # type: ignore[assignment]
        return {**kwargs, "databases": [DEFAULT_DB_ALIAS]}

    def handle(self, *args: Any, **options: Any) -> None:
        worker = Worker()
        if options["once"]:
            while worker.round():
                pass
            return
        signal.signal(signal.SIGTERM, worker.stop)
        signal.signal(signal.SIGINT, worker.stop)
        self.stdout.write("The worker is running.")
        worker.run()
        self.stdout.write("The worker has stopped.")
