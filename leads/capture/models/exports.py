"""Who took messages out of the site, and why."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from privacy.keys.append_only import Listed, append_only


@append_only(delete=Listed("privacy_access.AccessPruned", where=(("at", "<", "before"),)))
class ExportLog(models.Model):
    """That messages were taken out as a table: by whom, why, which and how many. Never what they say.

    `actor_id` is a plain number, so that the log outlives the account.
    """

    class Format(models.TextChoices):
        CSV = "csv", "CSV"
        XLSX = "xlsx", "Excel"

    actor_id = models.BigIntegerField(_("member of staff"))
    reason = models.CharField(_("reason"), max_length=200)
    format = models.CharField(_("kind of file"), max_length=4, choices=Format.choices)
    view = models.CharField(_("messages"), max_length=20)
    narrowed = models.JSONField(_("narrowed by"), default=dict)
    purposes = models.JSONField(_("purposes"), default=list)
    count = models.PositiveIntegerField(_("number of messages"))
    at = models.DateTimeField(_("time"), db_index=True)

    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["-at", "-pk"]
        default_permissions = ("view",)
        verbose_name = _("table taken out")
        verbose_name_plural = _("tables taken out")

    def __str__(self) -> str:
        return str(self.pk)
