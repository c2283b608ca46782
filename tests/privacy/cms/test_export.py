"""No cell of any CSV or XLSX is a formula: in our reports, in Wagtail's own, and in those to come (R70)."""

import csv
import re
from io import BytesIO, StringIO

import openpyxl
import pytest
from django.urls import get_resolver
from django.utils import timezone, translation
from hypothesis import given, settings
from hypothesis import strategies as st
from wagtail.admin.views.mixins import SpreadsheetExportMixin
from wagtail.log_actions import log
from wagtail.models import Page

from privacy.access.models import AccessEvent
from privacy.access.services import log_access
from privacy.cms.spreadsheets import csv_lines

FORMULA = '=HYPERLINK("https://evil.example","x")'
GUARDED = f"'{FORMULA}"
# As a cell stands in a file: within quotation marks, for it holds some.
GUARDED_CELL = f'"{GUARDED.replace(chr(34), chr(34) * 2)}"'


class Rows(list):
    """What a view writes, with the model that its headings may be read from."""

    model = Page


def exports(patterns=None):
    """Yield every view that the site answers with and that hands out a table."""
    for pattern in patterns if patterns is not None else get_resolver().url_patterns:
        if hasattr(pattern, "url_patterns"):
            yield from exports(pattern.url_patterns)
            continue
        # Wagtail wraps its views; the class is passed on by every wrapper.
        kind = getattr(pattern.callback, "view_class", None)
        if kind and issubclass(kind, SpreadsheetExportMixin):
            view = kind(**getattr(pattern.callback, "view_initkwargs", {}))
            if view.list_export:
                yield view


def planted(view):
    """Make a view write one line in which every cell, whatever it is of, is a formula."""
    view.custom_field_preprocess = {}
    view.to_row_dict = lambda item: dict.fromkeys(view.list_export, FORMULA)
    view.export_headings = dict.fromkeys(view.list_export, FORMULA)
    return view


def as_csv(view):
    return list(csv.reader(StringIO(b"".join(view.stream_csv(Rows([None]))).decode("utf-8-sig"))))


def as_xlsx(view):
    output = BytesIO()
    view.write_xlsx(Rows([None]), output)
    return [list(row) for row in openpyxl.load_workbook(output).active.values]


@pytest.mark.parametrize("write", [as_csv, as_xlsx])
def test_no_view_of_the_site_hands_out_a_formula(write):
    """R70: neither below its headings nor in them."""
    found = {type(view).__name__: write(planted(view)) for view in exports()}
    ours = {"AccessLogView", "CookieChoicesReport", "UnsentMailView", "ProcessingRecordView"}
    assert found.keys() > ours | {"LogEntriesView", "AgingPagesView"}
    cells = {name: {cell for line in lines for cell in line} for name, lines in found.items()}
    assert all(values == {GUARDED} for values in cells.values()), cells


class Planted(SpreadsheetExportMixin):
    """A table that turns its values into words of its own."""

    list_export = ["who", "tags", "count"]
    custom_field_preprocess = {"who": {"csv": lambda value: f"={value}", "xlsx": lambda value: f"={value}"}}

    def to_row_dict(self, item):
        return {"who": "A1", "tags": ["+1", "b"], "count": -1}


@pytest.mark.parametrize(("write", "count"), [(as_csv, "-1"), (as_xlsx, -1)])
def test_words_that_a_view_makes_itself_are_guarded_and_numbers_stay_numbers(write, count):
    """R70: lists and values of a function of the view's; a negative number is none."""
    assert write(Planted())[1] == ["'=A1", "'+1, b", count]


def table(response, format):
    content = b"".join(response.streaming_content)
    if format == "csv":
        return list(csv.reader(StringIO(content.decode("utf-8-sig"))))
    return [list(row) for row in openpyxl.load_workbook(BytesIO(content)).active.values]


