"""Every sentence of the published policy stands in the map, with the rooms that keep it and the tests that prove it."""

import ast
import re
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[1]
POLICY = (ROOT / "tests/policy.txt").read_text()
MAP = (ROOT / "docs/policy-map.md").read_text()
QUESTIONS = (ROOT / "docs/open-questions.md").read_text()
HEADING = re.compile(r"(\d(?:\.\d)?)\.? [A-Z]")
ROOM = re.compile(r"(?:home|leads|privacy)/\w+")
STATES = ("proven", "half: ", "not true yet, because ", "kept otherwise: ", "no promise: ")
SHORTEST_REASON = 25


class Row(NamedTuple):
    """One line of the map."""

    section: str
    quote: str
    rooms: list[str]
    tests: list[str]
    state: str


def sentences(policy: str) -> list[tuple[str, str]]:
    """Return every sentence and list item of a policy, in order, with the number of its section.

    Paragraphs are parted by blank lines, list items by their bullets; headings give the number and are no sentences.
    """
    section, found = "0", []
    paragraphs = re.split(r"\n\s*\n|\n(?=\s*• )", policy.strip())
    for paragraph in paragraphs[1:]:  # the first is the title
        words = " ".join(paragraph.split()).removeprefix("• ")
        heading = HEADING.match(words)
        if heading:
            section = heading[1]
        else:
            found += [(section, sentence) for sentence in re.split(r"(?<=[.!?]) (?=[A-Z])", words)]
    return found


def rows(document: str) -> list[Row]:
    """Return the lines of the map's tables; a table belongs to the heading above it."""
    section, found = "", []
    for line in document.splitlines():
        if heading := re.match(r"## §(\d(?:\.\d)?)", line):
            section = heading[1]
        if section and line.startswith("| “"):
            quote, rooms, proof, state = (cell.strip() for cell in line.strip().strip("|").split(" | "))
            found.append(Row(section, quote[1:-1], ROOM.findall(rooms), re.findall(r"`([^`]+)`", proof), state))
    return found


def differences(policy: list[tuple[str, str]], mapped: list[tuple[str, str]]) -> list[str]:
    """Return what the policy says and the map leaves out, what the map makes up, and what stands out of order."""
    left_out = [f"left out: {section} {words}" for section, words in policy if (section, words) not in mapped]
    made_up = [f"made up: {section} {words}" for section, words in mapped if (section, words) not in policy]
    if left_out or made_up:
        return left_out + made_up
    return [f"out of order: {there[1]}" for here, there in zip(policy, mapped, strict=False) if here != there][:1] + (
        [] if len(policy) == len(mapped) else ["said more or less often than in the policy"]
    )


def functions(path: Path) -> set[str]:
    """Return the names of the tests in a file, none when there is no such file."""
    if not path.is_file():
        return set()
    return {node.name for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.FunctionDef)}


def faults(row: Row) -> list[str]:
    """Return what is wrong with a line: rooms and tests that are not there, and a state that nothing stands behind."""
    wrong = [f"no such room: {room}" for room in row.rooms if not (ROOT / room / "__init__.py").is_file()]
    for test in row.tests:
        path, _, name = test.partition("::")
        if name not in functions(ROOT / path):
            wrong.append(f"no such test: {test}")
    start = next((state for state in STATES if row.state.startswith(state)), None)
    asked = re.findall(r"open question (\d+)", row.state)
    wrong += [f"no such question: {number}" for number in asked if f"\n| {number} |" not in QUESTIONS]
    if start is None:
        wrong.append(f"unknown state: {row.state}")
    elif start != "proven" and len(row.state) - len(start) < SHORTEST_REASON:
        wrong.append(f"no reason: {row.state}")
    if start in STATES[:2] and not (row.tests and row.rooms):
        wrong.append(f"{start.strip(': ')} without a room and a test")
    return wrong


def test_the_map_quotes_every_sentence_of_the_policy_and_no_other():
    """R3, R4: in the policy's own order, word for word, under its section."""
    policy = sentences(POLICY)
    assert len(policy) > 100
    assert differences(policy, [(row.section, row.quote) for row in rows(MAP)]) == []


def test_each_line_of_the_map_leads_to_a_room_and_a_test_that_are_there():
    """P1: or says why the sentence is not true yet, is kept otherwise, or promises nothing."""
    assert {row.quote: faults(row) for row in rows(MAP) if faults(row)} == {}


def test_a_sentence_left_out_or_made_up_is_found():
    """P1: planted: a sentence less, one that Kargro never said, two in the other order, one under another section."""
    policy = sentences(
        "Title\n\n1. Who\n\nWe write. You read.\n\n2.1 What\n\nThis:\n\n  • a name\n    and more;\n  • mail."
    )
    assert policy == [
        ("1", "We write."),
        ("1", "You read."),
        ("2.1", "This:"),
        ("2.1", "a name and more;"),
        ("2.1", "mail."),
    ]
    assert differences(policy, policy) == []
    assert differences(policy, policy[1:]) == ["left out: 1 We write."]
    assert differences(policy, [*policy, ("2.1", "We sell nothing.")]) == ["made up: 2.1 We sell nothing."]
    assert differences(policy, [policy[1], policy[0], *policy[2:]]) == ["out of order: You read."]
    assert differences(policy, [*policy, policy[-1]]) == ["said more or less often than in the policy"]
    assert differences(policy, [("2", "We write."), *policy[1:]]) == ["left out: 1 We write.", "made up: 2 We write."]


def test_a_dead_room_a_dead_test_and_a_bare_state_are_found():
    """P1: planted, one at a time, in a line that is right otherwise."""
    line = "## §1\n| “We write.” | `privacy/register` | `tests/test_policy_map.py::test_a_dead_room_a_dead_test_and_a_bare_state_are_found` | proven |"
    (good,) = rows(line)
    assert (good.section, good.quote, faults(good)) == ("1", "We write.", [])
    assert faults(good._replace(rooms=["privacy/nowhere"])) == ["no such room: privacy/nowhere"]
    dead = ["tests/test_policy_map.py::test_nothing", "tests/test_nowhere.py::test_a"]
    assert faults(good._replace(tests=dead)) == [f"no such test: {test}" for test in dead]
    assert faults(good._replace(tests=[])) == ["proven without a room and a test"]
    assert faults(good._replace(state="half: and so", tests=[])) == [
        "no reason: half: and so",
        "half without a room and a test",
    ]
    assert faults(good._replace(state="not true yet, because ")) == ["no reason: not true yet, because "]
    assert faults(good._replace(state="proven; see open question 999")) == ["no such question: 999"]
    assert faults(good._replace(state="done")) == ["unknown state: done"]
    assert faults(good._replace(state="not true yet, because no room sends newsletters.", tests=[], rooms=[])) == []
