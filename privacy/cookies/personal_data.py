"""Records of cookie choices: what they hold, and when they go (C27)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from privacy.cookies.models import ConsentRecord, NumberCounter
from privacy.personal_data.contract import NamesNobody, NotErasable, PersonalData, exempt, register_personal_data
from privacy.personal_data.counters import ConnectionCounter

exempt("privacy_cookies.ConsentText", "the words that were shown, the same for every visitor")
exempt("privacy_cookies.ChoicesPruned", "notes of which stretch of time the choices were deleted as a flood")
exempt("privacy_cookies.BlockedLoad", "names of hosts and of our own pages, counted; nothing of who opened them")
exempt("privacy_cookies.ScanReport", "what a browser without a person saw: names of cookies, never their values")


@register_personal_data
class CookieChoices(NamesNobody, PersonalData):
    """A choice is known by a random id that stands in the visitor's own browser; no person can be found by it."""

    label = _("Proof of your choice about cookies")
    model = ConsentRecord
    purposes = ("consent_proof",)
    fields = {
        "id": "cookie_choice",
        "recorded_at": "cookie_choice",
        "decisions": "cookie_choice",
        "previous": "cookie_choice",
        "language": "language",
    }
    not_personal = {
        "where and what was asked": ("site", "release_number", "offered"),
    }
    rules = ("cookie-choices",)
    counts_from = ("validity_end",)

    def correct(self, record: Any, values: Mapping[str, Any], *, now: datetime) -> None:
        """A choice is put right by making another."""
        raise NotErasable(_("A cookie choice is changed by choosing again; what was chosen before stays as proof."))

    def erase(self, record: Any, *, now: datetime) -> None:
        """Delete a record whose choice is no longer valid; until then it is the proof (Art. 7(1), 17(3)(e))."""
        if record.valid_until >= now:
            raise NotErasable(_("We must be able to prove this choice for as long as it is in force."))
        record.delete()

    def due(self, rule: str, *, before: datetime) -> QuerySet[ConsentRecord]:
        """Return the choices that stopped being valid before `before`."""
        return ConsentRecord.objects.filter(valid_until__lt=before).order_by("valid_until")


@register_personal_data
class NumberCounterData(ConnectionCounter):
    """Codes made from addresses, to count choices and numbers entered. They name nobody and are gone after a day."""

    label = _("Codes against spam")
    model = NumberCounter