@pytest.mark.parametrize("format", ["csv", "xlsx"])
def test_a_name_that_is_a_formula_stays_a_name(format, admin_user, admin_client):
    """R70: through the door; a colleague's in the access log, a page's in Wagtail's history."""
    admin_user.first_name = FORMULA
    admin_user.save()
    log_access(admin_user, "list", AccessEvent, None, "", timezone.now())
    page = Page.objects.last()
    page.title = FORMULA
    log(instance=page, action="wagtail.edit", user=admin_user)
    for address in ("/admin/reports/access/", "/admin/reports/site-history/"):
        answer = admin_client.get(address, {"export": format})
        assert GUARDED in [cell for line in table(answer, format) for cell in line], address


# Each would begin a cell, or a line, for a program that parts by something else.
PARTED = (
    "a;=1+1",
    "a\t=1+1",
    "a\r\n=1+1",
    "a,=1+1",
    'a; "+1',
    '\n"=1',
    ";\t-1",
    "a,;",
    "=1",
    "\u00a0=1",
    "a;＝1",
    "+31612345678, +31201234567",
    "+31612345678",
)
BEGINS = re.compile(r"[=+\-@＝＋－＠\x00-\x1f]")
PHONE = re.compile(r"\+[1-9]\d{6,14}( / \+[1-9]\d{6,14})*")


def begun(content, separator):
    """Return the cells that a program would begin to calculate, of a file that it parts by `separator`."""
    cells = [cell for line in csv.reader(StringIO(content, newline=""), delimiter=separator) for cell in line]
    return [cell for cell in cells if BEGINS.match(cell.lstrip(" \u00a0")) and not PHONE.fullmatch(cell)]


def test_the_reading_finds_a_formula_behind_each_separator():
    """R70: what is tried below can fail."""
    assert begun('x,"a;=1"', ";") == ['=1"']
    assert begun("x,a\t@b", "\t") == ["@b"]
    assert begun('x,"a\r\n+1"', ";") == ['+1"']
    assert begun("+31612345678,a", ",") == []


@pytest.mark.parametrize("written", [",", ";"])
@settings(deadline=None, max_examples=300)
@given(
    rows=st.lists(
        st.lists(st.one_of(st.sampled_from(PARTED), st.text("a1;,\t\r\n\"'=+-@ \u00a0\0＝")), min_size=1), min_size=1
    )
)
def test_no_cell_begins_a_formula_whatever_parts_them(written, rows):
    """R70, issue 19: parted by commas, semicolons and tabs alike, with quotation marks that close elsewhere too."""
    content = "".join(csv_lines(rows, separator=written)).removeprefix("\ufeff")
    assert {separator: begun(content, separator) for separator in ",;\t"} == {",": [], ";": [], "\t": []}


def test_telephone_numbers_and_words_stay_readable():
    """R70: a number begins with +, and stays one; a text keeps its lines."""
    (line,) = csv.reader(
        StringIO(
            "".join(csv_lines([["R-1", "+31612345678, +31201234567", "a, b\nc; d"]], separator=";"))[1:], newline=""
        ),
        delimiter=";",
    )
    assert line == ["R-1", "+31612345678 / +31201234567", "a, b\nc; d"]


@pytest.mark.parametrize(("language", "separator"), [("en", ","), ("nl", ";"), ("de", ";"), ("fr", ";")])
def test_every_table_opens_as_columns_where_it_is_read(language, separator):
    """R70, issue 19: Dutch, German and French programs part by semicolons; no view writes commas for them."""
    with translation.override(language):
        files = {
            type(view).__name__: planted(view).stream_csv(Rows([None]))
            for view in exports()
            if len(view.list_export) > 1
        }
    heads = {name: next(iter(file)).decode() for name, file in files.items()}
    assert len(heads) > 5
    assert all(head.startswith("\ufeff") and f"{GUARDED_CELL}{separator}" in head for head in heads.values()), heads
