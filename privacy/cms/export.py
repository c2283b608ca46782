"""Every CSV and XLSX that Wagtail makes, for our reports and for its own, leaves without a formula (R70; CWE-1236)."""

from collections.abc import Iterator
from typing import Any

from wagtail.admin.views.mixins import SpreadsheetExportMixin

from privacy.cms.spreadsheets import Cell, csv_lines, list_separator, safe

_value, _heading = SpreadsheetExportMixin.preprocess_field_value, SpreadsheetExportMixin.get_heading


def guard_exports() -> None:
    """Guard the one mixin that all of them are made by: a mixin of ours could be forgotten, and Wagtail takes none."""
    SpreadsheetExportMixin.preprocess_field_value = _guarded_value
    SpreadsheetExportMixin.get_heading = _guarded_heading
    SpreadsheetExportMixin.stream_csv = _guarded_csv


def _guarded_value(view: SpreadsheetExportMixin, field: str, value: Any, export_format: str) -> Any:
    cell = _value(view, field, value, export_format)
    return safe(cell) if isinstance(cell, str) else cell


def _guarded_heading(view: SpreadsheetExportMixin, queryset: Any, field: str) -> str:
    return safe(_heading(view, queryset, field))


def _guarded_csv(view: SpreadsheetExportMixin, queryset: Any) -> Iterator[bytes]:
    """Return the lines of a CSV file; the language is the one of this moment, not of the one when they are sent."""
    separator = list_separator()
    return (line.encode() for line in csv_lines(_lines(view, queryset), separator=separator))


def _lines(view: SpreadsheetExportMixin, queryset: Any) -> Iterator[list[Cell]]:
    yield [view.get_heading(queryset, field) for field in view.list_export]
    for item in queryset:
        row = view.to_row_dict(item)
        cells = [view.preprocess_field_value(field, value, view.FORMAT_CSV) for field, value in row.items()]
        yield [cell if isinstance(cell, Cell) else "" if cell is None else str(cell) for cell in cells]
