"""What a visitor sent, and how it was answered."""

import secrets
from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from leads.forms.models import FormVersion
from leads.teams.models import Team
from privacy.keys import hashing, normalise
from privacy.keys.fields import EncryptedJSONField, EncryptedTextField

# A message on somebody's desk: what the lists are about, and their indexes.
WAITING_STATES = ("new", "open")
ON_A_DESK = Q(state__in=WAITING_STATES, merged_into=None, is_test=False)
# What the person has not had restricted (GDPR Art. 18); what they wrote since is used.
IN_USE = Q(subject__restricted_at=None) | Q(subject__restricted_at__lt=F("received_at"))


class Submission(models.Model):
    """One form sent once. It stays complete when its form or page is changed or gone (R44)."""

    # Of the code that a person is told.
    PREFIX = "KG"

    class State(models.TextChoices):
        NEW = "new", _("new")
        OPEN = "open", _("open")
        ANSWERED = "answered", _("answered")
        CLOSED = "closed", _("closed")
        HELD = "held", _("held back")

    class Outcome(models.TextChoices):
        REPLIED = "replied", _("replied")
        NO_ANSWER = "no_answer", _("called, no answer")
        PASSED_ON = "passed_on", _("passed on")
        NOT_A_LEAD = "not_a_lead", _("not a lead")
        SPAM = "spam", _("spam")

    reference = models.CharField(_("reference"), max_length=12, unique=True)
    form_version = models.ForeignKey(
        FormVersion, on_delete=models.PROTECT, related_name="submissions", verbose_name=_("form")
    )
    language = models.CharField(_("language"), max_length=12)
    purpose_key = models.CharField(_("purpose"), max_length=40)
    page_title = models.CharField(_("page"), max_length=255, blank=True)
    page_path = models.CharField(_("address of the page"), max_length=255, blank=True)
    release_number = models.PositiveIntegerField(_("policy version"))
    terms_version = models.ForeignKey(
        "privacy_policy.TermsVersion",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("terms of use"),
    )
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.NEW)
    received_at = models.DateTimeField(_("received"))
    last_contact_at = models.DateTimeField(_("last contact"))
    subject = models.ForeignKey(
        "privacy_ledger.Subject", on_delete=models.PROTECT, related_name="submissions", verbose_name=_("person")
    )
    answers = EncryptedJSONField(_("answers"))
    # The numbers of the events that record on what bases the answers are used.
    events = models.JSONField(default=list, editable=False)
    team = models.ForeignKey(
        Team,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        db_index=False,
        related_name="submissions",
        verbose_name=_("team"),
    )
    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        db_index=False,
        related_name="assigned_submissions",
        verbose_name=_("assigned to"),
    )
    claimed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        db_index=False,
        related_name="+",
        verbose_name=_("opened by"),
    )
    claimed_at = models.DateTimeField(_("opened at"), null=True, blank=True)
    outcome = models.CharField(_("outcome"), max_length=12, choices=Outcome.choices, blank=True)
    call_back_on = models.DateField(_("call back on"), null=True, blank=True)
    merged_into = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="merged", verbose_name=_("same as")
    )
    # Counts the changes: who changes a message says which state of it they saw.
    revision = models.PositiveIntegerField(default=0, editable=False)
    # Why the message was held back; empty when it was not.
    spam_signal = models.CharField(_("held back because"), max_length=20, blank=True)
    # A keyed hash of the answers, to recognise the same text sent again.
    content_hash = models.CharField(max_length=64, blank=True, editable=False)
    is_test = models.BooleanField(_("test"), default=False)
    key_hash = models.CharField(max_length=64, unique=True, editable=False)

    # Wagtail's index of references would queue a job for every message; PROTECT says what it would.
    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["received_at", "pk"]
        indexes = [
            models.Index(fields=["purpose_key", "state", "received_at", "id"], name="submissions_inbox"),
            models.Index(fields=["purpose_key", "last_contact_at"], name="submissions_retention"),
            models.Index(fields=["content_hash", "received_at"], name="submissions_content"),
            models.Index(fields=["received_at", "id"], name="submissions_waiting", condition=ON_A_DESK),
            models.Index(fields=["assigned_to", "received_at", "id"], name="submissions_mine", condition=ON_A_DESK),
            models.Index(fields=["team", "received_at", "id"], name="submissions_team", condition=ON_A_DESK),
            models.Index(fields=["state", "-received_at", "-id"], name="submissions_newest"),
            models.Index(fields=["received_at", "id"], name="submissions_tests", condition=Q(is_test=True)),
        ]
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        default_permissions = ("view", "change")
        permissions = [("export_submission", _("Can export messages"))]

    def __str__(self) -> str:
        return str(self.pk)


