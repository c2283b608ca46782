"""Files that visitors send: checked by what is in them, cleaned, encrypted, private, gone with their message (R47)."""

from leads.submissions.uploads.intake import KEPT, REMOVE, Files, file_questions, not_taken, take_files
from leads.submissions.uploads.services import (
    FilesGone,
    attach,
    content_of,
    forget,
    forget_files_of,
    hold,
    move,
    rotate_files,
    sweep,
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
