"""What staff can see of backups: that they were made, and that they can be put back."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Backup(models.Model):
    """One finished backup. Its files lie in the backup folder under its name, as long as rule `backups` says."""

    name = models.CharField(_("name"), max_length=20, unique=True)
    taken_at = models.DateTimeField(_("taken on"), db_index=True)
    size = models.PositiveBigIntegerField(_("bytes"))
    seconds = models.FloatField(_("seconds"))

    class Meta:
        ordering = ["-taken_at"]
        default_permissions = ("view",)
        verbose_name = _("backup")
        verbose_name_plural = _("backups")

    def __str__(self) -> str:
        return self.name


class Rehearsal(models.Model):
    """That a backup was put back into an empty place, and what was found there. `report` holds counts alone."""

    backup_name = models.CharField(_("backup"), max_length=20)
    at = models.DateTimeField(_("time"), db_index=True)
    passed = models.BooleanField(_("passed"))
    report = models.JSONField(default=dict)

    class Meta:
        ordering = ["-at"]
        default_permissions = ("view",)
        verbose_name = _("rehearsal of a restore")
        verbose_name_plural = _("rehearsals of a restore")

    def __str__(self) -> str:
        return str(self.pk)
