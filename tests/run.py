"""`make test`: lint, every test on SQLite and on PostgreSQL, and browser tests in a real Chromium on PostgreSQL.

Two parts run beside each other. A failure and a line of progress are told at once, the whole of a part at its end.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tests.system import ensure_system_parts, postgres

VAR = Path.cwd() / "var"
BESIDE_EACH_OTHER = 2
SECONDS_BETWEEN_LINES = 15
NO_TESTS = 5
PYTEST = (sys.executable, "-m", "pytest", "-p", "tests.parts", "--durations=15")
UNSEEN, BROWSER = "not bench and not browser", "browser and not bench"


@dataclass
class Part:
    """One command of the whole, with what its environment differs in."""

    title: str
    command: tuple[str, ...]
    environ: dict[str, str] = field(default_factory=dict)
    may_be_empty: bool = False


class Running:
    """A part that runs, and what it told so far."""

    def __init__(self, part: Part) -> None:
        self.part, self.total, self.done, self.failed = part, 0, 0, 0
        self.start, self.rest = time.monotonic(), ""
        self.said = tempfile.TemporaryFile()  # noqa: SIM115 closed when the part is done
        self.told = tempfile.NamedTemporaryFile("r", prefix="kargro-progress-")  # noqa: SIM115 likewise
        environ = {**os.environ, **part.environ, "PROGRESS_FILE": self.told.name}
        self.process = subprocess.Popen(part.command, env=environ, stdout=self.said, stderr=subprocess.STDOUT)

    def listen(self) -> None:
        """Count what was told; print a failure. A line that is still being written waits."""
        *lines, self.rest = (self.rest + self.told.read()).split("\n")
        for line in lines:
            heard = json.loads(line)
            self.total = heard.get("total", self.total)
            self.done += "done" in heard
            if "failed" in heard:
                self.failed += 1
                print(f"\n!! {self.part.title}: {heard['failed']}\n", flush=True)

    def progress(self) -> str:
        """Return how far it is, in a few words."""
        if not self.total:
            return f"{self.part.title} {time.monotonic() - self.start:.0f} s"
        failures = f", {self.failed} failed" if self.failed else ""
        return f"{self.part.title} {self.done}/{self.total}{failures}"

    def finish(self) -> bool:
        """Print all it said, and whether it passed."""
        self.said.seek(0)
        text = self.said.read().decode(errors="replace")
        self.said.close()
        self.told.close()
        code = self.process.returncode
        passed = code == 0 or (self.part.may_be_empty and code == NO_TESTS)
        print(f"\n== {self.part.title}\n{text}", end="")
        word = "passed" if passed else "FAILED"
        print(f"== {self.part.title}: {word} in {time.monotonic() - self.start:.0f} s", flush=True)
        return passed


def run(parts: list[Part]) -> bool:
    """Run parts in this order, some beside each other; return whether all passed."""
    waiting, running, passed, line_at = list(parts), [], True, time.monotonic() + SECONDS_BETWEEN_LINES
    while waiting or running:
        while waiting and len(running) < BESIDE_EACH_OTHER:
            running.append(Running(waiting.pop(0)))
        time.sleep(0.2)
        for entry in list(running):
            ended = entry.process.poll() is not None
            entry.listen()
            if ended:
                running.remove(entry)
                passed = entry.finish() and passed
        if running and time.monotonic() > line_at:
            print(f".. {' | '.join(entry.progress() for entry in running)}", flush=True)
            line_at = time.monotonic() + SECONDS_BETWEEN_LINES
    return passed


def on(address: str, name: str) -> dict[str, str]:
    """Return what a part on PostgreSQL needs to have for itself: a folder, and a database of the server."""
    return {"VAR_DIR": str(VAR / f"tests-{name}"), "DATABASE_URL": f"{address.rpartition('/')[0]}/{name}"}


def everything(address: str) -> Iterator[Part]:
    """Yield all parts, the long ones first; a test that needs no database runs beside SQLite only."""
    yield Part("lint", ("make", "--no-print-directory", "lint"))
    yield Part("PostgreSQL", (*PYTEST, "-m", UNSEEN, "--only-with-database"), on(address, "postgresql"))
    yield Part("SQLite", (*PYTEST, "-m", UNSEEN), {"VAR_DIR": str(VAR / "tests-sqlite")})
    for share in (1, 2):
        yield Part(f"browser {share}/2", (*PYTEST, "-m", BROWSER, f"--share={share}/2"), on(address, f"browser{share}"))
    yield Part("audit", (sys.executable, "-m", "tests.audit", "--where-an-index-answers"))
    yield Part("requirements", (sys.executable, "tests/requirement_numbers.py"))


def one_folder(address: str, folder: Path) -> Iterator[Part]:
    """Yield the parts of one folder of tests, which need not have tests of each kind."""
    unseen = (*PYTEST, str(folder), "-m", UNSEEN)
    yield Part("SQLite", unseen, {"VAR_DIR": str(VAR / "tests-sqlite")}, may_be_empty=True)
    yield Part("PostgreSQL", (*unseen, "--only-with-database"), on(address, "postgresql"), may_be_empty=True)
    yield Part("browser", (*PYTEST, str(folder), "-m", BROWSER), on(address, "browser1"), may_be_empty=True)


def main() -> None:
    """Run all parts, also after one failed; leave with 1 when any did."""
    parser = argparse.ArgumentParser(description="Prove everything, or one folder of tests.")
    parser.add_argument("--bench", action="store_true", help="measure instead")
    parser.add_argument("--room", default="", help="a folder below tests/, for example leads/inbox")
    wanted = parser.parse_args()
    folder = Path("tests") / wanted.room
    if not any(folder.rglob("test_*.py")):
        raise SystemExit(f"There are no tests below {folder}.")
    ensure_system_parts()
    catalogues = run([Part("catalogues", (sys.executable, "-m", "kargro.catalogues"))])
    with postgres() as address:
        if wanted.bench:
            environ = {**os.environ, **on(address, "postgresql")}
            raise SystemExit(subprocess.call((*PYTEST, "-m", "bench", "-s"), env=environ))
        parts = one_folder(address, folder) if wanted.room else everything(address)
        passed = run(list(parts)) and catalogues
    raise SystemExit(0 if passed else 1)


if __name__ == "__main__":
    main()
