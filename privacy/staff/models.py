"""Who was invited to the CMS, what keeps its door closed to others, and what is told of changed accounts."""

from datetime import datetime

from django.conf import settings
from django.contrib.auth.models import Group
from django.db import models
from django.utils.translation import gettext_lazy as _

from privacy.keys.fields import AddressField, EncryptedTextField


class Invitation(models.Model):
    """That somebody may make an account: a link that works once, for 72 hours (X8)."""

    class State(models.TextChoices):
        PENDING = "pending", _("waiting")
        EXPIRED = "expired", _("expired")
        ACCEPTED = "accepted", _("accepted")
        WITHDRAWN = "withdrawn", _("withdrawn")

    email = AddressField(_("e-mail address"), help_text=_("The link goes there. It is also the name to sign in with."))
    first_name = models.CharField(_("first name"), max_length=150)
    last_name = models.CharField(_("last name"), max_length=150)
    groups = models.ManyToManyField(
        Group, related_name="+", verbose_name=_("roles"), help_text=_("What the person may do in the CMS.")
    )
    language = models.CharField(
        _("language of the CMS"), max_length=12, choices=settings.LANGUAGES, default=settings.LANGUAGE_CODE
    )
    # The link is made from `nonce` and a key outside the database; what is stored opens nothing.
    nonce = models.CharField(max_length=32, editable=False)
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("invited by"),
    )
    invited_at = models.DateTimeField(_("invited on"), editable=False)
    expires_at = models.DateTimeField(_("valid until"), editable=False, db_index=True)
    accepted_at = models.DateTimeField(_("accepted on"), null=True, editable=False)
    withdrawn_at = models.DateTimeField(_("withdrawn on"), null=True, editable=False)

    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["-invited_at", "-pk"]
        default_permissions = ("view", "add")
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")

    def __str__(self) -> str:
        return str(self.pk)

    def state(self, now: datetime) -> str:
        """Return where the invitation stands, as one of `State`."""
        if self.accepted_at:
            return str(self.State.ACCEPTED)
        if self.withdrawn_at:
            return str(self.State.WITHDRAWN)
        return str(self.State.EXPIRED if self.expires_at <= now else self.State.PENDING)


class SignInCounter(models.Model):
    """How often somebody tried to sign in within one stretch of time, by account, by connection, and by both.

    A keyed hash each, never the name or the address.
    """

    address_hash = models.CharField(max_length=64)
    window_start = models.DateTimeField(db_index=True)
    count = models.PositiveIntegerField(default=1)

    wagtail_reference_index_ignore = True

    class Meta:
        constraints = [models.UniqueConstraint(fields=["address_hash", "window_start"], name="staff_one_counter")]
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.pk)


class UsedCode(models.Model):
    """That a code was used, so that nobody uses it again. A keyed hash of code and account."""

    code_hash = models.CharField(max_length=64, unique=True)
    used_at = models.DateTimeField(db_index=True)

    wagtail_reference_index_ignore = True

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.pk)


class Seen(models.Model):
    """How an account or a role stood when it was last looked at (`privacy.staff.account_state`)."""

    model = models.CharField(max_length=20)
    object_id = models.BigIntegerField()
    state = models.JSONField()

    wagtail_reference_index_ignore = True

    class Meta:
        constraints = [models.UniqueConstraint(fields=["model", "object_id"], name="staff_seen_once")]
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.model} {self.object_id}"


class ChangeNotice(models.Model):
    """What somebody changed about an account or a role at one go: told to the person and to every privacy officer (R94).

    `changes` are names (`privacy.access.changes`). `former_address` is where the person was reached before, if that changed.
    """

    model = models.CharField(max_length=20)
    object_id = models.BigIntegerField(db_index=True)
    by_id = models.BigIntegerField()
    at = models.DateTimeField(db_index=True)
    changes = models.JSONField(default=list)
    former_address = EncryptedTextField(blank=True)

    wagtail_reference_index_ignore = True

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.pk)


class ToldOfChange(models.Model):
    """That an officer was told of a change, once."""

    to = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    notice = models.ForeignKey(ChangeNotice, on_delete=models.CASCADE, related_name="+")

    wagtail_reference_index_ignore = True

    class Meta:
        constraints = [models.UniqueConstraint(fields=["to", "notice"], name="staff_change_told_once")]
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.pk)


class ProposedRole(models.Model):
    """That somebody shall be a privacy officer, as an administrator says; an officer agrees or refuses (R94)."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    role = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="+")
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("proposed by")
    )
    proposed_at = models.DateTimeField(_("proposed on"))

    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["proposed_at"]
        constraints = [models.UniqueConstraint(fields=["user", "role"], name="staff_proposed_once")]
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.pk)
