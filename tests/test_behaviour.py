"""A recording tells what changed, and what was only renamed."""

import pytest

from tests.behaviour.comparing import DIFFERS, GONE, NEW, compare, read_renames, renamed, report
from tests.behaviour.normal import normal

BEFORE = {
    "pages": {"/en/": {"sha256": "1", "text": "<h1>Companies</h1>\n<p>Tyres</p>"}, "/en/about/": {"status": 200}},
    "cms": {"menu": {"Companies": "/admin/companies/"}},
}


def test_what_is_gone_new_and_other_is_told_by_its_place():
    """P1: a page that is gone, one that is new, and a line that reads otherwise."""
    after = {**BEFORE, "pages": {"/en/": {"sha256": "2", "text": "<h1>Companies</h1>\n<p>Tires</p>"}, "/en/x/": {}}}
    found = compare(BEFORE, after)
    assert [(one.kind, one.place) for one in found] == [
        (DIFFERS, ("pages", "/en/", "text")),
        (GONE, ("pages", "/en/about/")),
        (NEW, ("pages", "/en/x/")),
    ]
    assert "-<p>Tyres</p>" in report(found)
    assert "+<p>Tires</p>" in report(found)
    assert "Tires" not in report(found, summary=True)


def test_the_same_recording_twice_has_no_difference():
    """P1: nothing is reported where nothing changed."""
    assert report(compare(BEFORE, BEFORE)) == "Nothing differs."


def test_an_expected_rename_is_no_difference(tmp_path):
    """P1: addresses are renamed everywhere, labels only among what staff see."""
    names = tmp_path / "names.tsv"
    names.write_text("Companies\tFirms\n/admin/companies/\t/admin/firms/\n")
    after = {**BEFORE, "cms": {"menu": {"Firms": "/admin/firms/"}}}
    assert compare(BEFORE, after)
    assert compare(renamed(BEFORE, read_renames(names)), after) == []


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("Your reference: KG-7F3K-29QX", "Your reference: ‹reference›"),
        (f'value="{"W" * 40}:{"s" * 43}"', 'value="‹signed›"'),
        ("Type this:\n\n  1234 5678\n", "Type this:\n  ‹code›"),
        ("Since 2026, 12345678 tyres", "Since 2026, 12345678 tyres"),
    ],
)
def test_only_what_is_random_is_left_out(text, written):
    """P1: codes and signed marks by name, numbers that mean something as they are."""
    assert normal(text) == written
