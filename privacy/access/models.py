"""Who may see what: authorisations per purpose, and the log of who looked (GDPR Art. 29, 32)."""

from django.apps import apps
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from privacy.cms.models import ReviewRecord
from privacy.keys.append_only import Listed, append_only


class TrainingWarning(models.Model):
    """That a warning was queued, so that it is queued once: about whom and which day, to whom, how early."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    to = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    valid_until = models.DateField()
    days_before = models.PositiveSmallIntegerField()

    wagtail_reference_index_ignore = True

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["user", "to", "valid_until", "days_before"], name="staff_warned_once")
        ]

    def __str__(self) -> str:
        return str(self.pk)


class UnreadAlarm(models.Model):
    """That privacy officers were told on a day that nobody may read the data of some purpose."""

    to = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    on = models.DateField()

    wagtail_reference_index_ignore = True

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["to", "on"], name="staff_alarmed_once_a_day")]

    def __str__(self) -> str:
        return str(self.pk)


@append_only()
class AccessReview(ReviewRecord):
    """That a named person went through who may read what, the figures they saw, and what they noted (policy §5).

    `figures`: "people", "idle_people", "authorisations", "idle_authorisations".
    """

    class Meta(ReviewRecord.Meta):
        verbose_name = _("access review")
        verbose_name_plural = _("access reviews")


class AccessReviewAlarm(models.Model):
    """That a member of staff was told that the access review is missing, since which day; once for each."""

    to = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    since = models.DateField()

    wagtail_reference_index_ignore = True

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["to", "since"], name="staff_review_notified_once")]

    def __str__(self) -> str:
        return str(self.pk)


class Authorisation(models.Model):
    """That a named person may read the data of one purpose, until their training runs out (policy §5)."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="authorisations",
        verbose_name=_("member of staff"),
    )
    purpose_key = models.CharField(_("purpose"), max_length=40)
    company = models.ForeignKey(
        "privacy_register.Vendor",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("works for"),
        help_text=_(
            "Empty for our own people. Whoever works for another company, one of our group too, hands it the data: the "
            "policy must name that company at the purpose (Art. 13(1)(e))."
        ),
    )
    training_valid_until = models.DateField(
        _("training valid until"),
        help_text=_("At most a year ahead. After this day the person cannot open these data."),
    )
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("authorised by"),
    )
    granted_at = models.DateTimeField(_("authorised on"), editable=False)

    class Meta:
        ordering = ["user", "purpose_key"]
        constraints = [
            models.UniqueConstraint(fields=["user", "purpose_key"], name="access_one_authorisation_a_purpose")
        ]
        verbose_name = _("authorisation")
        verbose_name_plural = _("authorisations")

    def __str__(self) -> str:
        return f"{self.user_id}: {self.purpose_key}"


@append_only(delete=Listed("privacy_access.AccessPruned", where=(("at", "<", "before"),)))
class AccessEvent(models.Model):
    """That a member of staff did something with personal data: which record, never what it says.

    `actor_id` is a plain number, so that the log outlives the account.
    """

    class Action(models.TextChoices):
        LIST = "list", _("opened a list")
        READ = "read", _("opened")
        REVEAL = "reveal", _("uncovered a value of")
        SEARCH = "search", _("searched")
        EXPORT = "export", _("exported")
        CHANGE = "change", _("changed")
        ERASE = "erase", _("erased")
        REFUSED = "refused", _("was refused")
        AUTHORISE = "authorise", _("authorised somebody")
        REVOKE = "revoke", _("withdrew an authorisation")
        INVITE = "invite", _("invited somebody")
        ACCEPT = "accept", _("accepted an invitation")
        RESET = "reset", _("reset a second factor")
        LEAVE = "leave", _("closed an account")
        ACCOUNT = "account", _("changed who may do what")

    actor_id = models.BigIntegerField(_("member of staff"))
    action = models.CharField(_("action"), max_length=10, choices=Action.choices)
    model = models.CharField(_("kind of record"), max_length=100)
    object_id = models.BigIntegerField(_("record"), null=True)
    purpose_key = models.CharField(_("purpose"), max_length=40, blank=True)
    # Of an account or a role: the name of what changed (`privacy.access.changes`), never a value.
    what = models.CharField(_("what"), max_length=250, blank=True)
    at = models.DateTimeField(_("time"), db_index=True)

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["model", "object_id"], name="access_of_a_record")]
        verbose_name = _("access")
        verbose_name_plural = _("accesses")

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def record(self) -> str:
        """What kind of record, and which: never what it says."""
        try:
            kind = str(apps.get_model(self.model)._meta.verbose_name)
        except LookupError:
            kind = self.model
        return kind if self.object_id is None else f"{kind} {self.object_id}"


@append_only()
class AccessPruned(models.Model):
    """That the log was deleted up to a moment, because its period was over."""

    before = models.DateTimeField()
    at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.pk)


class RoleGrant(models.Model):
    """That a role was given a permission once. It is not given again: somebody may have taken it away."""

    role = models.CharField(max_length=150)
    grant = models.CharField(max_length=150)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["role", "grant"], name="access_grant_once")]

    def __str__(self) -> str:
        return f"{self.role}: {self.grant}"
