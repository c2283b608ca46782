"""`make audit`: ask an index for known vulnerabilities of every pinned library; what was not asked counts as a failure.

`make test` does so too, and goes on with a sentence where no index answers (`--where-an-index-answers`).
"""

import json
import re
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parents[1]
PINNED = ROOT / "requirements.txt"
NOTHING = "Nothing was audited: no index answered. Run `make audit` where one does, before anything is released."


@dataclass
class Verdict:
    """What an index said: libraries that were looked at, those it does not know, and the vulnerable with what they have."""

    audited: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    vulnerable: list[str] = field(default_factory=list)


def pins(text: str) -> list[str]:
    """Return each pinned requirement of this platform with its hashes, as it stands in a requirements file."""
    found = re.findall(r"^\S+==(?:.*\\\n)*.*\n?", text, re.M)
    markers = [Requirement(pin.partition(" \\")[0]).marker for pin in found]
    return [pin for pin, marker in zip(found, markers, strict=True) if marker is None or marker.evaluate()]


def judge(answer: str, names: set[str]) -> Verdict:
    """Read pip-audit's JSON; a library that it does not speak of is unknown, as all are without an answer."""
    try:
        told = {one["name"]: one for one in json.loads(answer)["dependencies"]}
    except (ValueError, KeyError, TypeError):
        told = {}
    verdict = Verdict()
    for name in sorted(names):
        one = told.get(name, {"skip_reason": "not spoken of"})
        if "skip_reason" in one:
            verdict.unknown.append(name)
            continue
        verdict.audited.append(name)
        if one["vulns"]:
            verdict.vulnerable.append(f"{name} {one['version']}: {', '.join(vuln['id'] for vuln in one['vulns'])}")
    return verdict


def ask(requirements: list[str]) -> Verdict:
    """Ask the index about some pinned requirements."""
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as file:
        file.write("".join(requirements))
        file.flush()
        command = [
            str(Path(sys.executable).with_name("pip-audit")), "--require-hashes", "--disable-pip", "--format=json",
            "--progress-spinner=off", f"--requirement={file.name}",
        ]  # fmt: skip
        said = subprocess.run(command, capture_output=True, text=True, check=False).stdout
    return judge(said, {requirement.partition("==")[0] for requirement in requirements})


def report(verdict: Verdict, *, may_be_away: bool) -> tuple[str, int]:
    """Return what to print, and the exit status."""
    if not verdict.audited:
        return NOTHING, 0 if may_be_away else 1
    lines = [f"{len(verdict.audited)} libraries were audited."]
    if verdict.unknown:
        lines.append(f"The index does not know {', '.join(verdict.unknown)}: they were not audited.")
    lines += [f"Update {line}." for line in verdict.vulnerable]
    return "\n".join(lines), 1 if verdict.unknown or verdict.vulnerable else 0


def main() -> None:
    """Ask about one library first: where nobody answers, the others need not be asked about."""
    requirements = pins(PINNED.read_text())
    verdict = ask(requirements[:1])
    if verdict.audited:
        verdict = ask(requirements)
    said, status = report(verdict, may_be_away="--where-an-index-answers" in sys.argv)
    print(said)
    raise SystemExit(status)


if __name__ == "__main__":
    main()
