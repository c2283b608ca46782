"""The counters that keep machines out."""

from django.db import models


class RateCounter(models.Model):
    """How often one connection posted in one stretch of time. Holds a keyed hash, never the address."""

    address_hash = models.CharField(max_length=64)
    window_start = models.DateTimeField(db_index=True)
    count = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["address_hash", "window_start"], name="capture_one_counter")]
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.pk)
