"""Put right what is wrong where it is kept; what was wrong stands in the history of the request (GDPR Art. 16; R74)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from privacy.personal_data.contract import NotCorrect, PersonalData
from privacy.retention.people import records_of
from privacy.rights.models import RightsRequest
from privacy.rights.steps import Kind, NotPossible, State, changing, step, subjects_of


@dataclass(frozen=True)
class Correctable:
    """One value that can be put right: where it is, what it is called, and what it says now."""

    store: PersonalData
    record: Any
    name: str
    label: str
    value: str

    @property
    def key(self) -> str:
        """Its name in a form."""
        return f"{self.store.model._meta.label_lower}-{self.record.pk}-{self.name}"


def correctables(request: RightsRequest) -> list[Correctable]:
    """Return everything held of the person that can be put right, record by record (Art. 16)."""
    return [
        Correctable(store, record, name, capfirst(str(label)), value)
        for store, records in records_of(subjects_of(request))
        for record in records
        for name, (label, value) in store.correctable(record).items()
        if not (store.model is RightsRequest and record.pk == request.pk)
    ]


def may_correct(request: RightsRequest) -> None:
    """Raise NotPossible while nobody knows who asks, and once the request is answered."""
    if not request.identity:
        raise NotPossible(_("First write down how we know who asks."))
    if request.state != State.OPEN or request.first_id:
        raise NotPossible(_("Somebody answered or closed this meanwhile, or it is answered with another."))


def correct(*, request: RightsRequest, values: Mapping[str, str], by: Any, now: datetime) -> int:
    """Put right what differs from `values` (Correctable.key → value); return how many values.

    What was wrong stands in the history of the request, for whoever handles it, and goes with it (R74). Mails, lists and
    tables read the records when they are made, and so say what is right from now on. Raises NotPossible.
    """
    with changing(request, by, now) as current:
        may_correct(current)
        changed = [one for one in correctables(current) if values.get(one.key, one.value).strip() != one.value.strip()]
        by_record: dict[tuple[str, int], list[Correctable]] = {}
        for one in changed:
            by_record.setdefault((one.store.model._meta.label, one.record.pk), []).append(one)
        for ones in by_record.values():
            try:
                ones[0].store.correct(ones[0].record, {one.name: values[one.key].strip() for one in ones}, now=now)
            except NotCorrect as error:
                raise NotPossible(f"{ones[0].label}: {error}") from error
        if changed:
            lines = [f"{one.label}: “{one.value}” → “{values[one.key].strip()}”" for one in changed]
            step(current, Kind.CORRECTED, by, now, "\n".join(lines))
    return len(changed)


def is_corrected(request: RightsRequest) -> bool:
    """Whether something was put right here, or nothing is here to put right."""
    return request.steps.filter(kind=Kind.CORRECTED).exists() or not correctables(request)
