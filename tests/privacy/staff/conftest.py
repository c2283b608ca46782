"""Members of staff, codes of their apps, and browsers."""

import pytest
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.core import mail
from django.utils import timezone

from privacy.outbox.services import send_due
from tests.factories import member_of

PASSWORD = "a-long-test-password"


@pytest.fixture
def administrator(db):
    return member_of("Administrators", "chief")


@pytest.fixture
def with_app(db):
    """Return a function that gives somebody an authenticator app and returns its secret."""

    def give(user):
        secret = generate_totp_secret()
        TOTP.activate(user, secret)
        return secret

    return give


@pytest.fixture
def second_factor(settings):
    """The CMS asks for a second factor, as in production."""
    settings.STAFF_SECOND_FACTOR = True


def code_of(secret: str, *, steps: int = 0) -> str:
    """Return what the app shows now, or some half minutes from now."""
    return format_hotp_value(hotp_value(secret.replace(" ", ""), int(timezone.now().timestamp()) // 30 + steps))


def type_password(client, user, password=PASSWORD, **more):
    return client.post("/admin/login/", {"username": user.username, "password": password, **more})


def sent() -> list:
    """Return the mails that go out now."""
    mail.outbox.clear()
    send_due(now=timezone.now())
    return list(mail.outbox)
