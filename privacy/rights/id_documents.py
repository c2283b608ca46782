"""A masked copy of an identity document: the exception, its way, and its end (policy §6; GDPR Art. 12(6); R79–R81).

It is asked for with a reason when nothing else shows who asks, masked before it leaves the person's device, seen by one
person, and destroyed at their decision, or by itself before the period of rule `identity-copies` is over.
"""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import filetype
from cryptography.fernet import Fernet
from django.conf import settings
from django.core.signing import BadSignature
from django.db import transaction
from django.utils.translation import gettext as _

from privacy.access.selectors import cms_language
from privacy.access.services import log_access
from privacy.files.apart import IMAGE, clean_apart
from privacy.files.folder import PrivateFolder
from privacy.keys.tokens import sign, unsign
from privacy.outbox.services import queue_mail
from privacy.register.selectors import released_register
from privacy.retention.periods import cutoff
from privacy.rights.models import IdentityCopy, RequestTask, RightsRequest
from privacy.rights.steps import PURPOSE, Kind, NotPossible, State, changing, step

RULE = "identity-copies"
ASKED_MAIL, AGAIN_MAIL, CAME_MAIL = "rights_copy_asked", "rights_copy_again", "rights_copy_came"
LOST_MAIL = "rights_copy_lost"
LINK = "rights-copy"
LINK_LASTS = timedelta(days=14)
LONGEST = timedelta(days=7)
# The job that destroys runs every ten minutes; the promise is kept also when it runs late.
MARGIN = timedelta(hours=2)
MAILBOX_TASK = (
    "Destroy the copy of the identity document: delete the message, also from the mailbox's bin and archive, or shred "
    "the sheet of paper."
)
CopyState = IdentityCopy.State
WAITING = (CopyState.ASKED, CopyState.RECEIVED)
folder = PrivateFolder(lambda: Path(settings.ID_COPY_ROOT))


class Gone(Exception):
    """The picture is not there any more."""


def ask_for_copy(*, request: RightsRequest, reason: str, by: Any, now: datetime) -> IdentityCopy:
    """Ask the person, by letter with a reason, for a masked copy; `by` will see it. Raises NotPossible."""
    with changing(request, by, now) as current:
        if current.identity:
            raise NotPossible(_("We know who asks: a copy is not needed, and must not be asked for."))
        if not reason.strip():
            raise NotPossible(_("Write the reason: it stands in the letter."))
        if not current.email:
            raise NotPossible(
                _("There is no e-mail address to send the link to. Call back, or ask what only they know.")
            )
        if waiting_copy(current):
            raise NotPossible(_("A copy was asked for already."))
        step(current, Kind.COPY_ASKED, by, now, reason)
        return _asked(current, by, ASKED_MAIL, now)


def link_token(copy: IdentityCopy) -> str:
    """Return the token of the page that takes the copy."""
    return sign(LINK, {"id": copy.pk, "n": copy.nonce[:16]}, now=copy.asked_at)


def wanted(token: str, *, now: datetime) -> IdentityCopy | None:
    """Return the copy that a link asks for; None once it came, is not needed any more, or the link is over."""
    try:
        payload = unsign(LINK, token, max_age_seconds=int(LINK_LASTS.total_seconds()), now=now)
    except BadSignature:
        return None
    open_ones = IdentityCopy.objects.filter(state=CopyState.ASKED, lasts_until__gt=now, request__state=State.OPEN)
    return (
        open_ones.select_related("request", "handler")
        .filter(pk=payload["id"], nonce__startswith=str(payload["n"]))
        .first()
    )


