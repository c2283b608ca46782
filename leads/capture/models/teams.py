"""Who answers messages together."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Team(models.Model):
    """People who answer messages together, who leads them, and who stands in for the leader."""

    name = models.CharField(_("name"), max_length=80, unique=True)
    mailbox = models.EmailField(
        _("mailbox"), blank=True, help_text=_("Answers to replies arrive here; the whole team reads it.")
    )
    leader = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("leader"),
        help_text=_("Is told when a message waits for more than a working day."),
    )
    deputy = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("deputy"),
        help_text=_("Stands in while the leader is away."),
    )
    members = models.ManyToManyField(
        settings.AUTH_USER_MODEL, blank=True, related_name="lead_teams", verbose_name=_("members")
    )
    archived_at = models.DateTimeField(_("archived on"), null=True, blank=True, editable=False)

    class Meta:
        ordering = ["name"]
        verbose_name = _("team")
        verbose_name_plural = _("teams")

    def __str__(self) -> str:
        return self.name

    @property
    def archived(self) -> bool:
        """Whether the team answers nothing new any more."""
        return self.archived_at is not None
