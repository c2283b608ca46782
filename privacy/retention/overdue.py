"""What should have been deleted is: a rule that does not run, or runs and leaves records, is told at once (R58, R59)."""

from collections.abc import Iterator
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from privacy.operations.integrity import IntegrityCheck
from privacy.retention.review import lines


def overdue_records(now: datetime) -> Iterator[str]:
    """Return the rules that left records for two days after they were due, with their number."""
    for line in lines(now=now):
        if line.overdue:
            yield f"{line.rule} ({line.overdue})"


OVERDUE = IntegrityCheck(
    "overdue",
    overdue_records,
    _("Records that should have been deleted two days ago are still there: %(rows)s."),
    _("Run “expire”, which says what stands in the way; then “verify_records”."),
)
