"""Files as they arrive with a post: what is held, what is not and why."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat
from django.utils.datastructures import MultiValueDict
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from leads.forms.field_types import HeldFile
from leads.submissions.models import Upload
from leads.submissions.uploads.services import forget, hold
from privacy.files.refused import Refused

KEPT, REMOVE = "_kept", "_remove"
NAME_SHOWN = 60


@dataclass
class Files:
    """By question: the files held for it, and what was wrong with others."""

    held: dict[str, list[HeldFile]] = field(default_factory=dict)
    problems: dict[str, list[str]] = field(default_factory=dict)

    @property
    def ids(self) -> list[str]:
        return [file.id for files in self.held.values() for file in files]

    def note(self, key: str, problem: str) -> None:
        if problem not in self.problems.setdefault(key, []):
            self.problems[key].append(problem)


def file_questions(schema: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the questions that ask for files."""
    return [spec for spec in schema if spec["kind"] == "file"]


def take_files(
    *,
    schema: Iterable[dict[str, Any]],
    data: MultiValueDict[str, str],
    files: MultiValueDict[str, UploadedFile],
    too_large: Sequence[str],
    key_digest: str,
    now: datetime,
) -> Files:
    """Hold the files of a post under its key, beside those that an earlier post brought.

    A key that has sent its message brings its files back: trying again leads to the same message.
    """
    taken, specs = Files(), file_questions(schema)
    if not specs:
        return taken
    known = list(Upload.objects.filter(key_hash=key_digest))
    sent = any(upload.submission_id for upload in known)
    for spec in specs:
        key = spec["key"]
        mine = [upload for upload in known if upload.field_key == key and bool(upload.submission_id) is sent]
        if not sent:
            mine = _without_removed(mine, data.getlist(f"{key}{REMOVE}"))
            _note_gone(taken, key, mine, data)
            mine += _held_now(
                taken, spec, files.getlist(key), most=spec["max_files"] - len(mine), under=key_digest, now=now
            )
            if key in too_large:
                taken.note(
                    key, _("A file may have %(size)s at most.") % {"size": filesizeformat(settings.UPLOAD_MAX_BYTES)}
                )
        taken.held[key] = [HeldFile(upload.public_id, upload.name) for upload in mine]
    return taken


def not_taken(schema: Iterable[dict[str, Any]], files: Mapping[str, Any]) -> Files:
    """Return that files came and are not held, because the post itself was refused."""
    taken = Files()
    for spec in file_questions(schema):
        if spec["key"] in files:
            taken.note(spec["key"], _("Your files were not kept. Add them again."))
    return taken


def _without_removed(mine: list[Upload], removed: Sequence[str]) -> list[Upload]:
    forget([upload for upload in mine if upload.public_id in removed])
    return [upload for upload in mine if upload.public_id not in removed]


def _note_gone(taken: Files, key: str, mine: list[Upload], data: MultiValueDict[str, str]) -> None:
    here = {upload.public_id for upload in mine} | set(data.getlist(f"{key}{REMOVE}"))
    if set(data.getlist(f"{key}{KEPT}")) - here:
        taken.note(key, _("A file you added is no longer here: files wait for an hour. Add it again, or send without."))


def _held_now(
    taken: Files, spec: dict[str, Any], arrived: Sequence[UploadedFile], *, most: int, under: str, now: datetime
) -> list[Upload]:
    held: list[Upload] = []
    for file in arrived:
        if len(held) >= most:
            taken.note(spec["key"], _("Add %(most)d files at most.") % {"most": spec["max_files"]})
            break
        try:
            held.append(hold(file=file, key_digest=under, spec=spec, now=now))
        except Refused as refusal:
            about = {"name": Truncator(file.name or "").chars(NAME_SHOWN), "reason": refusal.reason}
            taken.note(spec["key"], _("“%(name)s”: %(reason)s") % about)
    return held
