"""What every verb of a case stands on: its lock, its state, its history, and its entry in the access log."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.core.cache import cache
from django.db import transaction
from django.utils.translation import gettext as _

from leads.cases.models import CaseStep, LegalCase
from privacy.access.services import log_access

Kind, State = CaseStep.Kind, LegalCase.State
OPEN = (State.RECEIVED, State.ASSESSED)
# What the CMS home remembers of cases for a minute.
FIGURES_KEY = "cases:in-short"


class NotPossible(Exception):
    """A step that the case's state refuses; the message says what to do instead, to staff."""


@contextmanager
def changing(
    case: LegalCase, by: Any, now: datetime, *, states: tuple[str, ...] = OPEN, action: str = "change"
) -> Iterator[LegalCase]:
    """Lock a case for one step, which is written down; raises NotPossible in other states."""
    with transaction.atomic():
        current = LegalCase.objects.select_for_update(of=("self",)).get(pk=case.pk)
        if current.state not in states:
            if current.state == State.RECEIVED:
                raise NotPossible(_("First assess the case: choose the legal basis it is handled on."))
            raise NotPossible(_("This case is decided. Open a new one if there is more to do."))
        log_access(by, action, LegalCase, current.pk, current.purpose_key, now)
        yield current
        transaction.on_commit(forget_figures)


def step(case: LegalCase, kind: str, by: Any, now: datetime, text: str = "") -> CaseStep:
    """Write down what was done."""
    return CaseStep.objects.create(case=case, kind=Kind(kind), by=by, at=now, text=text.strip())


def forget_figures() -> None:
    """Let the CMS home count anew."""
    cache.delete(FIGURES_KEY)
