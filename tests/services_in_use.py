"""Services for tests: what the site only prepares is carried out, told and released, as its room will do it one day."""

import pytest

from leads.submissions import services as submissions
from privacy.outbox import kinds
from privacy.outbox.kinds import MailKind
from privacy.register import service_registry
from privacy.register.models.facts import Purpose, PurposeCategory, RetentionRule
from privacy.register.service_registry import BasisEvent, Service, WayIn
from tests.factories import release


class Confirmation(MailKind):
    """The mail that would ask for a confirmation."""

    key, label = "toy_confirmation", "Confirm"


@pytest.fixture
def carry_out(monkeypatch):
    """Register a toy service for a purpose: it keeps what the purpose's rules say, and asks for what it declares."""

    def carried_out(purpose, **changes):
        rules = RetentionRule.objects.filter(purpose__key=purpose).values_list("key", flat=True)
        known = service_registry.rules_carried_out()
        values = {
            "key": f"toy_{purpose}",
            "label": "A toy",
            "purposes": (purpose,),
            "ways_in": (WayIn.FORM,),
            "basis_event": BasisEvent.CONFIRMED,
            "outside": {rule: "a toy" for rule in rules if rule not in known},
            "asks": tuple(PurposeCategory.objects.filter(purpose__key=purpose).values_list("category__key", flat=True)),
            "confirmation": Confirmation.key,
            **changes,
        }
        monkeypatch.setitem(kinds._kinds, Confirmation.key, Confirmation())
        monkeypatch.setitem(submissions._handlers, purpose, [lambda message, event, now: None])
        service = Service(**values)
        monkeypatch.setitem(service_registry._services, service.key, service)
        return service

    return carried_out


@pytest.fixture
def in_use(carry_out):
    """Carry out purposes that are only prepared, set them in use, and release them."""

    def released(*purposes, **changes):
        for purpose in purposes:
            carry_out(purpose, **changes)
        Purpose.objects.filter(key__in=purposes).update(status=Purpose.Status.IN_USE)
        release()

    return released
