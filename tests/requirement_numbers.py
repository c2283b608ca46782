"""Print the requirement numbers that no test's docstring names: `make requirements`."""

import ast
import re
from pathlib import Path

LETTERED = {"R18a", "R57a", "R57b", "R57c", "R57d", "R57e"}
RANGES = {"R": 96, "C": 32, "T": 9, "E": 5, "P": 7, "X": 8}
NUMBERS = {f"{letter}{n}" for letter, last in RANGES.items() for n in range(1, last + 1)} | LETTERED
NUMBER = re.compile(r"\b[RCTEPX]\d{1,2}[a-e]?\b")


def docstrings_of_tests(source: str) -> list[str]:
    """Return the docstrings of a module's test functions."""
    tests = (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.FunctionDef))
    return [ast.get_docstring(node) or "" for node in tests if node.name.startswith("test")]


def numbers_in(source: str) -> set[str]:
    """Return the requirement numbers in the docstrings of a module's test functions."""
    return {number for text in docstrings_of_tests(source) for number in NUMBER.findall(text)} & NUMBERS


def unnamed(folder: Path) -> list[str]:
    """Return the requirement numbers, in order, that no test below `folder` names."""
    named: set[str] = set()
    for path in folder.rglob("test_*.py"):
        named |= numbers_in(path.read_text())
    return sorted(NUMBERS - named, key=lambda number: (number[0], int(re.findall(r"\d+", number)[0]), number))


if __name__ == "__main__":
    missing = unnamed(Path(__file__).parent)
    print(f"{len(NUMBERS) - len(missing)} of {len(NUMBERS)} requirements are named by a test.")
    if missing:
        print("No test names: " + " ".join(missing))
