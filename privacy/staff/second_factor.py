"""The second factor: is it asked, was it given in this session, and what happens to a lost phone (P4, R64)."""

import time
from datetime import datetime
from typing import Any

from allauth.account.internal.flows.login import get_authentication_records, record_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, clear_totp_secret
from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import transaction
from django.http import HttpRequest

from privacy.access.services import log_access
from privacy.keys import encryption
from privacy.staff.second_person import may_reset
from privacy.staff.sessions import end_sessions

SHOWN_UNTIL, SHOWN_SECONDS = "recovery_codes_shown_until", 10 * 60
APP, CODES = Authenticator.Type.TOTP, Authenticator.Type.RECOVERY_CODES


def required() -> bool:
    """Tell whether the CMS asks for a second factor; production always does."""
    return bool(settings.STAFF_SECOND_FACTOR)


def given(request: HttpRequest) -> bool:
    """Tell whether this very session was opened with a second factor, not only whether the person has one.

    A session opened through any other door knows a password at most.
    """
    return any(record.get("method") == "mfa" for record in get_authentication_records(request, request.user))


def has_app(user: Any) -> bool:
    """Tell whether a person has set up an authenticator app."""
    return Authenticator.objects.filter(user_id=user.pk, type=APP).exists()


def unused_codes(user: Any) -> list[str]:
    """Return the recovery codes that still work."""
    stored = Authenticator.objects.filter(user_id=user.pk, type=CODES).first()
    return RecoveryCodes(stored).get_unused_codes() if stored else []


@transaction.atomic
def enrol(*, request: HttpRequest, secret: str) -> bool:
    """Make the app that holds `secret` the person's second factor, instead of an earlier one.

    Return whether recovery codes were made, which happens the first time. The code just typed counts for this session.
    """
    user: Any = request.user
    Authenticator.objects.filter(user_id=user.pk, type=APP).delete()
    app = TOTP.activate(user, secret).instance
    first = not Authenticator.objects.filter(user_id=user.pk, type=CODES).exists()
    RecoveryCodes.activate(user)
    clear_totp_secret(request)
    record_authentication(request, user, "mfa", id=app.pk, type=app.type, reauthenticated=True)
    return first


@transaction.atomic
def renew_codes(*, user: Any) -> None:
    """Replace the recovery codes; the old ones stop working."""
    Authenticator.objects.filter(user_id=user.pk, type=CODES).delete()
    RecoveryCodes.activate(user)


def show_codes(request: HttpRequest) -> None:
    """Let the codes that were just made be read and kept, in this session, for some minutes; never again after that."""
    request.session[SHOWN_UNTIL] = time.time() + SHOWN_SECONDS


def may_show_codes(request: HttpRequest) -> bool:
    """Tell whether the codes were made in this session some minutes ago at most."""
    return bool(request.session.get(SHOWN_UNTIL, 0) > time.time())


@transaction.atomic
def reset(*, user: Any, by: Any, now: datetime) -> None:
    """Forget somebody's second factor and end their sessions: the next sign-in sets up a new one. It is written down.

    Raises SecondPersonNeeded where one person would get hold of an account with it.
    """
    may_reset(user, by=by, now=now)
    log_access(by, "reset", get_user_model(), user.pk, "", now)
    Authenticator.objects.filter(user_id=user.pk).delete()
    end_sessions(user=user)


def rotate_secrets() -> int:
    """Encrypt the stored secrets with the newest key; return how many an older one had written."""
    count = 0
    for stored in Authenticator.objects.order_by("pk"):
        old = {name: stored.data[name] for name in ("secret", "seed") if name in stored.data}
        if any(not encryption.is_newest(token) for token in old.values()):
            stored.data = {**stored.data, **{name: encryption.rotate(token) for name, token in old.items()}}
            stored.save(update_fields=["data"])
            count += 1
    return count
