"""How members of staff want to be told of messages, and what they were told of."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import TranslatableMixin
from wagtail_localize.fields import TranslatableField

from leads.submissions.models import Submission
from privacy.keys.append_only import Listed, append_only


class NotificationPreference(models.Model):
    """When a member of staff is told of new messages. No row: at once."""

    class When(models.TextChoices):
        AT_ONCE = "at_once", _("At once, a mail for each message")
        HOURLY = "hourly", _("At most once an hour, together")
        DAILY = "daily", _("At 8:00 on working days, together")

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notification_preference"
    )
    when = models.CharField(_("new messages"), max_length=10, choices=When.choices, default=When.AT_ONCE)
    # When the last summary was queued. Two workers agree on it, so that no summary goes out twice.
    told_at = models.DateTimeField(editable=False)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.pk)


class StaffNotification(models.Model):
    """That a member of staff is told of a message: its arrival, or that it waits too long. Once each."""

    class Kind(models.TextChoices):
        NEW = "new", _("new message")
        OVERDUE = "overdue", _("message waits too long")

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="staff_notifications")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    at = models.DateTimeField()

    wagtail_reference_index_ignore = True

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["submission", "user", "kind"], name="inbox_notified_once"),
        ]
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.pk)


class DataRequest(models.Model):
    """That a message was passed on as a request about data, which the privacy officers answer."""

    submission = models.OneToOneField(Submission, on_delete=models.CASCADE, related_name="data_request")
    request = models.ForeignKey("privacy_rights.RightsRequest", on_delete=models.CASCADE, related_name="+")

    wagtail_reference_index_ignore = True

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.pk)


class ReplyTemplate(TranslatableMixin, models.Model):
    """A text to begin a reply with. It is offered for messages in its own language only."""

    # Replies begin with it as it is saved: a translator's words wait for an editor (home.translation.permissions).
    live_when_saved = True

    name = models.CharField(_("name"), max_length=80, help_text=_("What it answers; visitors do not see it."))
    text = models.TextField(
        _("text"),
        max_length=5000,
        help_text=_(
            "Whoever replies can change it before sending. Write {reference} where the message's code belongs."
        ),
    )

    translatable_fields = [TranslatableField("name"), TranslatableField("text")]

    class Meta(TranslatableMixin.Meta):
        ordering = ["name", "pk"]
        verbose_name = _("reply template")
        verbose_name_plural = _("reply templates")

    def __str__(self) -> str:
        return self.name


@append_only(delete=Listed("privacy_access.AccessPruned", where=(("at", "<", "before"),)))
class ExportLog(models.Model):
    """That messages were exported: by whom, why, which and how many. Never what they say.

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
        verbose_name = _("export")
        verbose_name_plural = _("exports")

    def __str__(self) -> str:
        return str(self.pk)
