"""`manage.py` without its start: one process sets Django up once, and forks for each command."""

import json
import os
import select
import subprocess
import sys
import tempfile
import traceback
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
# The longest of them releases the policy in four languages on a busy machine.
LONGEST_SECONDS = 180


class Commands:
    """Management commands on one environment; each meets a process in which nothing was done before."""

    def __init__(self, environ: dict[str, str]) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.commands"],
            cwd=ROOT,
            env={**environ, "PYTHONPATH": f"{ROOT / 'site'}:{ROOT}"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def run(self, *arguments: str) -> "subprocess.CompletedProcess[str]":
        """Run a command to its end."""
        assert self.process.stdin
        assert self.process.stdout
        print(json.dumps(arguments), file=self.process.stdin, flush=True)
        answered, _writable, _broken = select.select([self.process.stdout], [], [], LONGEST_SECONDS)
        if not answered:
            self.process.kill()
            raise AssertionError(f"{arguments[0]} did not end within {LONGEST_SECONDS} seconds.")
        code, out, err = json.loads(self.process.stdout.readline())
        return subprocess.CompletedProcess(arguments, code, out, err)

    def stop(self) -> None:
        """End the process."""
        self.process.terminate()
        self.process.wait(timeout=10)


def execute(arguments: list[str]) -> int:
    """Run a command in this process; return its exit status."""
    from django.core.management import execute_from_command_line

    try:
        execute_from_command_line(["manage.py", *arguments])
    except SystemExit as leaving:
        if isinstance(leaving.code, str):
            print(leaving.code, file=sys.stderr)
            return 1
        return leaving.code or 0
    except BaseException:  # as the interpreter would; the fork must not go on as the server
        traceback.print_exc()
        return 1
    return 0


def in_a_fork(arguments: list[str]) -> tuple[int, str, str]:
    """Run a command in a copy of this process; return its exit status and what it said."""
    with tempfile.TemporaryFile("w+") as out, tempfile.TemporaryFile("w+") as err:
        child = os.fork()
        if not child:
            with open(os.devnull) as nothing:
                for stream, number in ((nothing, 0), (out, 1), (err, 2)):
                    os.dup2(stream.fileno(), number)
            status = execute(arguments)
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(status)
        _, status = os.waitpid(child, 0)
        out.seek(0)
        err.seek(0)
        return os.waitstatus_to_exitcode(status), out.read(), err.read()


def serve() -> None:
    """Answer each line, the arguments of a command, by a line."""
    import django

    django.setup()
    for line in sys.stdin:
        print(json.dumps(in_a_fork(json.loads(line))), flush=True)


if __name__ == "__main__":
    serve()
