"""Limits on files while they arrive."""

from typing import Any

from django.conf import settings
from django.core.files.uploadhandler import FileUploadHandler, MemoryFileUploadHandler, SkipFile


class LimitEachFile(FileUploadHandler):
    """Stops keeping a file that is too large while it arrives; the answers around it are read all the same."""

    def __init__(self) -> None:
        super().__init__()
        self.too_large: list[str] = []

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        if start + len(raw_data) > settings.UPLOAD_MAX_BYTES:
            self.too_large.append(self.field_name or "")
            raise SkipFile
        return raw_data

    def file_complete(self, file_size: int) -> None:
        return None


class LimitTogether(LimitEachFile):
    """The same for all files of a post together: where they are held in memory, many small ones weigh as much as a large one."""

    def __init__(self) -> None:
        super().__init__()
        self.taken = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        self.taken += len(raw_data)
        return super().receive_data_chunk(raw_data, max(start, self.taken - len(raw_data)))


class OnlyInMemory(MemoryFileUploadHandler):
    """Keeps a file in memory whatever its size: what must never lie on a disk in clear. Put a limit before it."""

    def handle_raw_input(self, *args: Any, **kwargs: Any) -> None:
        self.activated = True