def receive_copy(copy: IdentityCopy, *, content: bytes, in_browser: bool, now: datetime) -> bool:
    """Keep a picture, drawn anew and under a key of its own; tell whether it was still wanted. Raises Refused."""
    picture, _kind, _extension = clean_apart(IMAGE, content)
    name, key = secrets.token_hex(16), Fernet.generate_key()
    folder.write(name, Fernet(key).encrypt(picture))
    with transaction.atomic():
        values = {
            "state": CopyState.RECEIVED,
            "file": name,
            "key": key.decode(),
            "in_browser": in_browser,
            "received_at": now,
            "destroy_by": now + _period(now) - MARGIN,
        }
        taken = IdentityCopy.objects.filter(pk=copy.pk, state=CopyState.ASKED).update(**values)
        if taken:
            step(copy.request, Kind.COPY_CAME, None, now)
            _tell_handler(copy, CAME_MAIL, now)
    if not taken:
        folder.remove(name)
    return bool(taken)


def waiting_copy(request: RightsRequest) -> IdentityCopy | None:
    """Return the copy that is asked for, or waits to be looked at."""
    open_ones = request.copies.filter(state__in=WAITING)
    return open_ones.select_related("handler", "request").last()


def picture_of(copy: IdentityCopy, *, by: Any, now: datetime) -> tuple[bytes, str]:
    """Return the picture and its type to whoever handles it; that it was opened is written down.

    Raises NotPossible for anybody else, Gone when it is destroyed.
    """
    if copy.handler_id != by.pk:
        log_access(by, "refused", IdentityCopy, copy.pk, PURPOSE, now)
        raise NotPossible(_("Only the person who handles the copy sees it."))
    if copy.state != CopyState.RECEIVED or not copy.key or _is_over(copy, now):
        raise Gone
    try:
        picture = Fernet(copy.key.encode()).decrypt(folder.read(copy.file))
    except FileNotFoundError as error:
        raise Gone from error
    log_access(by, "read", IdentityCopy, copy.pk, PURPOSE, now)
    IdentityCopy.objects.filter(pk=copy.pk, opened_at=None).update(opened_at=now)
    return picture, str(filetype.guess_mime(picture))


def take_over(*, request: RightsRequest, by: Any, now: datetime) -> None:
    """Handle a copy instead of a colleague; from then on nobody but `by` sees it."""
    with _changing_copy(request, by, now) as (current, copy):
        if copy.handler_id == by.pk:
            raise NotPossible(_("You handle this copy already."))
        copy.handler, copy.opened_at = by, None
        copy.save(update_fields=["handler", "opened_at"])
        step(current, Kind.COPY_TAKEN, by, now)


def judge(*, request: RightsRequest, verdict: str, again: bool = False, by: Any, now: datetime) -> None:
    """Decide on a copy, which is destroyed with it. `verdict` is a state: accepted, refused, or unmasked (R80).

    One that was not masked proves nothing: it is destroyed, and with `again` the person is asked for another.
    """
    with _changing_copy(request, by, now) as (current, copy):
        if copy.handler_id != by.pk:
            raise NotPossible(_("Only the person who handles the copy decides on it."))
        if copy.state != CopyState.RECEIVED:
            raise NotPossible(_("No copy has come yet."))
        if copy.opened_at is None:
            raise NotPossible(_("Look at the copy first."))
        _destroy(copy, CopyState(verdict), by, now)
        if verdict == CopyState.ACCEPTED:
            current.identity = RightsRequest.Identity.COPY
            current.save(update_fields=["identity"])
            step(current, Kind.IDENTIFIED, by, now)
        elif verdict == CopyState.UNMASKED and again:
            _asked(current, by, AGAIN_MAIL, now)


def end_copies(request: RightsRequest, *, now: datetime) -> None:
    """Destroy what waits: it is known who asks, or the request is answered. Call it in the transaction of that."""
    for copy in request.copies.select_for_update().filter(state__in=WAITING):
        _destroy(copy, CopyState.OVER, None, now)


def came_by_mail(*, request: RightsRequest, by: Any, now: datetime) -> None:
    """Write down that somebody sent a copy by themselves: it must be destroyed before the request is put away (R80)."""
    with changing(request, by, now, states=(State.OPEN, State.ANSWERED)) as current:
        note_mailed(current, by, now)


