"""When each recurring job runs next, what the daily checks of records found, and how many records there should be."""

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


class IntegrityFault(models.Model):
    """One row that the last run of an integrity check found wrong: its name, nothing about anybody."""

    check_key = models.CharField(max_length=60, db_index=True)
    row = models.CharField(max_length=200)
    found_at = models.DateTimeField()

    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["check_key", "pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.check_key}: {self.row}"


class RowCount(models.Model):
    """How many rows an append-only table had when they were last counted, up to which key; `seal` says that we counted.

    `deleted`: how many of those went by the table's rule since, counted by the database itself.
    """

    table_name = models.CharField(max_length=63, unique=True)
    last_pk = models.BigIntegerField(default=0)
    rows = models.BigIntegerField(default=0)
    deleted = models.BigIntegerField(default=0)
    counted_at = models.DateTimeField()
    key_id = models.CharField(max_length=8)
    seal = models.CharField(max_length=64)

    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["table_name"]
        default_permissions = ()

    def __str__(self) -> str:
        return self.table_name
