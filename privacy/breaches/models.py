"""What happened to personal data, and what a member of staff did so much of that somebody should look."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from privacy.keys.fields import EncryptedTextField

# To the authority, where feasible, from when the company became aware of it (GDPR Art. 33(1)).
CLOCK = timedelta(hours=72)


class Breach(models.Model):
    """One personal data breach: the facts, its effects and what was done, reported or not (GDPR Art. 33(5))."""

    class Kind(models.TextChoices):
        CONFIDENTIALITY = "confidentiality", _("somebody saw or got data who must not")
        INTEGRITY = "integrity", _("data were changed that must not be")
        AVAILABILITY = "availability", _("data are lost or cannot be reached")

    class Risk(models.TextChoices):
        UNLIKELY = "unlikely", _("a risk to people is unlikely")
        RISK = "risk", _("there is a risk to people")
        HIGH = "high", _("there is a high risk to people")

    aware_at = models.DateTimeField(
        _("known since"), help_text=_("When somebody of the company first knew. The 72 hours count from here.")
    )
    kind = models.CharField(_("kind"), max_length=16, choices=Kind.choices)
    what = EncryptedTextField(_("what happened"), help_text=_("The facts, and how it came to light. Name nobody."))
    data = EncryptedTextField(
        _("which data, of whom"), help_text=_("Categories of data and of people, such as messages of visitors.")
    )
    people = models.PositiveIntegerField(_("about how many people"), null=True, blank=True)
    effects = EncryptedTextField(_("likely consequences"), blank=True, default="")
    measures = EncryptedTextField(_("what was and will be done"), blank=True, default="")
    risk = models.CharField(_("risk"), max_length=8, choices=Risk.choices, blank=True)
    reported_at = models.DateTimeField(_("reported to the authority"), null=True, blank=True)
    authority_reference = models.CharField(_("number of the report"), max_length=60, blank=True)
    not_reported = EncryptedTextField(_("why it is not reported, or later than 72 hours"), blank=True, default="")
    told_at = models.DateTimeField(_("people told"), null=True, blank=True)
    not_told = EncryptedTextField(_("why they are not told"), blank=True, default="")
    logged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, editable=False, related_name="+"
    )
    logged_at = models.DateTimeField(editable=False)
    closed_at = models.DateTimeField(_("closed"), null=True, editable=False)

    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["-aware_at", "-pk"]
        default_permissions = ("view", "add", "change")
        verbose_name = _("breach")
        verbose_name_plural = _("breaches")

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def due_at(self) -> datetime:
        """When the 72 hours are over."""
        return self.aware_at + CLOCK

    @property
    def waits(self) -> bool:
        """Whether the clock still runs: nobody reported it or decided that it need not be."""
        return self.closed_at is None and self.reported_at is None

    def open_points(self) -> list[str]:
        """Return what must be written down before it can be closed, in the active language (Art. 33, 34)."""
        points = []
        if not self.risk:
            points.append(_("Choose how great the risk is."))
        if not self.effects.strip() or not self.measures.strip():
            points.append(_("Write down the consequences and what was done."))
        if self.risk and self.risk != self.Risk.UNLIKELY and not self.reported_at:
            points.append(_("There is a risk: report it to the authority."))
        if self.risk == self.Risk.UNLIKELY and not self.reported_at and not self.not_reported.strip():
            points.append(_("Say why it is not reported."))
        if self.reported_at and self.reported_at > self.due_at and not self.not_reported.strip():
            points.append(_("It was reported after 72 hours: say why (Art. 33(1))."))
        if self.risk == self.Risk.HIGH and not self.told_at and not self.not_told.strip():
            points.append(_("The risk is high: tell the people, or say why not (Art. 34(3))."))
        return [str(point) for point in points]


class MassAccess(models.Model):
    """That a member of staff opened or exported more in an hour than their work needs. Ids and counts only."""

    class What(models.TextChoices):
        OPENED = "opened", pgettext_lazy("records", "opened")
        EXPORTED = "exported", pgettext_lazy("records", "exported")

    actor_id = models.BigIntegerField(_("member of staff"))
    what = models.CharField(_("what"), max_length=9, choices=What.choices)
    on = models.DateField(_("day"))
    count = models.PositiveIntegerField(_("how many in an hour"))
    noticed_at = models.DateTimeField(_("noticed"), db_index=True)
    looked_at = models.DateTimeField(_("looked at"), null=True)
    looked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    finding = EncryptedTextField(_("what it was"), blank=True, default="")

    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["-noticed_at", "-pk"]
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["actor_id", "what", "on"], name="breaches_once_a_day")]
        verbose_name = _("alarm of mass access")

    def __str__(self) -> str:
        return str(self.pk)


class BreachAlert(models.Model):
    """That a privacy officer was told how many hours are left, so that they are told once."""

    to = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    breach = models.ForeignKey(Breach, on_delete=models.CASCADE, related_name="alerts")
    hours = models.SmallIntegerField()

    wagtail_reference_index_ignore = True

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["to", "breach", "hours"], name="breaches_notified_once")]

    def __str__(self) -> str:
        return str(self.pk)


class MassAlert(models.Model):
    """That a privacy officer was told of an alarm."""

    to = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    alarm = models.ForeignKey(MassAccess, on_delete=models.CASCADE, related_name="alerts")

    wagtail_reference_index_ignore = True

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["to", "alarm"], name="breaches_alarmed_once")]

    def __str__(self) -> str:
        return str(self.pk)
