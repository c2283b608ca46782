"""What the outbox says about the site's health: mail that waits, mail that nobody tries any more."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from privacy.operations.health import LATE, HealthCheck, grace, late_if
from privacy.outbox.selectors import given_up_count, oldest_due_age
from privacy.outbox.services import send_due

MAIL = HealthCheck(
    "mail",
    lambda now: late_if(oldest_due_age(now=now) > grace()),
    {LATE: _("E-mail has been waiting to be sent for longer than it should. Is the worker running?")},
)


def given_up(now: datetime) -> list[str]:
    """Return a sentence about mails that could not be sent; none when there are none."""
    count = given_up_count()
    return [
        ngettext("%(n)d e-mail could not be sent.", "%(n)d e-mails could not be sent.", count) % {"n": count}
    ] * bool(count)


def send_one(now: datetime) -> bool:
    """The worker's step: send one due mail; return whether one was due."""
    return bool(send_due(now=now, limit=1).total)
