"""docs/security.md: each line of the standard once, and nothing behind it that is not there."""

import ast
import re
from collections import Counter
from functools import cache
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[1]
DOCUMENT = (ROOT / "docs/security.md").read_text()
# OWASP ASVS 5.0.0: section → the level of each of its requirements, in order. What stands at level 3 is not asked here.
ASVS = {
    "1.1": "22", "1.2": "1111122223", "1.3": "112222222223", "1.4": "222", "1.5": "123",
    "2.1": "122", "2.2": "112", "2.3": "12223", "2.4": "23",
    "3.1": "3", "3.2": "113", "3.3": "12223", "3.4": "11222233", "3.5": "11122333", "3.6": "3", "3.7": "22333",
    "4.1": "12233", "4.2": "23333", "4.3": "22", "4.4": "1222",
    "5.1": "2", "5.2": "112333", "5.3": "113", "5.4": "222",
    "6.1": "122", "6.2": "111111112222", "6.3": "11223333", "6.4": "112233", "6.5": "22222333", "6.6": "2223",
    "6.7": "33", "6.8": "2222",
    "7.1": "222", "7.2": "1111", "7.3": "22", "7.4": "11222", "7.5": "223", "7.6": "22",
    "8.1": "1233", "8.2": "1123", "8.3": "133", "8.4": "23",
    "9.1": "111", "9.2": "1222",
    "10.1": "22", "10.2": "223", "10.3": "22223", "10.4": "1111122222233333", "10.5": "22222", "10.6": "22", "10.7": "222",
    "11.1": "2233", "11.2": "22233", "11.3": "11233", "11.4": "1222", "11.5": "23", "11.6": "23", "11.7": "33",
    "12.1": "12233", "12.2": "11", "12.3": "22223",
    "13.1": "2333", "13.2": "222223", "13.3": "2233", "13.4": "1222233",
    "14.1": "22", "14.2": "12223333", "14.3": "122",
    "15.1": "12233", "15.2": "12233", "15.3": "1222222", "15.4": "3333",
    "16.1": "2", "16.2": "22222", "16.3": "2222", "16.4": "222", "16.5": "2223",
    "17.1": "23", "17.2": "22223333", "17.3": "22",
}  # fmt: skip
STATES = {"met", "deployer", "does not apply", "not met"}
TEST = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")
NAMED = re.compile(r"`([\w./-]+): ([^`]+)`")
LINK = re.compile(r"\]\((?!https?:)([^)#]*)(?:#([^)]+))?\)")


class Line(NamedTuple):
    """One requirement."""

    number: str
    level: str
    asked: str
    state: str
    behind: str


def asked_for() -> dict[str, str]:
    """Return the number of every requirement of levels 1 and 2, with its level."""
    everything = {f"{section}.{at}": level for section, levels in ASVS.items() for at, level in enumerate(levels, 1)}
    assert Counter(everything.values()) == {"1": 70, "2": 183, "3": 92}
    return {number: level for number, level in everything.items() if level != "3"}


def lines(document: str) -> list[Line]:
    """Return the lines of all chapters."""
    found = re.findall(r"^\| (\d+\.\d+\.\d+) \|([^|\n]*)\|([^|\n]*)\|([^|\n]*)\|(.*)\|$", document, re.M)
    return [Line(*(cell.strip() for cell in one)) for one in found]


@cache
def functions_of(path: str) -> frozenset[str]:
    file = ROOT / path
    nodes = ast.walk(ast.parse(file.read_text())) if file.is_file() else ()
    return frozenset(node.name for node in nodes if isinstance(node, ast.FunctionDef))


def is_named(path: str, name: str) -> bool:
    """Tell whether a file says a name; a file of settings must set it, or read it from the environment."""
    file = ROOT / path
    if not file.is_file() or name not in file.read_text():
        return False
    if "/settings/" not in path:
        return True
    nodes = list(ast.walk(ast.parse(file.read_text())))
    targets = [target for node in nodes if isinstance(node, ast.Assign | ast.AnnAssign) for target in _targets(node)]
    stored = {node.id for target in targets for node in ast.walk(target) if isinstance(node, ast.Name)}
    return name in stored | {node.value for node in nodes if isinstance(node, ast.Constant)}