def note_mailed(request: RightsRequest, by: Any, now: datetime) -> None:
    """The same, for a request that is locked already."""
    step(request, Kind.COPY_BY_MAIL, by, now)
    RequestTask.objects.create(request=request, kind=RequestTask.Kind.MAILBOX, text=MAILBOX_TASK)


def destroy_copy(copy: IdentityCopy, *, now: datetime) -> None:
    """Destroy a copy that its owner had deleted, or whose period is over."""
    with transaction.atomic():
        current = IdentityCopy.objects.select_for_update().filter(pk=copy.pk, key__isnull=False).first()
        if current is not None:
            _destroy(current, CopyState.OVER, None, now)


def sweep(now: datetime) -> None:
    """Destroy copies that nobody decided on in time, end links that are over, and take away files that no row knows.

    A row whose file is not there, as after a restore, ends too.
    """
    for copy in IdentityCopy.objects.filter(state__in=WAITING):
        if _is_over(copy, now) or (copy.file and not folder.path(copy.file).exists()):
            with transaction.atomic():
                current = IdentityCopy.objects.select_for_update().get(pk=copy.pk)
                if current.state == copy.state:
                    _destroy(current, CopyState.OVER, None, now)
                    if copy.state == CopyState.RECEIVED:
                        _tell_handler(current, LOST_MAIL, now)
    old = {path for path, written in folder.files() if written < now - timedelta(hours=1)}
    known = set(IdentityCopy.objects.filter(key__isnull=False).values_list("file", flat=True)) if old else set()
    for path in old:
        if path.name not in known:
            path.unlink(missing_ok=True)


@contextmanager
def _changing_copy(request: RightsRequest, by: Any, now: datetime) -> Iterator[tuple[RightsRequest, IdentityCopy]]:
    with changing(request, by, now) as current:
        open_ones = current.copies.select_for_update().filter(state__in=WAITING)
        copy = open_ones.last()
        if copy is None or _is_over(copy, now):
            raise NotPossible(_("This copy is destroyed already."))
        yield current, copy


def _asked(request: RightsRequest, by: Any, mail: str, now: datetime) -> IdentityCopy:
    copy = IdentityCopy.objects.create(
        request=request, handler=by, nonce=secrets.token_hex(16), asked_at=now, lasts_until=now + LINK_LASTS
    )
    queue_mail(kind=mail, purpose_key=PURPOSE, subject=None, object_id=copy.pk, language=request.language, now=now)
    return copy


def _tell_handler(copy: IdentityCopy, kind: str, now: datetime) -> None:
    if copy.handler is not None:
        language = cms_language(copy.handler)
        queue_mail(kind=kind, purpose_key=PURPOSE, subject=None, object_id=copy.pk, language=language, now=now)


def _destroy(copy: IdentityCopy, state: str, by: Any, now: datetime) -> None:
    """Forget the key, then, once that is certain, the file: whoever finds the file afterwards cannot read it."""
    had, name = copy.key is not None, copy.file
    copy.state, copy.key, copy.file, copy.ended_at = state, None, "", now
    copy.save(update_fields=["state", "key", "file", "ended_at"])
    if had:
        step(copy.request, Kind.COPY_GONE, by, now)
        transaction.on_commit(lambda: folder.remove(name))


def _is_over(copy: IdentityCopy, now: datetime) -> bool:
    return now >= (copy.destroy_by or copy.lasts_until)


def _period(now: datetime) -> timedelta:
    """Return how long a copy may wait: what the register says, and never more than seven days (R81)."""
    register = released_register()
    try:
        period = register.retention(RULE) if register else None
    except KeyError:
        period = None
    if period is None or period.value is None:
        return LONGEST
    return min(LONGEST, now - cutoff(now, period.value, period.unit))
