"""Every CSV and XLSX that Wagtail makes, for our reports and for its own, leaves without a formula (R70; CWE-1236)."""

from typing import Any

from wagtail.admin.views.mixins import SpreadsheetExportMixin

from privacy.cms.spreadsheets import safe

_value, _heading = SpreadsheetExportMixin.preprocess_field_value, SpreadsheetExportMixin.get_heading


def guard_exports() -> None:
    """Guard the one mixin that all of them are made by: a mixin of ours could be forgotten, and Wagtail takes none."""
    SpreadsheetExportMixin.preprocess_field_value = _guarded_value
    SpreadsheetExportMixin.get_heading = _guarded_heading


def _guarded_value(view: SpreadsheetExportMixin, field: str, value: Any, export_format: str) -> Any:
    cell = _value(view, field, value, export_format)
    return safe(cell) if isinstance(cell, str) else cell


def _guarded_heading(view: SpreadsheetExportMixin, queryset: Any, field: str) -> str:
    return safe(_heading(view, queryset, field))
