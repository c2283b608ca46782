"""The documents say what the software does: every variable, command, check and store has its place."""

import re
from pathlib import Path

from privacy.personal_data.contract import all_personal_data
from tests.requirement_numbers import NUMBER, NUMBERS, docstrings_of_tests

ROOT = Path(__file__).resolve().parents[1]
OPERATIONS = (ROOT / "docs/operations.md").read_text()
PRIVACY = (ROOT / "docs/privacy.md").read_text()
READ = re.compile(r'env\.(?:text|required|words|number)\(\s*"([A-Z_]+)"')


def headings(text: str) -> set[str]:
    return set(re.findall(r"`([A-Za-z_]+)`", "\n".join(line for line in text.splitlines() if line.startswith("#"))))


def test_every_environment_variable_has_its_heading():
    """P2: what a deployer may change is documented."""
    read = {name for path in (ROOT / "site/kargro").rglob("*.py") for name in READ.findall(path.read_text())}
    assert len(read) > 10
    assert read | {"DATABASE_URL"} <= headings(OPERATIONS)


def test_every_command_is_described():
    """P1: the commands of the project stand in the operator's table."""
    commands = {
        path.stem
        for room in ("home", "leads", "privacy")
        for path in (ROOT / room).rglob("management/commands/*.py")
        if path.stem != "__init__"
    }
    described = set(re.findall(r"^\| `(\w+)`", OPERATIONS, re.M))
    assert commands <= described


def test_every_store_of_personal_data_has_its_heading():
    """R58: the inventory names each store."""
    assert {type(store).__name__ for store in all_personal_data()} == headings(PRIVACY) & {
        type(store).__name__ for store in all_personal_data()
    }


def test_every_system_check_is_described():
    """P2: a check's code leads to its explanation."""
    codes = {
        code
        for room in ("home", "leads", "privacy")
        for path in (ROOT / room).rglob("*.py")
        for code in re.findall(r'"((?:kargro|keys)\.[EW]\d{3})"', path.read_text())
    }
    assert codes
    assert all(code in PRIVACY + OPERATIONS for code in codes)


def test_every_picture_of_the_readme_is_there():
    """P1: no broken picture on the first page."""
    pictures = re.findall(r"!\[[^]]*\]\(([^)]+)\)", (ROOT / "README.md").read_text())
    assert pictures
    assert all((ROOT / picture).exists() for picture in pictures)


def without_meaning(sources: list[str], meanings: str) -> set[str]:
    """Return the numbers in docstrings of tests that have no line in the list of requirements."""
    cited = {number for source in sources for text in docstrings_of_tests(source) for number in NUMBER.findall(text)}
    return cited - set(re.findall(r"^- \*\*(\w+)\*\* \S", meanings, re.M))


def test_every_number_in_a_docstring_has_its_meaning():
    """P1: a newcomer can look up what a test proves; a number without a line is found."""
    meanings = (ROOT / "docs/requirements.md").read_text()
    sources = [path.read_text() for path in (ROOT / "tests").rglob("test_*.py")]
    assert without_meaning(sources, meanings) == set()
    assert without_meaning(['def test_a():\n    """R99, C5: planted."""'], meanings) == {"R99"}
    assert without_meaning(['def test_a():\n    """R57e: yes."""'], meanings.replace("**R57e**", "")) == {"R57e"}


def test_the_list_of_requirements_is_the_list_that_is_counted():
    """P1: `make requirements` and the document know the same numbers, each once."""
    meanings = (ROOT / "docs/requirements.md").read_text()
    lines = re.findall(r"^- \*\*(\w+)\*\*", meanings, re.M)
    assert sorted(lines) == sorted(NUMBERS)


DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])


def dead_links(text: str, folder: Path) -> list[str]:
    """Return the links of a document to files that are not there."""
    links = re.findall(r"\]\((?!https?:|mailto:|#)([^)#]+)", text)
    return [link for link in links if not (folder / link).exists()]


def dead_paths(text: str) -> list[str]:
    """Return the paths in code style that lead nowhere; what stands in <> is for the reader to fill in."""
    paths = re.findall(r"`((?:home|leads|privacy|site|tests|docs|locale)/[^`\s<>]*)`", text)
    return [path for path in paths if not any(ROOT.glob(path.rstrip("/")))]


def test_documents_link_to_what_is_there():
    """P1: no link of a document is dead, and a planted one is found."""
    assert [(path.name, link) for path in DOCUMENTS for link in dead_links(path.read_text(), path.parent)] == []
    assert dead_links("[a](docs/nowhere.md) [b](https://example.com) [c](README.md#map)", ROOT) == ["docs/nowhere.md"]


def test_contributors_are_led_to_files_that_are_there():
    """P1: checklists, glossary and decisions name files and rooms as they are, and a planted one is found."""
    led = [ROOT / "CONTRIBUTING.md", ROOT / "docs/glossary.md", *ROOT.glob("docs/decisions/*.md")]
    assert [(path.name, found) for path in led for found in dead_paths(path.read_text())] == []
    assert dead_paths("`leads/nowhere/`, `leads/<service>/` and `locale/*/LC_MESSAGES/django.po`") == ["leads/nowhere/"]


def test_each_word_of_the_glossary_has_one_meaning():
    """X7: sorted, and no word twice."""
    words = [line.split("|")[1].strip() for line in (ROOT / "docs/glossary.md").read_text().splitlines()
             if line.count("|") == 5 and not line.startswith(("| word", "| ---"))]  # fmt: skip
    letters = [re.sub(r"[^a-z ]", "", word.lower()) for word in words]
    assert len(words) > 50
    assert letters == sorted(set(letters))
