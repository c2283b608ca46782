"""A member of staff for the length of a scan: may open the CMS, and see nothing in it."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from uuid import uuid4

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY, get_user_model
from django.contrib.auth.models import Permission

# A scan that is killed leaves its session behind: it is worth nothing after this.
LONGEST_SECONDS = 2 * 60 * 60


@contextmanager
def signed_in() -> Iterator[str]:
    """Yield the key of a session of somebody made up, who has no password and is gone again afterwards.

    Whom an earlier scan left behind, because it was killed, goes first.
    """
    sessions = import_module(settings.SESSION_ENGINE)
    get_user_model().objects.filter(username__regex="^scan-[0-9a-f]{32}$").delete()
    user = get_user_model().objects.create_user(f"scan-{uuid4().hex}", is_active=True)
    session = sessions.SessionStore()
    try:
        user.user_permissions.add(
            Permission.objects.get(content_type__app_label="wagtailadmin", codename="access_admin")
        )
        session[SESSION_KEY] = str(user.pk)
        session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
        session[HASH_SESSION_KEY] = user.get_session_auth_hash()
        # The screens ask for a second factor; nobody is there to give one, and there is nothing behind them to see.
        session["account_authentication_methods"] = [{"method": "mfa", "at": time.time()}]
        session.set_expiry(LONGEST_SECONDS)
        session.save()
        yield session.session_key or ""
    finally:
        session.delete()
        user.delete()
