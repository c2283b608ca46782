"""`make test`: lint, every test on SQLite and on PostgreSQL, and browser tests in a real Chromium on PostgreSQL."""

import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

from tests.system import ensure_system_parts, postgres

VAR = Path.cwd() / "var"


@dataclass
class Part:
    """One command of the whole, with what its environment differs in."""

    title: str
    command: tuple[str, ...]
    environ: dict[str, str] = field(default_factory=dict)


def run(*parts: Part) -> bool:
    """Run parts beside each other, saying how long each took; return whether all passed.

    One part says what it says at once; of several, each is read as a whole when it is done.
    """
    together = len(parts) > 1
    print(f"\n== {', '.join(part.title for part in parts)}", flush=True)
    running = []
    for part in parts:
        heard = tempfile.TemporaryFile() if together else None  # noqa: SIM115 closed below
        process = subprocess.Popen(
            part.command,
            env={**os.environ, **part.environ},
            stdout=heard,
            stderr=subprocess.STDOUT if together else None,
        )
        running.append((part, process, heard))
    start, passed = time.monotonic(), True
    while running:
        done = [entry for entry in running if entry[1].poll() is not None]
        for part, process, heard in done:
            if heard:
                heard.seek(0)
                sys.stdout.write(heard.read().decode(errors="replace"))
                heard.close()
            word = "FAILED" if process.returncode else "passed"
            print(f"== {part.title}: {word} in {time.monotonic() - start:.0f} s", flush=True)
            passed = passed and not process.returncode
        running = [entry for entry in running if entry not in done]
        time.sleep(0.2)
    return passed


def main() -> None:
    """Run all parts, also after one failed; leave with 1 when any did."""
    ensure_system_parts()
    pytest = (sys.executable, "-m", "pytest")
    with postgres() as address:
        # Files of their own, so that the two can run beside each other.
        sqlite = {"VAR_DIR": str(VAR / "tests-sqlite")}
        postgresql = {"VAR_DIR": str(VAR / "tests-postgresql"), "DATABASE_URL": address}
        if "--bench" in sys.argv:
            results = [run(Part("bench", (*pytest, "-m", "bench", "-s"), postgresql))]
        else:
            results = [
                run(Part("compile catalogues", (sys.executable, "-m", "kargro.catalogues"))),
                run(Part("lint", ("make", "--no-print-directory", "lint"))),
                run(
                    Part("SQLite", (*pytest, "-m", "not bench and not browser"), sqlite),
                    Part("PostgreSQL", (*pytest, "-m", "not bench and not browser"), postgresql),
                ),
                run(Part("browser", (*pytest, "-m", "browser and not bench"), postgresql)),
                run(Part("requirements", (sys.executable, "tests/requirement_numbers.py"))),
            ]
    raise SystemExit(0 if all(results) else 1)


if __name__ == "__main__":
    main()
