"""`python -m tests.security_rules`: print what breaks a rule, and fail when anything does."""

import sys
from collections.abc import Iterator
from pathlib import Path

from tests.security_rules import FOLDERS, ROOT, Finding, not_allowed
from tests.security_rules.python import python_findings
from tests.security_rules.templates import template_findings


def look(folders: tuple[str, ...] = FOLDERS, root: Path = ROOT) -> Iterator[Finding]:
    """Yield what no reason allows, in every module and template below the folders."""
    for folder in folders:
        for path in sorted((root / folder).rglob("*")):
            name = path.relative_to(root).as_posix()
            if "/migrations/" in name or not path.is_file():
                continue
            if path.suffix == ".py":
                source = path.read_text()
                yield from not_allowed(python_findings(name, source), source)
            elif "/templates/" in name and path.suffix in (".html", ".txt", ".xml"):
                source = path.read_text()
                yield from not_allowed(template_findings(name, source), source)


def main() -> int:
    """Return how the process ends."""
    found = list(look())
    for finding in found:
        print(finding)
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main())
