"""Are records still as they were written? Rooms add checks, the worker carries each out every day and remembers what it found.

What somebody changes past the website, or what should have gone and did not, is a fault: it turns `/readyz` and the CMS
home red, by the name of the row and with what to do, until a later check finds it well (GDPR Art. 5(1)(f), 5(2)).
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from itertools import islice

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from privacy.operations.models import IntegrityFault
from privacy.operations.schedule import register_job

# A table that was emptied would name every row; so many are enough to know where to look.
MOST = 20
PUT_BACK = _(
    "Somebody changed the database past the website: find out who could, note it as a breach, put the rows back from "
    "a backup, and run “verify_records”."
)


@dataclass(frozen=True)
class IntegrityCheck:
    """One check: what it finds wrong, by name and never with anything about a person, and what to do about it.

    `found` is a sentence with %(rows)s, `remedy` one that says what to do.
    """

    key: str
    faults: Callable[[datetime], Iterable[str]]
    found: str | Promise
    remedy: str | Promise


_checks: dict[str, IntegrityCheck] = {}


def register_integrity_check(check: IntegrityCheck) -> None:
    """Make a check known and have the worker carry it out daily; call it in AppConfig.ready."""
    _checks[check.key] = check
    register_job(f"verify_{check.key}", every=timedelta(days=1), run=partial(verify, check.key))


def integrity_checks() -> Mapping[str, IntegrityCheck]:
    """Return all checks by key."""
    return dict(_checks)


def verify(key: str, now: datetime) -> list[str]:
    """Carry a check out, remember the first faults it finds in place of the earlier ones, and return their names."""
    rows = [row[:200] for row in islice(_checks[key].faults(now), MOST)]
    with transaction.atomic():
        IntegrityFault.objects.filter(check_key=key).delete()
        IntegrityFault.objects.bulk_create(IntegrityFault(check_key=key, row=row, found_at=now) for row in rows)
    return rows


def has_faults() -> bool:
    """Tell whether the last checks found anything."""
    return IntegrityFault.objects.filter(check_key__in=list(_checks)).exists()


def faults_in_words() -> list[str]:
    """Return, for each check that found something, what and which rows, and what to do."""
    rows = defaultdict(list)
    for key, row in IntegrityFault.objects.filter(check_key__in=list(_checks)).values_list("check_key", "row"):
        rows[key].append(row)
    return [sentences(check, rows[key]) for key, check in _checks.items() if key in rows]


def sentences(check: IntegrityCheck, rows: list[str]) -> str:
    """Return what a check found and what to do about it."""
    more = " …" if len(rows) == MOST else ""
    return f"{str(check.found) % {'rows': '; '.join(rows) + more}} {check.remedy}"
