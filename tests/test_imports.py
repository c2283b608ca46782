"""The direction of the rooms beyond what import-linter sees: no circles between modules, no names of rooms above."""

import ast
import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from django.apps import apps

BASE = Path(__file__).resolve().parents[1]
ROOTS = ("home", "leads", "privacy")
PAGE_TYPES = ("parent_page_types", "subpage_types")
# What a module may name all the same, and why. Names of addresses are no names of rooms, and are not looked at.
ALLOWED = {
    (
        "privacy.personal_data.views",
        "privacy_register.view_release",
    ): "its screen belongs to whoever reads the register",
}


@cache
def modules() -> dict[str, ast.Module]:
    """Every module by its dotted name; migrations aside."""
    found = {}
    for root in ROOTS:
        for file in sorted((BASE / root).rglob("*.py")):
            if "migrations" not in file.parts:
                name = ".".join(file.relative_to(BASE).with_suffix("").parts)
                found[name.removesuffix(".__init__")] = ast.parse(file.read_text())
    return found


def imported(tree: ast.Module, known: dict[str, ast.Module]) -> Iterator[str]:
    """Return the modules of ours that a module imports, within functions too."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name in known)
        elif isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                whole = f"{node.module}.{alias.name}"
                yield from [name for name in (whole, node.module) if name in known][:1]


def circles(graph: dict[str, set[str]]) -> list[list[str]]:
    """Return the groups of modules that all lead to each other (Tarjan's strongly connected components)."""
    order: dict[str, int] = {}
    lowest: dict[str, int] = {}
    stack: list[str] = []
    found = []

    def visit(name: str) -> None:
        order[name] = lowest[name] = len(order)
        stack.append(name)
        for other in graph[name]:
            if other not in order:
                visit(other)
            if other in stack:
                lowest[name] = min(lowest[name], lowest[other])
        if lowest[name] == order[name]:
            at = stack.index(name)
            group = stack[at:]
            del stack[at:]
            if len(group) > 1 or name in graph[name]:
                found.append(sorted(group))

    for name in graph:
        if name not in order:
            visit(name)
    return found


def test_no_modules_import_each_other_in_a_circle():
    """P1: each module can be read with what stands below it; an import within a function is one too."""
    graph = {name: set(imported(tree, modules())) for name, tree in modules().items()}
    assert sum(map(len, graph.values())) > 1000
    assert circles(graph) == []


def test_a_circle_is_found():
    """P1: the test above can fail."""
    assert circles({"a": {"b"}, "b": {"c"}, "c": {"a", "d"}, "d": set()}) == [["a", "b", "c"]]


def ranks() -> dict[str, int]:
    """Every room with its place in the order of layers, the highest first."""
    contracts = tomllib.loads((BASE / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    layers = contracts[0]["layers"]
    return {room.strip(): place for place, layer in enumerate(layers) for room in layer.split("|")}


def rooms() -> set[str]:
    """Every room on the disk, whether or not it stands in the contract."""
    return {f"{root}.{path.parent.name}" for root in ROOTS for path in (BASE / root).glob("*/__init__.py")}


def said(tree: ast.Module) -> Iterator[str]:
    """Return the strings of a module, without docstrings and the page types that Wagtail wants named."""
    aside = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr):
            aside.add(id(node.value))
        targets = getattr(node, "targets", [getattr(node, "target", None)])
        if any(isinstance(target, ast.Name) and target.id in PAGE_TYPES for target in targets):
            aside.update(id(part) for part in ast.walk(node))
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in aside:
            yield node.value


def named_above(trees: dict[str, ast.Module]) -> list[tuple[str, str]]:
    """Return (module, string) where a module names a room above its own, by its path or its app label."""
    places = ranks()
    names = {config.label: config.name for config in apps.get_app_configs() if config.name in places}
    names |= {room: room for room in places}
    pattern = re.compile(rf"(?<![\w/])({'|'.join(map(re.escape, names))})(?!\w)")
    found = []
    for module, tree in trees.items():
        own = next((place for room, place in places.items() if f"{module}.".startswith(f"{room}.")), len(places))
        above = (text for text in said(tree) if any(places[names[name]] < own for name in pattern.findall(text)))
        found += [(module, text) for text in above]
    return found


def test_no_room_names_one_above_it_by_a_string():
    """P1: what a lower room needs of a higher one is contributed by it, permissions and labels too."""
    assert [pair for pair in named_above(modules()) if pair not in ALLOWED] == []
    assert set(ALLOWED) <= set(named_above(modules()))


def test_a_name_from_above_is_found():
    """P1: the test above can fail."""
    planted = {
        "privacy.access.x": ast.parse('"""About leads_inbox."""\nCAN = "leads_inbox.view_note"\nurl = "inbox:list"')
    }
    assert named_above(planted) == [("privacy.access.x", "leads_inbox.view_note")]


def test_every_room_has_its_layer():
    """P1: a room that no layer names would be looked at by nobody (import-linter's `exhaustive`, over three packages)."""
    assert rooms() == set(ranks())
    apps_of_ours = {config.name for config in apps.get_app_configs() if config.name.split(".")[0] in ROOTS}
    assert apps_of_ours == rooms() - {"privacy.files", "privacy.keys"}
