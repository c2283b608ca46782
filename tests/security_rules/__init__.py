"""Rules about security that `make lint` asks of our code, written for Django and for this house.

ruff's rules `S` know Python's dangers (pickle, shell, weak hashes, requests without a timeout). These know Django's: what a
visitor sends must reach neither markup nor SQL, no redirect, no log. A line that needs to be as it is says so, with its
reason, at its end or above it: `# allowed <rule>: <reason>`, in templates `{# allowed <rule>: <reason> #}`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = ("home", "leads", "privacy", "site")
SHORTEST_REASON = 20
_ALLOWED = re.compile(r"(?:#|\{#) allowed ([a-z-]+): (.+?)(?: #\}|$)")


@dataclass(frozen=True)
class Finding:
    """A line that breaks a rule."""

    path: str
    line: int
    rule: str
    advice: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.rule}: {self.advice}"


def not_allowed(findings: Iterator[Finding], source: str) -> list[Finding]:
    """Return the findings that no reason stands beside; a reason of a word or two is none."""
    lines = source.splitlines()
    return [one for one in findings if not _is_allowed(one, lines)]


def _is_allowed(finding: Finding, lines: list[str]) -> bool:
    for line in lines[max(finding.line - 2, 0) : finding.line]:
        found = _ALLOWED.search(line)
        if found and found[1] == finding.rule and len(found[2]) >= SHORTEST_REASON:
            return True
    return False
