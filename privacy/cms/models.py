"""What our CMS screens write down; each room has tables of its own."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ReviewRecord(models.Model):
    """That a named person went through something, the figures they saw, and what they noted.

    The name stands here as it was: the proof outlives the account.
    """

    signed_at = models.DateTimeField(_("signed on"), db_index=True)
    actor_id = models.BigIntegerField(_("member of staff"))
    name = models.CharField(_("signed by"), max_length=200)
    figures = models.JSONField(default=dict)
    remark = models.TextField(_("remark"), blank=True)

    class Meta:
        abstract = True
        ordering = ["-signed_at", "-pk"]
        default_permissions = ("view", "add")

    def __str__(self) -> str:
        return str(self.pk)
