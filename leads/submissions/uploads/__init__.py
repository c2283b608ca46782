"""Files that visitors send: checked by what is in them, cleaned, encrypted, private, gone with their message (R47)."""

from leads.submissions.uploads.services import (
    KEPT,
    REMOVE,
    Files,
    FilesGone,
    attach,
    content_of,
    file_questions,
    forget,
    forget_files_of,
    hold,
    move,
    not_taken,
    rotate_files,
    sweep,
    take_files,
)
from privacy.files.refused import Refused

__all__ = [
    "KEPT",
    "REMOVE",
    "Files",
    "FilesGone",
    "Refused",
    "attach",
    "content_of",
    "file_questions",
    "forget",
    "forget_files_of",
    "hold",
    "move",
    "not_taken",
    "rotate_files",
    "sweep",
    "take_files",
]
