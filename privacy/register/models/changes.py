"""Who changed which fact of the draft, when, and how it read before and after (GDPR Art. 5(2), 24)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from privacy.keys.append_only import append_only


@append_only()
class FactChange(models.Model):
    """One thing of the register that a member of staff added, changed or removed in one press.

    `fields`: list of [name, before, after], names in English. The member of staff stands here by name, as it was: the
    proof outlives the account.
    """

    class Kind(models.TextChoices):
        ADDED = "added", _("Added")
        REMOVED = "removed", _("Removed")
        CHANGED = "changed", _("Changed")

    at = models.DateTimeField(_("time"), db_index=True)
    actor_id = models.BigIntegerField(_("member of staff"))
    name = models.CharField(_("changed by"), max_length=200)
    kind = models.CharField(max_length=8, choices=Kind.choices)
    group = models.CharField(max_length=20)
    title = models.CharField(_("what"), max_length=255)
    language = models.CharField(_("language"), max_length=12, blank=True)
    fields = models.JSONField(default=list)

    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["-at", "-pk"]
        default_permissions = ()
        verbose_name = _("change of the register")
        verbose_name_plural = _("changes of the register")

    def __str__(self) -> str:
        return str(self.pk)
