"""The documents say what the software does: every variable, command, check and store has its place."""

import re
import tomllib
from pathlib import Path

from privacy.personal_data.contract import all_personal_data
from privacy.register.models import PolicySection
from tests.requirement_numbers import NUMBER, NUMBERS, docstrings_of_tests

ROOT = Path(__file__).resolve().parents[1]
OPERATIONS = (ROOT / "docs/operations.md").read_text()
PRIVACY = (ROOT / "docs/privacy.md").read_text()
READ = re.compile(r'env\.\w+\(\s*"([A-Z_]+)"')


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
    led = [
        ROOT / "CONTRIBUTING.md",
        ROOT / "docs/architecture.md",
        ROOT / "docs/glossary.md",
        *ROOT.glob("docs/decisions/*.md"),
    ]
    assert [(path.name, found) for path in led for found in dead_paths(path.read_text())] == []
    assert dead_paths("`leads/nowhere/`, `leads/<service>/` and `locale/*/LC_MESSAGES/django.po`") == ["leads/nowhere/"]


def test_each_word_of_the_glossary_has_one_meaning():
    """X7: sorted, and no word twice."""
    words = [line.split("|")[1].strip() for line in (ROOT / "docs/glossary.md").read_text().splitlines()
             if line.count("|") == 5 and not line.startswith(("| word", "| ---"))]  # fmt: skip
    letters = [re.sub(r"[^a-z ]", "", word.lower()) for word in words]
    assert len(words) > 50
    assert letters == sorted(set(letters))


ARCHITECTURE = (ROOT / "docs/architecture.md").read_text()


def rooms_in_order(pyproject: str) -> list[str]:
    """Return the rooms as folders, from the top layer to the lowest."""
    (contract,) = tomllib.loads(pyproject)["tool"]["importlinter"]["contracts"]
    return [room.strip().replace(".", "/") for layer in contract["layers"] for room in layer.split("|")]


def rooms_of_the_table(document: str) -> list[str]:
    """Return the rooms that have a row with a promise."""
    return re.findall(r"^\| `((?:home|leads|privacy)/\w+)` \| \S", document, re.M)


def test_the_architecture_has_a_row_for_each_room_and_no_other():
    """P1: the table is the contract of `make lint`, in its order; a room more or less is found."""
    rooms = rooms_in_order((ROOT / "pyproject.toml").read_text())
    assert len(rooms) > 20
    assert rooms_of_the_table(ARCHITECTURE) == rooms
    assert set(rooms) - set(rooms_of_the_table(ARCHITECTURE.replace("| `privacy/ledger` |", "|"))) == {"privacy/ledger"}
    planted = ARCHITECTURE + "\n| `leads/nowhere` | planted |\n"
    assert set(rooms_of_the_table(planted)) - set(rooms) == {"leads/nowhere"}


def dead_registries(document: str) -> list[str]:
    """Return the names of the table of registries that their module does not define."""
    rows = re.findall(r"^\| `([\w/]+\.py)` \| ([^|]+) \|", document, re.M)
    names = [(path, name) for path, cell in rows for name in re.findall(r"`(\w+)`", cell)]
    assert len(names) > 20
    defined = {path: (ROOT / path).read_text() if (ROOT / path).exists() else "" for path, _ in rows}
    return [f"{path}: {name}" for path, name in names if not re.search(rf"^(def|class) {name}\b", defined[path], re.M)]


def test_the_registries_of_the_architecture_are_where_it_says():
    """P1: whoever builds a room finds what to tell the ones below; a name that is gone is found."""
    assert dead_registries(ARCHITECTURE) == []
    planted = ARCHITECTURE.replace("`form_rule`", "`form_rules`")
    assert dead_registries(planted) == ["leads/forms/lint/__init__.py: form_rules"]


def test_the_glossary_names_every_document():
    """R92: what a release keeps word for word; one that is added is explained."""
    row = next(line for line in (ROOT / "docs/glossary.md").read_text().splitlines() if line.startswith("| document |"))
    for document in PolicySection.Document:
        assert document.label.lower().removesuffix(" of use") in row
