"""Only `snapshot` knows the JSON in which a release is kept; everything else reads objects."""

import ast
from pathlib import Path

import pytest

from privacy.register.snapshot import draft_data

ROOT = Path(__file__).resolve().parents[3]
KNOWS = ROOT / "privacy/register/snapshot"
# What a release is called where it is read.
NAMES = frozenset(
    (
        "after",
        "before",
        "current",
        "current_release",
        "draft",
        "get",
        "latest",
        "register",
        "release",
        "release_by_number",
    )
)
# Other JSON of ours that has a key of the same name: a form's version, a choice about cookies.
OTHER_JSON = frozenset(("content", "decisions", "payload"))


def name_of(node):
    """Return the last name of an expression: `b` of `a.b`, of `b` and of `a.b()`."""
    if isinstance(node, ast.Call):
        return name_of(node.func)
    return getattr(node, "attr", getattr(node, "id", ""))


def looked_up(node):
    """Return where a node looks up a constant key, and the key: `a["key"]`, `a.get("key")`, `"key" in a`."""
    if isinstance(node, ast.Subscript):
        return node.value, getattr(node.slice, "value", None)
    if isinstance(node, ast.Call) and name_of(node) in ("get", "pop") and node.args:
        return getattr(node.func, "value", None), getattr(node.args[0], "value", None)
    if isinstance(node, ast.Compare) and isinstance(node.ops[0], ast.In | ast.NotIn):
        return node.comparators[0], getattr(node.left, "value", None)
    return None, None


def readings_of_json(source, keys):
    """Return the lines in which a source looks into the JSON of a release."""
    found = []
    for node in ast.walk(ast.parse(source)):
        place, key = looked_up(node)
        known = isinstance(key, str) and key in keys and name_of(place) not in OTHER_JSON
        contents = isinstance(node, ast.Attribute) and node.attr == "data" and name_of(node.value) in NAMES
        if known or contents:
            found.append(node.lineno)
    return found


@pytest.fixture
def keys(db):
    """Return what stands at the top of a release."""
    return {*draft_data(), "asked", "documents"} - {"schema", "languages"}


def test_nobody_else_looks_into_the_json_of_a_release(keys):
    """R90: its shape may change in one place; a key that is misspelt is found by the type checker."""
    sources = [
        path
        for room in ("home", "leads", "privacy", "site")
        for path in (ROOT / room).rglob("*.py")
        if "migrations" not in path.parts and KNOWS not in path.parents
    ]
    assert len(sources) > 300
    found = {str(path.relative_to(ROOT)): readings_of_json(path.read_text(), keys) for path in sources}
    assert {path: lines for path, lines in found.items() if lines} == {}


def test_the_modules_that_know_the_json_would_be_found(keys):
    """R90: a planted violation."""
    found = {path.name: len(readings_of_json(path.read_text(), keys)) for path in KNOWS.glob("*.py")}
    assert found["reading.py"] > 5
    assert found["making.py"]


@pytest.mark.parametrize(
    "line",
    [
        'data["purposes"][key]',
        'context.data["vendors"].get(key)',
        'self.json.get("texts", {})',
        'for rule in rows["retention"].values(): pass',
        '"asked" in data',
        "compare(before.data, new)",
        "current_release().data",
        "Release.objects.latest(number).data",
    ],
)
def test_each_way_to_look_into_it_is_found(keys, line):
    """R90: planted violations."""
    assert readings_of_json(line, keys) == [1]
