"""Subjects, and the append-only record of the basis for each use of their data (GDPR Art. 5(2), 7(1)).

Ledger rows hold no personal data: a random subject, what was shown, what was done. Who the subject is stands
encrypted in Subject; an address from which a choice was made stands in Evidence and can be deleted alone.
"""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from privacy.keys import hashing
from privacy.keys.append_only import Listed, append_only
from privacy.keys.fields import EncryptedTextField


class Subject(models.Model):
    """A person as the ledger knows them: a random id, and while needed the identifiers it stands for.

    `identity_hash` is the keyed hash of the e-mail address, or of the phone number when there is no address.
    """

    public_id = models.UUIDField(pgettext_lazy("person", "subject"), default=uuid.uuid4, unique=True, editable=False)
    email = EncryptedTextField(_("e-mail address"), null=True, blank=True)
    phone = EncryptedTextField(_("phone number"), null=True, blank=True)
    # Null, not empty: nulls are distinct, and any number of subjects may have no identity.
    identity_hash = models.CharField(max_length=64, null=True, unique=True, editable=False)  # noqa: DJ001
    phone_hash = models.CharField(max_length=64, blank=True, db_index=True, editable=False)
    hash_key = models.CharField(max_length=8, blank=True, editable=False)
    created_at = models.DateTimeField(_("recorded on"))
    # What was given until then is kept and not used (GDPR Art. 18); what the person gives later may be.
    restricted_at = models.DateTimeField(_("use restricted since"), null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["restricted_at"], name="ledger_restricted", condition=models.Q(restricted_at__isnull=False)
            )
        ]
        verbose_name = _("person")
        verbose_name_plural = _("people")

    # Set on an instance just made: its chains cannot exist yet, which saves a query.
    is_new = False

    def __str__(self) -> str:
        return str(self.public_id)

    def rotate_hashes(self) -> list[str]:
        """Carry the hashes to the newest key; return the names of the fields to save."""
        if self.hash_key == hashing.lookup_key_id() or not (self.identity_hash or self.phone_hash):
            return []
        since = self.hash_key
        if identifier := self.email or self.phone:
            scope = "email" if self.email else "phone"
            self.identity_hash = hashing.lookup_hash(identifier, scope=scope)
        elif self.identity_hash:
            self.identity_hash = hashing.nest_lookup(self.identity_hash, since=since)
        if self.phone:
            self.phone_hash = hashing.lookup_hash(self.phone, scope="phone")
        elif self.phone_hash:
            self.phone_hash = hashing.nest_lookup(self.phone_hash, since=since)
        self.hash_key = hashing.lookup_key_id()
        return ["identity_hash", "phone_hash", "hash_key"]


@append_only(
    delete=Listed(
        "privacy_ledger.LedgerPruned",
        where=(
            ("subject", "=", "subject_number"),
            ("purpose_key", "=", "purpose_key"),
            ("sequence", "<=", "last_sequence"),
        ),
    )
)
class LedgerEvent(models.Model):
    """One thing that happened to the basis of one purpose for one subject.

    `mac` chains the events of a subject and purpose: it covers every column and the `mac` before it.
    """

    class Action(models.TextChoices):
        REQUESTED = "requested", _("asked for")
        NOTIFIED = "notified", _("informed")
        ACCEPTED = "accepted", _("accepted")
        REFUSED = "refused", _("refused")
        WITHDRAWN = "withdrawn", _("withdrawn")
        OBJECTED = "objected", _("objected")

    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="events", verbose_name=_("person"))
    purpose_key = models.CharField(_("purpose"), max_length=40)
    sequence = models.PositiveIntegerField(_("number"))
    action = models.CharField(_("action"), max_length=10, choices=Action.choices)
    basis = models.CharField(_("legal basis"), max_length=20)
    text_hash = models.CharField(_("SHA-256 of the words shown"), max_length=64)
    release_number = models.PositiveIntegerField(_("policy version"))
    language = models.CharField(_("language"), max_length=12)
    channel = models.CharField(_("channel"), max_length=30)
    form_version = models.CharField(_("form version"), max_length=40, blank=True)
    path = models.CharField(_("address on the site"), max_length=255, blank=True)
    evidence_hash = models.CharField(max_length=64, blank=True)
    at = models.DateTimeField(_("time"))
    key_id = models.CharField(max_length=8)
    mac = models.CharField(max_length=64)

    class Meta:
        ordering = ["subject_id", "purpose_key", "sequence"]
        constraints = [
            models.UniqueConstraint(
                fields=["subject", "purpose_key", "sequence"], name="ledger_event_once_in_its_chain"
            )
        ]
        verbose_name = _("event")
        verbose_name_plural = _("events")

    def __str__(self) -> str:
        return str(self.pk)


class ChainHead(models.Model):
    """How many events a chain has and the last one's `mac`, sealed: an event cut from the end is missed."""

    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="chains")
    purpose_key = models.CharField(max_length=40)
    count = models.PositiveIntegerField()
    mac = models.CharField(max_length=64)
    key_id = models.CharField(max_length=8)
    seal = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["subject", "purpose_key"], name="ledger_one_head_a_chain")]

    def __str__(self) -> str:
        return str(self.pk)


class Evidence(models.Model):
    """Where an event came from. The event holds a hash of `salt` and `ip`; without this row it tells nothing."""

    event = models.OneToOneField(LedgerEvent, on_delete=models.CASCADE, related_name="evidence")
    ip = EncryptedTextField(_("IP address"))
    salt = EncryptedTextField()
    created_at = models.DateTimeField(_("recorded on"), db_index=True)

    class Meta:
        verbose_name = _("evidence")
        verbose_name_plural = _("evidence")

    def __str__(self) -> str:
        return str(self.pk)


@append_only()
class LedgerPruned(models.Model):
    """That a chain was deleted up to `last_sequence` because its period was over. It outlives the subject."""

    subject_number = models.PositiveBigIntegerField()
    purpose_key = models.CharField(max_length=40)
    last_sequence = models.PositiveIntegerField()
    mac = models.CharField(max_length=64)
    rule = models.CharField(_("retention rule"), max_length=60)
    at = models.DateTimeField(_("time"))
    key_id = models.CharField(max_length=8)
    seal = models.CharField(max_length=64)

    class Meta:
        indexes = [models.Index(fields=["subject_number", "purpose_key"], name="ledger_pruned_chain")]

    def __str__(self) -> str:
        return str(self.pk)
