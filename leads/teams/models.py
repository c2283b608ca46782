"""Who answers messages together."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.models import Orderable, Page

from leads.forms.models import LeadForm
from privacy.keys.fields import AddressField


class Team(models.Model):
    """People who answer messages together, who leads them, and who stands in for the leader."""

    name = models.CharField(_("name"), max_length=80, unique=True)
    mailbox = AddressField(
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


class Answerer(models.Model):
    """A team, or one person."""

    team = models.ForeignKey(
        Team, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("team")
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("or one person"),
    )

    class Meta:
        abstract = True

    @property
    def answerer(self) -> str:
        """Who it is, in words; empty for nobody."""
        person = self.person
        return (person.get_full_name() or person.get_username()) if person else str(self.team or "")


class FormRouting(Answerer, ClusterableModel):
    """Who answers the messages of a form, in every language. One row a form, on its first language.

    Its own team or person answers what no rule sends elsewhere; with neither, everybody who may read it.
    """

    form = models.OneToOneField(LeadForm, on_delete=models.CASCADE, related_name="routing", verbose_name=_("form"))

    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["form__name", "pk"]
        verbose_name = _("who answers")
        verbose_name_plural = _("who answers")
        default_permissions = ("view", "add", "change")

    def __str__(self) -> str:
        return self.form.name


class RoutingRule(Answerer, Orderable):
    """One rule: what must be so, and who then answers. What is left open is always so."""

    routing = ParentalKey(FormRouting, on_delete=models.CASCADE, related_name="rules")
    language = models.CharField(_("language"), max_length=12, blank=True)
    # "key=value" of a choice, never its words.
    answer = models.CharField(_("answer"), max_length=160, blank=True)
    # A rule that lost its page would apply everywhere, so it goes with the page.
    page = models.ForeignKey(
        Page,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("sent from"),
        help_text=_("This page or a page below it, in any language."),
    )

    wagtail_reference_index_ignore = True

    class Meta(Orderable.Meta):
        verbose_name = _("rule")
        verbose_name_plural = _("rules")
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.pk)
