"""When each job runs next, and what each retention rule did."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from privacy.cms.models import ReviewRecord
from privacy.keys.append_only import append_only
from privacy.keys.fields import EncryptedTextField


class RetentionRun(models.Model):
    """What one rule did on one store: how many records, never which."""

    rule = models.CharField(_("retention rule"), max_length=60)
    store = models.CharField(_("what is kept"), max_length=100)
    before = models.DateTimeField(_("everything before"), null=True)
    ran_at = models.DateTimeField(_("time"), db_index=True)
    count = models.PositiveIntegerField(_("records"), default=0)
    error = models.CharField(_("what went wrong"), max_length=100, blank=True)

    class Meta:
        ordering = ["-ran_at", "rule", "store"]
        verbose_name = _("run of a retention rule")
        verbose_name_plural = _("runs of retention rules")

    def __str__(self) -> str:
        return f"{self.rule}: {self.store}"


class Erasure(models.Model):
    """One person's data being deleted: what is gone and what is kept, store by store, in counts.

    `subjects` are numbers of the ledger's pseudonyms, which point to nobody once it is done. `stores` maps a store to
    its state: {"removed": 3, "kept": {"why": 1}, "done": true}.
    """

    begun_at = models.DateTimeField(_("begun"), db_index=True)
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)
    actor_id = models.PositiveIntegerField(_("who"), null=True, blank=True)
    subjects = models.JSONField(default=list)
    stores = models.JSONField(default=dict)
    # Null, not empty: nulls are distinct.
    tombstone = models.UUIDField(null=True, unique=True, editable=False)

    class Meta:
        ordering = ["-begun_at"]
        verbose_name = _("erasure")
        verbose_name_plural = _("erasures")

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.pk}"


class Tombstone(models.Model):
    """That something must not come back with an older database, as a line of the journal beside it says too.

    The journal names whom it is about, by keyed hashes; `marks` holds them here only until it does. A line without
    its row, or with a row that is not done, is still to be carried out on this database.
    """

    class Kind(models.TextChoices):
        ERASED = "erased", _("deleted")
        WITHDRAWN = "withdrawn", _("withdrawn")
        OBJECTED = "objected", _("objected")
        RESTRICTED = "restricted", _("use restricted")
        LIFTED = "lifted", _("used again")
        BEGUN = "begun", _("journal begun")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(_("action"), max_length=12, choices=Kind.choices)
    purpose_key = models.CharField(_("purpose"), max_length=40, blank=True)
    at = models.DateTimeField(_("time"), db_index=True)
    marks = models.JSONField(default=list)
    key_id = models.CharField(max_length=8)
    written_at = models.DateTimeField(null=True, db_index=True)
    done_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["at", "pk"]
        default_permissions = ()
        verbose_name = _("mark of a deletion")
        verbose_name_plural = _("marks of deletions")

    def __str__(self) -> str:
        return str(self.pk)


@append_only()
class RetentionReview(ReviewRecord):
    """That a named person went through what is kept, what they saw, and what they noted (policy §5: "regularly").

    `figures` maps a rule to {"deleted", "overdue", "next_week", "failed"}.
    """

    release_number = models.PositiveIntegerField(_("policy version"))

    class Meta(ReviewRecord.Meta):
        verbose_name = _("retention review")
        verbose_name_plural = _("retention reviews")


class ReviewAlarm(models.Model):
    """That a member of staff was told that the review is missing, since which day; once for each."""

    to = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    since = models.DateField()

    wagtail_reference_index_ignore = True

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["to", "since"], name="retention_notified_once")]

    def __str__(self) -> str:
        return str(self.pk)


class LegalHold(models.Model):
    """That records of named people in named stores are kept in spite of rule and request, why, and until which review.

    `subjects` are numbers of the ledger's pseudonyms, `stores` model labels. Without a relation, so that a hold keeps
    nothing else of the person.
    """

    class Ground(models.TextChoices):
        CLAIM = "claim", _("to make or defend a legal claim (Art. 17(3)(e))")
        ORDER = "order", _("an order of a court or authority")
        OBLIGATION = "obligation", _("a legal obligation to keep (Art. 17(3)(b))")

    subjects = models.JSONField(default=list, editable=False)
    stores = models.JSONField(_("what is held"), default=list, editable=False)
    # {model label: {name: its label}} where only these values of its records are kept.
    values = models.JSONField(_("only these values"), default=dict, editable=False)
    ground = models.CharField(pgettext_lazy("in law", "ground"), max_length=12, choices=Ground.choices)
    reason = EncryptedTextField(_("reason"))
    review_on = models.DateField(_("look again on"))
    placed_at = models.DateTimeField(_("placed on"))
    placed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("placed by")
    )
    released_at = models.DateTimeField(_("released on"), null=True)
    released_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("released by")
    )

    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["released_at", "review_on", "pk"]
        default_permissions = ("view", "add", "change")
        verbose_name = _("legal hold")
        verbose_name_plural = _("legal holds")

    def __str__(self) -> str:
        return str(self.pk)
