"""A new password for who forgot theirs: one answer whoever asks, and the mail goes out later (P4)."""

from datetime import datetime

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import User
from django.contrib.auth.tokens import default_token_generator
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from wagtail.admin.forms.auth import PasswordResetForm

from privacy.outbox.services import new_mail, queue_mails
from privacy.staff.purposes import PURPOSE

KIND = "staff_new_password"
# The record of a mail to an address that nobody has: it leads to no account, so nothing is sent.
NOBODY = 0


class ForgottenForm(PasswordResetForm):
    """Asks for the address; queues a mail whatever it is, so that neither words nor time tell who has an account."""

    def save(self, **kwargs: object) -> None:
        """Queue the mail instead of sending it."""
        accounts = [user.pk for user in self.get_users(self.cleaned_data["email"])]
        queue_links(accounts or [NOBODY], now=timezone.now())


@transaction.atomic
def queue_links(accounts: list[int], *, now: datetime) -> None:
    """Queue a link to a new password for each account. One INSERT, for `NOBODY` too."""
    queue_mails(
        new_mail(kind=KIND, purpose_key=PURPOSE, subject=None, object_id=pk, language=settings.LANGUAGE_CODE, now=now)
        for pk in accounts
    )


def link_for(user: User) -> str:
    """Return the address at which an account gets a new password: once, and not after the password was changed."""
    pk = get_user_model()._meta.pk.value_to_string(user)
    parts = [urlsafe_base64_encode(force_bytes(pk)), default_token_generator.make_token(user)]
    return settings.SITE_URL + reverse("wagtailadmin_password_reset_confirm", args=parts)
