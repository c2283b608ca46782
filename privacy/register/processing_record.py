"""The record of processing activities, from the release alone: what the policy says and what is recorded cannot differ.

GDPR Art. 30(1)(a)–(g); one line a purpose. A screen, CSV and XLSX hand it to the authority (Art. 30(4)).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.views.mixins import SpreadsheetExportMixin

from privacy.register.models.facts import Purpose
from privacy.register.release import ReleasedPurpose, ReleasedRegister
from privacy.register.released_companies import ReleasedVendor
from privacy.register.selectors import released_register
from privacy.register.transfers import EEA
from privacy.register.views import RegisterScreen


@dataclass(frozen=True)
class Activity:
    """One line of the record. Each attribute names its letter of Art. 30(1)."""

    purpose: str  # (b)
    basis: str
    people: str  # (c)
    data: str  # (c)
    recipients: str  # (d)
    transfers: str  # (e)
    periods: str  # (f)
    controller: str  # (a)
    measures: str  # (g)
    # Not asked for by Art. 30, and what an authority asks for next (Art. 5(2), 6(1)(f), 35).
    assessments: str


def activities(register: ReleasedRegister) -> list[Activity]:
    """Return the record in the register's language, purposes in the policy's order."""
    who, how = controller_line(register), measures()
    return [_activity(purpose, who, how) for purpose in register.purposes]


def controller_line(register: ReleasedRegister) -> str:
    """Return who answers for the data and how to reach them (Art. 30(1)(a))."""
    controller = register.controller
    address = f"{controller.street}, {controller.postal_code} {controller.city}, {controller.country}"
    return "; ".join(filter(None, (controller.legal_name, address, controller.phone, controller.email)))


def measures() -> str:
    """Return what protects the data, in general words (Art. 30(1)(g), 32(1)); each of it is tested."""
    return "; ".join(
        (
            _("names, addresses and messages encrypted, keys kept apart"),
            _("access for each purpose to trained and authorised staff, with a second factor"),
            _("every look, change and export of staff logged"),
            _("encrypted connections"),
            _("deletion by rule, every day"),
        )
    )


def _activity(purpose: ReleasedPurpose, controller: str, how: str) -> Activity:
    return Activity(
        purpose=_("%(purpose)s (ended; its data are still kept)") % {"purpose": purpose.title}
        if purpose.ended
        else purpose.title,
        basis=f"{purpose.basis_label}: {purpose.interest}" if purpose.interest else purpose.basis_label,
        people=_people(purpose.source),
        data=", ".join(category.label for category in purpose.categories),
        recipients=_joined(f"{vendor.name} ({vendor.role_label})" for vendor in purpose.recipients),
        transfers=_joined(_transfer(vendor) for vendor in purpose.recipients if vendor.country_code not in EEA),
        periods=_joined(f"{period.store_label}: {period.sentence}" for period in purpose.periods),
        controller=controller,
        measures=how,
        assessments=_joined(_assessments(purpose)),
    )


def _assessments(purpose: ReleasedPurpose) -> Iterable[str]:
    if purpose.interest_assessment:
        yield _("legitimate interest: %(where)s") % {"where": purpose.interest_assessment}
    if purpose.impact_assessment:
        yield _("impact: %(where)s") % {"where": purpose.impact_assessment}


def _people(source: str) -> str:
    return {
        Purpose.Source.FORMS: _("people who write to us or ask us for something"),
        Purpose.Source.COOKIES: _("visitors of the website"),
        Purpose.Source.WEBSITE: _("visitors of the website and staff"),
        Purpose.Source.OTHER: _("people we know from elsewhere, such as customers, or whom a procedure is about"),
    }[Purpose.Source(source)]


def _transfer(vendor: ReleasedVendor) -> str:
    return f"{vendor.name}: {vendor.country} ({vendor.safeguards_label or _('no safeguards recorded')})"


def _joined(parts: Iterable[str]) -> str:
    return "; ".join(parts) or _("none")


class ProcessingRecordView(SpreadsheetExportMixin, RegisterScreen):
    """What is done with whose data and why, read from the release in force."""

    template_name = "register/record.html"
    page_title = gettext_lazy("Record of processing")
    header_icon = "list-ul"
    list_export = [
        "purpose",
        "basis",
        "people",
        "data",
        "recipients",
        "transfers",
        "periods",
        "controller",
        "measures",
        "assessments",
    ]
    export_headings = {
        "purpose": gettext_lazy("Purpose"),
        "basis": gettext_lazy("Legal basis"),
        "people": gettext_lazy("Whose data"),
        "data": gettext_lazy("Which data"),
        "recipients": gettext_lazy("Recipients"),
        "transfers": gettext_lazy("Transfers outside the EEA"),
        "periods": gettext_lazy("Kept for"),
        "controller": gettext_lazy("Controller"),
        "measures": gettext_lazy("Security measures"),
        "assessments": gettext_lazy("Assessments"),
    }

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the record, or hand it out with `?export=csv` or `?export=xlsx`."""
        register = released_register()
        self.is_export = request.GET.get("export") in self.FORMATS
        if register is None or not self.is_export:
            return super().get(request, *args, **kwargs)
        return self.as_spreadsheet(activities(register), request.GET["export"])

    def get_filename(self) -> str:
        register = released_register()
        return f"record-of-processing-{register.number if register else 0}"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the record, who answers for it, and how data are protected."""
        register = released_register()
        return super().get_context_data(
            register=register,
            activities=activities(register) if register else [],
            controller=controller_line(register) if register else "",
            measures=measures(),
            **kwargs,
        )
