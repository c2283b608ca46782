"""Who was invited to the CMS, and which warnings about training went out."""

from datetime import datetime

from django.conf import settings
from django.contrib.auth.models import Group
from django.db import models
from django.utils.translation import gettext_lazy as _

from privacy.keys.append_only import append_only


class Invitation(models.Model):
    """That somebody may make an account: a link that works once, for 72 hours (X8)."""

    class State(models.TextChoices):
        PENDING = "pending", _("waiting")
        EXPIRED = "expired", _("expired")
        ACCEPTED = "accepted", _("accepted")
        WITHDRAWN = "withdrawn", _("withdrawn")

    email = models.EmailField(
        _("e-mail address"), help_text=_("The link goes there. It is also the name to sign in with.")
    )
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


class TrainingWarning(models.Model):
    """That a warning was queued, so that it is queued once: about whom and which day, to whom, how early."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    to = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    valid_until = models.DateField()
    days_before = models.PositiveSmallIntegerField()

    wagtail_reference_index_ignore = True

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["user", "to", "valid_until", "days_before"], name="staff_warned_once")
        ]

    def __str__(self) -> str:
        return str(self.pk)


class UnreadAlarm(models.Model):
    """That privacy officers were told on a day that nobody may read the data of some purpose."""

    to = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    on = models.DateField()

    wagtail_reference_index_ignore = True

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["to", "on"], name="staff_alarmed_once_a_day")]

    def __str__(self) -> str:
        return str(self.pk)


@append_only()
class AccessReview(models.Model):
    """That a named person went through who may read what, the figures they saw, and what they noted (policy §5).

    `figures`: "people", "idle_people", "authorisations", "idle_authorisations". The name stands here as it was: the
    proof outlives the account.
    """

    signed_at = models.DateTimeField(_("signed on"), db_index=True)
    actor_id = models.BigIntegerField(_("member of staff"))
    name = models.CharField(_("signed by"), max_length=200)
    figures = models.JSONField(default=dict)
    remark = models.TextField(_("remark"), blank=True)

    class Meta:
        ordering = ["-signed_at", "-pk"]
        default_permissions = ("view", "add")
        verbose_name = _("review of who may read what")
        verbose_name_plural = _("reviews of who may read what")

    def __str__(self) -> str:
        return str(self.pk)


class AccessReviewAlarm(models.Model):
    """That a member of staff was told that the access review is missing, since which day; once for each."""

    to = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    since = models.DateField()

    wagtail_reference_index_ignore = True

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["to", "since"], name="staff_review_told_once")]

    def __str__(self) -> str:
        return str(self.pk)
