"""The copy that staff hand over to whoever was identified by phone or post: two look before it leaves (Art. 15(3); R94)."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from privacy.access.acting import require_code
from privacy.rights.models import RequestStep, RightsRequest
from privacy.rights.steps import Kind, NotPossible, changing, step

# Whatever changes whom the copy is about, or that it is theirs, ends an agreement.
_COUNTS = (Kind.HAND_OVER, Kind.MAY_HAND_OVER, Kind.UNIDENTIFIED, Kind.IDENTIFIED, Kind.JOINED, Kind.APART, Kind.CODE)


def _newest(request: RightsRequest) -> RequestStep | None:
    return request.steps.filter(kind__in=_COUNTS).order_by("at", "pk").last()


def waits_since(request: RightsRequest) -> RequestStep | None:
    """Return the step by which somebody asked for the copy, while nobody agreed."""
    newest = _newest(request)
    return newest if newest is not None and newest.kind == Kind.HAND_OVER else None


def may_hand_over(request: RightsRequest) -> bool:
    """Tell whether a second person agreed that whoever asks gets the copy, and nothing changed about them since."""
    newest = _newest(request)
    return bool(request.identity) and newest is not None and newest.kind == Kind.MAY_HAND_OVER


def propose(*, request: RightsRequest, by: Any, now: datetime) -> None:
    """Ask a colleague to look before the copy is handed over. Raises NotPossible while nobody knows who asks."""
    with changing(request, by, now) as current:
        if not current.identity:
            raise NotPossible(_("First write down how we know who asks."))
        if waits_since(current) or may_hand_over(current):
            raise NotPossible(_("That was asked already."))
        step(current, Kind.HAND_OVER, by, now)


def agree(*, request: RightsRequest, by: Any, now: datetime) -> None:
    """Agree, after looking; never whoever asked. Raises NotPossible."""
    with changing(request, by, now) as current:
        asked = waits_since(current)
        if asked is None or not current.identity:
            raise NotPossible(_("Nobody asks to hand the copy over, or something changed since."))
        if asked.by_id == by.pk:
            raise NotPossible(_("You asked for this: somebody else must look and agree."))
        require_code(by)
        step(current, Kind.MAY_HAND_OVER, by, now)
