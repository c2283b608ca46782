"""A file is cleaned in a process of its own: a few seconds, some memory, nothing else (CWE-400, CWE-409; ASVS 5.0, V5.2).

What strangers send is written so that its reader never ends, or fills the machine. Such a process ends instead, and takes
nothing with it. It is given no key, no database and no file of the site; the file goes in and comes out through a pipe. It runs as
the site's own user: whoever takes over a decoder may look for what that user can read (docs/security.md).
"""

import json
import logging
import os
import resource
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from importlib import import_module
from pathlib import Path
from threading import BoundedSemaphore

from privacy.files.refused import Refused, gettext_noop

logger = logging.getLogger(__name__)

ROOT = Path(__file__).resolve().parents[2]
IMAGE, SITE_PICTURE, PDF = "image", "site_picture", "pdf"
CLEANERS = {
    IMAGE: ("privacy.files.pictures", "clean_image"),
    SITE_PICTURE: ("privacy.files.pictures", "clean_site_picture"),
    PDF: ("privacy.files.pdf", "clean_pdf"),
}
CPU_SECONDS = 5
# What is written to; the libraries themselves, which all such processes share, are read only.
MOST_BYTES = 300 * 1024 * 1024
# On the clock, where others take the processor meanwhile.
PATIENCE_SECONDS = 30
# At one time in each process of the web server; who comes then waits for a turn.
_turns = BoundedSemaphore(2)
TOO_MUCH = gettext_noop(
    "This file is too demanding to be checked. Make the picture smaller, or print the document to a new PDF, and add that."
)
BUSY = gettext_noop("We are checking many files at the moment. Try again in a minute.")
_OUT_OF_MEMORY = 3


def clean_apart(cleaner: str, content: bytes, **options: int) -> tuple[bytes, str, str]:
    """Return content, type and extension of a file as it is kept; raises Refused.

    `cleaner` is one of CLEANERS. One that takes more than CPU_SECONDS or MOST_BYTES is refused.
    """
    begin = f"import sys; sys.path.insert(0, {str(ROOT)!r}); from privacy.files.apart import serve; serve()"
    command = [sys.executable, "-I", "-c", begin, cleaner, json.dumps(options)]
    with _turn():
        try:
            done = subprocess.run(
                command, input=content, capture_output=True, timeout=PATIENCE_SECONDS, env={}, check=False
            )
        except subprocess.TimeoutExpired as error:
            raise _too_much(cleaner, "time") from error
    if done.returncode:
        raise _too_much(cleaner, str(done.returncode))
    head, _line, cleaned = done.stdout.partition(b"\n")
    answer = json.loads(head)
    if "refused" in answer:
        raise Refused(answer["refused"], **answer["values"])
    return cleaned, answer["type"], answer["extension"]


def serve() -> None:
    """Clean what comes in on standard input, and write out what is kept of it, or why nothing is."""
    _confine()
    try:
        answer, cleaned = _answer(sys.argv[1], sys.stdin.buffer.read(), json.loads(sys.argv[2]))
    except MemoryError:
        os._exit(_OUT_OF_MEMORY)
    sys.stdout.buffer.write(json.dumps(answer).encode() + b"\n" + cleaned)


def _answer(cleaner: str, content: bytes, options: dict[str, int]) -> tuple[dict[str, object], bytes]:
    module, name = CLEANERS[cleaner]
    clean: Callable[..., tuple[bytes, str, str]] = getattr(import_module(module), name)
    try:
        cleaned, kind, extension = clean(content, **options)
    except Refused as refusal:
        return {"refused": refusal.words, "values": refusal.values}, b""
    return {"type": kind, "extension": extension}, cleaned


def _confine() -> None:
    """Give up what is not needed: more of the processor and of memory, and every file."""
    for kind, most in (
        (resource.RLIMIT_CPU, CPU_SECONDS),
        (resource.RLIMIT_DATA, MOST_BYTES),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        # Not every system counts all of these.
        with suppress(OSError, ValueError):
            resource.setrlimit(kind, (most, most))


@contextmanager
def _turn() -> Iterator[None]:
    if not _turns.acquire(timeout=PATIENCE_SECONDS):
        raise Refused(BUSY)
    try:
        yield
    finally:
        _turns.release()


def _too_much(cleaner: str, why: str) -> Refused:
    logger.warning("a file was given up (%s): %s", cleaner, why)
    return Refused(TOO_MUCH)
