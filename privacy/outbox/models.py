"""Mail that has to go out: which record it is about and how far it has come. Never an address, never a text."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from privacy.ledger.models import Subject


class MailboxCounter(models.Model):
    """How many mails of one kind went to one mailbox on one day. Holds a keyed hash, never the address."""

    address_hash = models.CharField(max_length=64)
    window_start = models.DateTimeField(db_index=True)
    count = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["address_hash", "window_start"], name="outbox_one_counter")]
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.pk)


class OutboxMail(models.Model):
    """One mail, rendered from its record only while it is being sent."""

    class State(models.TextChoices):
        QUEUED = "queued", _("waiting")
        CLAIMED = "claimed", _("being sent")
        SENT = "sent", _("sent")
        FAILED = "failed", _("will be tried again")
        GIVEN_UP = "given_up", _("given up")
        NOT_ALLOWED = "not_allowed", _("no longer wanted")

    kind = models.CharField(_("kind"), max_length=60)
    purpose_key = models.CharField(_("purpose"), max_length=40)
    subject = models.ForeignKey(
        Subject, on_delete=models.PROTECT, null=True, blank=True, related_name="mails", verbose_name=_("person")
    )
    object_id = models.BigIntegerField(_("record"))
    language = models.CharField(_("language"), max_length=12)
    state = models.CharField(_("state"), max_length=12, choices=State.choices, default=State.QUEUED)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    created_at = models.DateTimeField(_("written on"))
    not_before = models.DateTimeField(_("not before"))
    claimed_at = models.DateTimeField(_("taken up on"), null=True, blank=True)
    finished_at = models.DateTimeField(_("finished on"), null=True, blank=True)
    error = models.CharField(_("what went wrong"), max_length=100, blank=True)

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["state", "not_before"], name="outbox_due")]
        constraints = [models.CheckConstraint(condition=~models.Q(purpose_key=""), name="outbox_serves_a_purpose")]
        verbose_name = _("e-mail")
        verbose_name_plural = _("e-mails")

    def __str__(self) -> str:
        return str(self.pk)
