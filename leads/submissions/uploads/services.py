"""A file's way: held under a key for an hour, attached to a message, gone with it.

The row is deleted in the transaction, the file after its commit; `sweep` takes away what was left by a crash in between.
"""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from leads.submissions.models import Submission, Upload, random_id
from leads.submissions.uploads import store
from leads.submissions.uploads.clean import clean, kept_name
from privacy.files.refused import Refused
from privacy.keys.plain_sql import among

HELD_FOR = timedelta(hours=1)
# What may wait for its message in all, so that nobody fills the disk.
HELD_MOST_BYTES = 1024**3


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
