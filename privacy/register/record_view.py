"""The record of processing activities as a screen, CSV and XLSX (Art. 30(4): made available to the authority)."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.views.mixins import SpreadsheetExportMixin

from privacy.register.base_views import RegisterScreen
from privacy.register.processing_record import activities, controller_line, measures
from privacy.register.selectors import released_register


class ProcessingRecordView(SpreadsheetExportMixin, RegisterScreen):
    """What is done with whose data and why, read from the release in force."""

    template_name = "register/record.html"
    page_title = _("Record of processing")
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
        "purpose": _("Purpose"),
        "basis": _("Legal basis"),
        "people": _("Whose data"),
        "data": _("Which data"),
        "recipients": _("Recipients"),
        "transfers": _("Transfers outside the EEA"),
        "periods": _("Kept for"),
        "controller": _("Controller"),
        "measures": _("Security measures"),
        "assessments": _("Assessments"),
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
