"""`make test`: lint, then every test on SQLite and on PostgreSQL, browser tests in a real Chromium."""

import os
import subprocess
import sys
import time

from tests.system import ensure_system_parts, postgres


def run(title: str, *command: str, **environ: str) -> bool:
    """Run one part, saying how long it took; return whether it passed."""
    print(f"\n== {title}", flush=True)
    start = time.monotonic()
    passed = subprocess.run(command, check=False, env={**os.environ, **environ}).returncode == 0
    print(f"== {title}: {'passed' if passed else 'FAILED'} in {time.monotonic() - start:.0f} s", flush=True)
    return passed


def main() -> None:
    """Run all parts, also after one failed; leave with 1 when any did."""
    ensure_system_parts()
    pytest = (sys.executable, "-m", "pytest")
    with postgres() as address:
        if "--bench" in sys.argv:
            results = [run("bench", *pytest, "-m", "bench", "-s", DATABASE_URL=address)]
        else:
            results = [
                run("compile catalogues", sys.executable, "-m", "kargro.catalogues"),
                run("lint", "make", "--no-print-directory", "lint"),
                run("SQLite", *pytest, "-m", "not bench"),
                run("PostgreSQL", *pytest, "-m", "not bench", DATABASE_URL=address),
                run("requirements", sys.executable, "tests/requirement_numbers.py"),
            ]
    raise SystemExit(0 if all(results) else 1)


if __name__ == "__main__":
    main()
