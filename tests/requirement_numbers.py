"""Print the requirement numbers that tests prove, prove by half, or not at all: `make requirements`.

A docstring names a number only for what its test shows. What no test shows of a named number stands in `HALF`; a
number in `NOT_YET` is named by none, because what it promises is not built.
"""

import ast
import re
from collections.abc import Iterable
from pathlib import Path

LETTERED = {"R18a", "R57a", "R57b", "R57c", "R57d", "R57e"}
RANGES = {"R": 96, "C": 32, "T": 9, "E": 5, "P": 7, "X": 8}
NUMBERS = {f"{letter}{n}" for letter, last in RANGES.items() for n in range(1, last + 1)} | LETTERED
NUMBER = re.compile(r"\b[RCTEPX]\d{1,2}[a-e]?\b")

NOT_YET = {
    "R18": "steps of giving and withdrawing are counted for cookies alone (C19); there is no newsletter to leave",
    "R19": "there is no newsletter form that takes an address and a language alone",
    "R38": "chat and meetings have no way in, so their purposes are prepared and told to nobody",
    "R26": "nothing listens to bounces and complaints of a mail provider",
}
HALF = {
    "R13": "a tick counts as requested, and is refused without a mail that confirms; no service sends one yet",
    "R57d": "no partner's script before consent; no test reads the network after a form is sent",
    "R76": "an objection ends a use at once; none rests pending a decision with reasons",
    "E1": "a page and a form are built and the policy released; no test adds a company with its cookies by the screens",
    "T2": "models and blocks are walked; mails and letters are gettext",
    "P3": "the proxy, the roles and the site behind them run; what compose.yaml says of containers is read, none is started",
    "P1": "the commands are tested; no test runs `make run` from a bare clone",
}


def docstrings_of_tests(source: str) -> list[str]:
    """Return the docstrings of a module's test functions."""
    tests = (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.FunctionDef))
    return [ast.get_docstring(node) or "" for node in tests if node.name.startswith("test")]


def numbers_in(source: str) -> set[str]:
    """Return the requirement numbers in the docstrings of a module's test functions."""
    return {number for text in docstrings_of_tests(source) for number in NUMBER.findall(text)} & NUMBERS


def named_below(folder: Path) -> set[str]:
    """Return the requirement numbers that tests below `folder` name."""
    return {number for path in folder.rglob("test_*.py") for number in numbers_in(path.read_text())}


def in_order(numbers: Iterable[str]) -> list[str]:
    """Return numbers as the requirements list them."""
    return sorted(numbers, key=lambda number: (number[0], int(re.findall(r"\d+", number)[0]), number))


if __name__ == "__main__":
    named = named_below(Path(__file__).parent)
    print(f"{len(named - set(HALF))} of {len(NUMBERS)} requirements are proven by a test, {len(HALF)} by half:")
    print("\n".join(f"  {number}: {HALF[number]}" for number in in_order(HALF)))
    print("Not yet:")
    print("\n".join(f"  {number}: {NOT_YET[number]}" for number in in_order(NOT_YET)))
    if missing := in_order(NUMBERS - named - set(NOT_YET)):
        print("No test names: " + " ".join(missing))
