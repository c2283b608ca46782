"""A run of pytest as one part of `make test`: its share of the tests, and what it tells while it runs."""

import json
import os
from pathlib import Path

import pytest

DATABASE_FIXTURES = {"db", "transactional_db", "django_db_setup"}
WITHOUT_DATABASE = pytest.StashKey[int]()


def pytest_addoption(parser):
    """Say which of the tests this part runs."""
    parser.addoption("--only-with-database", action="store_true", help="leave out tests that need no database")
    parser.addoption("--share", default="1/1", help="run one share of the test files: 1/2, 2/2")


def needs_database(item) -> bool:
    """Whether a test has a database, by its mark or by a fixture."""
    return bool(item.get_closest_marker("django_db") or DATABASE_FIXTURES & set(item.fixturenames))


def share_of(items, number: int, shares: int) -> list:
    """Return the tests of one share: whole files, the largest first, each to the share that has the fewest tests."""
    files: dict[Path, list] = {}
    for item in items:
        files.setdefault(item.path, []).append(item)
    loads: list[list] = [[] for _ in range(shares)]
    for path in sorted(files, key=lambda path: (-len(files[path]), path)):
        min(loads, key=len).extend(files[path])
    chosen = set(loads[number - 1])
    return [item for item in items if item in chosen]


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config, items):
    """Leave out what other parts run."""
    kept = [item for item in items if needs_database(item)] if config.getoption("only_with_database") else items
    config.stash[WITHOUT_DATABASE] = len(items) - len(kept)
    number, shares = map(int, config.getoption("share").split("/"))
    kept = share_of(kept, number, shares)
    left_out = set(items) - set(kept)
    if left_out:
        config.hook.pytest_deselected(items=[item for item in items if item in left_out])
        items[:] = kept


def tell(**what) -> None:
    """Write a line for `make test`, when it listens."""
    if path := os.environ.get("PROGRESS_FILE"):
        with Path(path).open("a") as progress:
            progress.write(json.dumps(what) + "\n")


def pytest_collection_finish(session):
    """Tell how many tests there are."""
    tell(total=len(session.items))


def pytest_runtest_logreport(report):
    """Tell each test that is done and each failure."""
    if report.failed:
        tell(failed=f"{report.nodeid} ({report.when})\n{report.longreprtext}")
    if report.when == "teardown":
        tell(done=report.nodeid)


def pytest_terminal_summary(terminalreporter, config):
    """Say how many tests another part runs because they need no database."""
    if number := config.stash.get(WITHOUT_DATABASE, 0):
        terminalreporter.write_line(f"{number} tests that need no database were left to the SQLite part.")
