"""A folder of files as a stream, out and in."""

import contextlib
import os
import shutil
import tarfile
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO

from privacy.backups.encryption import Writer
from privacy.backups.errors import BackupError

ARRIVING = ".arriving"


@contextlib.contextmanager
def packed(root: Path) -> Iterator[IO[bytes]]:
    """Yield the files below `root` as a tar stream. A file that is deleted meanwhile is left out."""
    read, write = os.pipe()
    failed: list[BaseException] = []

    def pack() -> None:
        try:
            with os.fdopen(write, "wb") as target, tarfile.open(fileobj=target, mode="w|") as archive:
                for path in sorted(root.rglob("*")) if root.exists() else []:
                    _add(archive, root, path)
        except BaseException as error:
            failed.append(error)

    thread = threading.Thread(target=pack)
    with os.fdopen(read, "rb") as source:
        thread.start()
        yield source
    thread.join()
    if failed:
        raise BackupError(f"The files below {root.name} could not be read: {type(failed[0]).__name__}.") from failed[0]


def unpack(root: Path, fill: Callable[[Writer], None]) -> None:
    """Replace what is below `root` by the tar stream that `fill` writes, once all of it has arrived."""
    arriving = root / ARRIVING
    shutil.rmtree(arriving, ignore_errors=True)
    arriving.mkdir(parents=True)
    read, write = os.pipe()
    failed: list[BaseException] = []

    def send() -> None:
        try:
            with os.fdopen(write, "wb") as target:
                fill(target)
        except BaseException as error:
            failed.append(error)

    thread = threading.Thread(target=send)
    try:
        with os.fdopen(read, "rb") as source:
            thread.start()
            with tarfile.open(fileobj=source, mode="r|") as archive:
                archive.extractall(arriving, filter="data")
    except tarfile.TarError as error:
        failed.append(error)
    finally:
        thread.join()
    if failed:
        shutil.rmtree(arriving)
        raise BackupError(f"The files of {root.name} in this backup cannot be read.") from failed[0]
    _swap(root, arriving)


def _add(archive: tarfile.TarFile, root: Path, path: Path) -> None:
    with contextlib.suppress(FileNotFoundError):
        if path.is_file() and not path.is_symlink() and ARRIVING not in path.relative_to(root).parts:
            member = archive.gettarinfo(str(path), arcname=str(path.relative_to(root)))
            member.uid = member.gid = 0
            member.uname = member.gname = ""
            with path.open("rb") as file:
                archive.addfile(member, file)


def _swap(root: Path, arriving: Path) -> None:
    """Put what has arrived in the place of what was there; `root` itself may be a volume and stays."""
    for path in root.iterdir():
        if path != arriving:
            shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink()
    for path in arriving.iterdir():
        path.rename(root / path.name)
    arriving.rmdir()