def _targets(node: ast.Assign | ast.AnnAssign) -> list[ast.expr]:
    return node.targets if isinstance(node, ast.Assign) else [node.target]


@cache
def anchors(path: Path) -> frozenset[str]:
    """Return what a document's headings are linked by."""
    headings = re.findall(r"^#+ (.+)$", path.read_text(), re.M)
    return frozenset(re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings)


def dead(text: str) -> list[str]:
    """Return the tests, names, documents and headings in a text that are not there."""
    folder = ROOT / "docs"
    found = [
        f"{path}::{name}" for path, name in TEST.findall(text) if name not in functions_of(path) or name[:5] != "test_"
    ]
    found += [f"{path}: {name}" for path, name in NAMED.findall(text) if not is_named(path, name)]
    for path, anchor in LINK.findall(text):
        file = folder / path if path else folder / "security.md"
        if not file.exists() or (anchor and anchor not in anchors(file)):
            found.append(f"{path}#{anchor}")
    return found


def faults(line: Line) -> list[str]:
    """Return what is wrong with a line."""
    wrong = [f"no {name}" for name, cell in line._asdict().items() if not cell]
    if line.state not in STATES:
        wrong.append(f"unknown state: {line.state}")
    elif line.state in ("met", "deployer"):
        if not (TEST.search(line.behind) or NAMED.search(line.behind) or LINK.search(line.behind)):
            wrong.append("nothing behind it")
    elif not re.match(r"because \S.{15}", line.behind):
        wrong.append("no reason")
    return wrong + dead(line.behind)


def summary(found: list[Line]) -> str:
    count = Counter(line.state for line in found)
    return (
        f"**{len(found)} lines: {count['met']} met, {count['deployer']} set by the deployer, {count['does not apply']} do "
        f"not apply, {count['not met']} not met.**"
    )


def test_every_line_of_the_standard_stands_once():
    """P7: levels 1 and 2 of all seventeen chapters, none twice, none made up, with its level and in order."""
    told = [(line.number, line.level) for line in lines(DOCUMENT)]
    assert told == list(asked_for().items())


def test_nothing_stands_behind_a_line_that_is_not_there():
    """P7: each test, setting, document and heading; whoever moves one comes by here."""
    assert {line.number: faults(line) for line in lines(DOCUMENT) if faults(line)} == {}
    assert dead(DOCUMENT) == []


def test_the_summary_is_counted():
    """P7: nobody writes a better figure by hand."""
    assert summary(lines(DOCUMENT)) in DOCUMENT


def test_a_dead_test_a_dead_setting_and_a_bare_line_are_found():
    """P7: planted, one at a time, in a line that is right otherwise."""
    here = "`tests/test_security_doc.py::test_the_summary_is_counted`"
    (good,) = lines(f"| 1.1.1 | 2 | Once. | met | {here} · `site/kargro/settings/base.py: USE_TZ` · [a](#limits) |")
    assert faults(good) == []
    for behind, found in (
        ("`tests/test_nowhere.py::test_a`", "tests/test_nowhere.py::test_a"),
        ("`tests/test_security_doc.py::test_b`", "tests/test_security_doc.py::test_b"),
        ("`site/kargro/settings/base.py: USE`", "site/kargro/settings/base.py: USE"),
        ("`nowhere.py: USE_TZ`", "nowhere.py: USE_TZ"),
        ("[a](#nowhere)", "#nowhere"),
        ("[a](nowhere.md)", "nowhere.md#"),
    ):
        assert faults(good._replace(behind=behind)) == [found]
    assert faults(good._replace(behind="Surely.")) == ["nothing behind it"]
    assert faults(good._replace(state="not met")) == ["no reason"]
    assert faults(good._replace(state="does not apply", behind="because there is no such thing here.")) == []
    assert faults(good._replace(asked="", state="met?")) == ["no asked", "unknown state: met?"]
    assert lines(DOCUMENT.replace("| 1.1.2 |", "| 1.1.1 |"))[1].number == "1.1.1"
