"""A file's way: held under a key for an hour, attached to a message, gone with it.

The row is deleted in the transaction, the file after its commit; `sweep` takes away what was left by a crash in between.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Sum
from django.template.defaultfilters import filesizeformat
from django.utils.datastructures import MultiValueDict
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from leads.forms.field_types import HeldFile
from leads.submissions.models import Submission, Upload, random_id
from leads.submissions.spam.models import RateCounter
from leads.submissions.uploads import store
from leads.submissions.uploads.clean import clean, kept_name
from privacy.files.refused import Refused
from privacy.keys.counting import Limit
from privacy.keys.plain_sql import among

HELD_FOR = timedelta(hours=1)
# What may wait for its message in all, so that nobody fills the disk.
HELD_MOST_BYTES = 1024**3
# And what one connection may give to be looked at, whatever becomes of it: each file costs time and memory.
FILES = Limit(RateCounter, "upload_file", 30, timedelta(minutes=10))
KILOBYTES = Limit(RateCounter, "upload_kilobyte", 100 * 1024, timedelta(hours=1))


class FilesGone(Exception):
    """Files of an answer are not held any more."""


def hold(*, file: UploadedFile, key_digest: str, spec: dict[str, Any], now: datetime) -> Upload:
    """Check and clean a file and keep it for an hour under a key; raises Refused with what to do instead."""
    found = clean(file.read(), accept=spec["accept"])
    waiting = Upload.objects.filter(submission=None).aggregate(size=Sum("size"))["size"] or 0
    if waiting + len(found.content) > HELD_MOST_BYTES:
        raise Refused(_("We cannot take files at the moment. Send your message without it, or try again in an hour."))
    upload = Upload(
        public_id=random_id(),
        key_hash=key_digest,
        field_key=spec["key"],
        name=kept_name(file.name or "", found.extension),
        content_type=found.content_type,
        size=len(found.content),
        created_at=now,
    )
    store.write(upload.public_id, found.content)
    upload.save(force_insert=True)
    return upload


def attach(*, key_digest: str, submission: Submission) -> None:
    """Make the files of a message's answers its own, inside the capture transaction. One statement.

    Raises FilesGone when one of them is not held any more.
    """
    keys = [spec["key"] for spec in submission.form_version.schema if spec["kind"] == "file"]
    ids = [public_id for key in keys for public_id in submission.answers.get(key, [])]
    if not ids:
        return
    held = Upload.objects.filter(public_id__in=ids, key_hash=key_digest, submission=None)
    if held.update(submission=submission) != len(ids):
        raise FilesGone


def move(*, ids: Collection[str], key_digest: str) -> None:
    """Hold files under another key, when the visitor gets one."""
    if ids:
        Upload.objects.filter(public_id__in=ids, submission=None).update(key_hash=key_digest)


@transaction.atomic
def forget(uploads: Iterable[Upload]) -> None:
    """Delete files with their rows."""
    for upload in list(uploads):
        name = upload.public_id
        upload.delete()
        transaction.on_commit(partial(store.remove, name))


def forget_files_of(messages: Iterable[Submission | int]) -> None:
    """Delete, once the transaction commits, the files of messages that are about to be deleted."""
    keys = [message if isinstance(message, int) else message.pk for message in messages]
    names = list(Upload.objects.filter(submission__in=among(keys)).values_list("public_id", flat=True))
    if names:
        transaction.on_commit(lambda: [store.remove(name) for name in names])


def content_of(upload: Upload) -> bytes:
    """Return what was sent, decrypted."""
    return store.read(upload.public_id)


def sweep(now: datetime) -> None:
    """Delete held files whose hour is over, and files in the folder that no row knows."""
    forget(Upload.objects.filter(submission=None, created_at__lt=now - HELD_FOR))
    old = {path for path, written in store.files() if written < now - HELD_FOR}
    known = set(Upload.objects.values_list("public_id", flat=True)) if old else set()
    for path in old:
        if path.name not in known:
            path.unlink(missing_ok=True)


def rotate_files() -> int:
    """Encrypt every file again that an older key wrote; return how many."""
    return sum(store.rotate(name) for name in Upload.objects.values_list("public_id", flat=True).iterator())


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
    address: str,
    now: datetime,
) -> Files:
    """Hold the files of a post under its key, beside those that an earlier post brought; `address` is its connection's.

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
            arrived = [file for file in files.getlist(key) if _may_still_send(taken, key, file, address, now)]
            mine += _held_now(taken, spec, arrived, most=spec["max_files"] - len(mine), under=key_digest, now=now)
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


def _may_still_send(taken: Files, key: str, file: UploadedFile, address: str, now: datetime) -> bool:
    """Count a file of a connection, and say so where there were too many."""
    kilobytes = (file.size or 0) // 1024 + 1
    if FILES.allows(address, now=now) and KILOBYTES.allows(address, now=now, by=kilobytes):
        return True
    taken.note(
        key,
        _(
            "Many files came from your connection in a short time. Your answers are still here: add the rest in an hour, or "
            "send without."
        ),
    )
    return False


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
