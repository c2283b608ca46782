"""`python -m tests.behaviour record FILE` and `… compare BEFORE AFTER [--summary] [--renamed FILE]`."""

import argparse
import json
import sys
import time
from pathlib import Path

from tests.behaviour.comparing import compare, read_renames, renamed, report
from tests.behaviour.ground import sample_ground


def record(path: Path) -> None:
    """Build the sample site in a folder that goes again, look at all of it, and write down what it did."""
    start = time.monotonic()
    with sample_ground() as ground:
        from tests.behaviour.recording import record_everything

        recording = record_everything(ground)
    path.write_text(json.dumps(recording, ensure_ascii=False, indent=1, sort_keys=True) + "\n")
    counts = ", ".join(f"{len(part)} {name}" for name, part in recording.items())
    print(f"{path}: {counts}; {time.monotonic() - start:.0f} s.")


def main() -> int:
    """Do what the command line says; return its exit status."""
    parser = argparse.ArgumentParser(prog="python -m tests.behaviour", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    recorder = commands.add_parser("record", help="write down what the site does")
    recorder.add_argument("file", type=Path)
    comparer = commands.add_parser("compare", help="hold two recordings against each other")
    comparer.add_argument("before", type=Path)
    comparer.add_argument("after", type=Path)
    comparer.add_argument("--summary", action="store_true", help="only count")
    comparer.add_argument("--renamed", type=Path, help="expected renames, one `old<TAB>new` a line")
    options = parser.parse_args()
    if options.command == "record":
        if options.file.is_dir() or not options.file.parent.is_dir():
            recorder.error("name a file in a folder that is there")
        record(options.file)
        return 0
    before, after = (json.loads(path.read_text()) for path in (options.before, options.after))
    differences = compare(renamed(before, read_renames(options.renamed)), after)
    print(report(differences, summary=options.summary))
    return 1 if differences else 0


if __name__ == "__main__":
    sys.exit(main())
