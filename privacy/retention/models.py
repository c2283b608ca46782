"""When each job runs next, and what each retention rule did."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Schedule(models.Model):
    """One recurring job. A worker that takes it holds a lease; a lease that ran out is taken by another."""

    key = models.CharField(_("job"), max_length=60, unique=True)
    next_run = models.DateTimeField(_("next run"))
    leased_until = models.DateTimeField(null=True, blank=True)
    last_success = models.DateTimeField(_("last success"), null=True, blank=True)
    last_error = models.CharField(_("what went wrong"), max_length=100, blank=True)

    class Meta:
        ordering = ["key"]

    def __str__(self) -> str:
        return self.key


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

    class Meta:
        ordering = ["-begun_at"]
        verbose_name = _("erasure")
        verbose_name_plural = _("erasures")

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.pk}"