class SubmissionNote(models.Model):
    """What was done about a message: a reply, a call, a change of state, a remark.

    `before` holds what a change found, so that it can be taken back; ids and codes only.
    """

    class Kind(models.TextChoices):
        REPLIED = "replied", _("Replied")
        CALLED = "called", _("Called")
        NO_ANSWER = "no_answer", _("Called, no answer")
        PASSED_ON = "passed_on", _("Passed on")
        NOT_A_LEAD = "not_a_lead", _("Not a lead")
        SPAM = "spam", _("Spam")
        STATE = "state", _("State changed")
        REMARK = "remark", _("Remark")
        MERGED = "merged", pgettext_lazy("what happened", "Merged")
        SEPARATED = "separated", _("Separated")

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="notes")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        db_index=False,
        related_name="+",
        verbose_name=_("by"),
    )
    kind = models.CharField(_("what"), max_length=10, choices=Kind.choices)
    text = EncryptedTextField(_("note"), blank=True, default="")
    at = models.DateTimeField(_("when"))
    before = models.JSONField(default=dict, editable=False)
    # The number that the change gave the message; 0 when it changed nothing.
    revision = models.PositiveIntegerField(default=0, editable=False)
    undone_at = models.DateTimeField(_("taken back"), null=True, editable=False)

    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["at", "pk"]
        default_permissions = ()
        verbose_name = _("note")
        verbose_name_plural = _("notes")

    def __str__(self) -> str:
        return str(self.pk)


class SubmissionIdentifier(models.Model):
    """A keyed hash of an e-mail address or phone number in a message, so that it is found by the exact value."""

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="identifiers")
    scope = models.CharField(max_length=10)
    hash = models.CharField(max_length=64)
    hash_key = models.CharField(max_length=8)

    wagtail_reference_index_ignore = True

    class Meta:
        indexes = [models.Index(fields=["hash"], name="submissions_identifier")]
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.pk)

    def rotate_hashes(self) -> list[str]:
        """Carry the hash to the newest key, from the answer while it still says the same; return what to save."""
        newest = hashing.lookup_key_id()
        if self.hash_key == newest:
            return []
        for value in contact_values(self.submission.answers, self.scope):
            if self.hash in hashing.lookup_hashes(value, scope=self.scope):
                self.hash = hashing.lookup_hash(value, scope=self.scope)
                break
        else:
            self.hash = hashing.nest_lookup(self.hash, since=self.hash_key)
        self.hash_key = newest
        return ["hash", "hash_key"]


def contact_values(answers: dict[str, Any], scope: str) -> list[str]:
    """Return the addresses (`scope` “email”) or numbers (“phone”) in answers, in one spelling each."""
    if scope == "email":
        return [normalise.email_as_given(answers["email"])] if answers.get("email") else []
    return [normalise.phone_as_given(number) for number in answers.get("phone") or []]


def random_id() -> str:
    """Return a name that nobody can guess."""
    return secrets.token_hex(16)


class Upload(models.Model):
    """A file: held for an hour under the key of a post that was refused, or part of a message."""

    public_id = models.CharField(max_length=32, unique=True, default=random_id, editable=False)
    submission = models.ForeignKey(
        Submission, on_delete=models.CASCADE, null=True, related_name="uploads", verbose_name=_("message")
    )
    key_hash = models.CharField(max_length=64, db_index=True, editable=False)
    field_key = models.CharField(max_length=60)
    name = EncryptedTextField(_("name"))
    content_type = models.CharField(_("kind"), max_length=60)
    size = models.PositiveIntegerField(_("size"))
    created_at = models.DateTimeField(_("received"))

    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["pk"]
        default_permissions = ()
        verbose_name = _("file")
        verbose_name_plural = _("files")

    def __str__(self) -> str:
        return str(self.pk)


SCOPES = ("email", "phone")


def identifiers_of(submission: Submission) -> list[SubmissionIdentifier]:
    """Return the unsaved rows of a message's addresses and numbers, each once."""
    key = hashing.lookup_key_id()
    return [
        SubmissionIdentifier(
            submission=submission, scope=scope, hash=hashing.lookup_hash(value, scope=scope), hash_key=key
        )
        for scope in SCOPES
        for value in dict.fromkeys(contact_values(submission.answers, scope))
    ]


def renew_identifiers(*, submission: Submission) -> None:
    """Make the rows again from the answers as they are now."""
    with transaction.atomic():
        submission.identifiers.all().delete()
        SubmissionIdentifier.objects.bulk_create(identifiers_of(submission))
