"""Each step of signing in, as a line of the log: which account by its number, never a name, an address or a connection.

What somebody then does with personal data stands in the access log (`privacy.access`); these lines tell that a door was
opened, or tried (ASVS 16.3.1).
"""

import logging
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed

logger = logging.getLogger(__name__)


def signed_in(sender: object, user: Any, **kwargs: object) -> None:
    """Password and, where it is asked for, code were right."""
    logger.info("account %s signed in", user.pk)


def signed_out(sender: object, user: Any, **kwargs: object) -> None:
    """Somebody pressed the button; a session that ends by itself is no line."""
    if user is not None:
        logger.info("account %s signed out", user.pk)


def password_refused(sender: object, credentials: dict[str, Any], **kwargs: object) -> None:
    """A password was wrong, or the account is closed or not there: one look-up for each of them."""
    users = get_user_model()._default_manager.filter(username=credentials.get("username", ""))
    logger.warning("a password was refused for account %s", users.values_list("pk", flat=True).first())


def code_refused(user_id: int) -> None:
    """A code was wrong, old, or used before."""
    logger.warning("a code was refused for account %s", user_id)


def too_many(door: str) -> None:
    """A door is closed to somebody who tried too often."""
    logger.warning("too many wrong attempts: %s", door)


def connect() -> None:
    """Listen to Django's own signals, which every way of signing in sends."""
    user_logged_in.connect(signed_in, dispatch_uid="privacy.staff.sign_in_log")
    user_logged_out.connect(signed_out, dispatch_uid="privacy.staff.sign_in_log")
    user_login_failed.connect(password_refused, dispatch_uid="privacy.staff.sign_in_log")
