"""Releases: the register as it was published, numbered and unchangeable."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from privacy.keys.append_only import append_only


@append_only()
class Release(models.Model):
    """One published state of the register: facts and texts of all live languages, as JSON.

    Rows are never changed and never deleted, which the database itself holds; proofs of consent point at them.
    """

    number = models.PositiveIntegerField(_("number"), unique=True)
    published_at = models.DateTimeField(_("published on"))
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("published by")
    )
    note = models.TextField(_("what changed"), blank=True)
    material = models.BooleanField(_("changes what happens to people's data"), default=True)
    data = models.JSONField(_("contents"))
    sha256 = models.CharField(_("SHA-256"), max_length=64)

    class Meta:
        ordering = ["-number"]
        get_latest_by = "number"
        verbose_name = _("policy version")
        verbose_name_plural = _("policy versions")
        permissions = [("approve_texts", "Can approve texts")]

    def __str__(self) -> str:
        return str(self.number)
