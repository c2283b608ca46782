"""How members of staff want to be told of messages, and what they were told of."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from leads.capture.models.submissions import Submission


class NoticePreference(models.Model):
    """When a member of staff is told of new messages. No row: at once."""

    class When(models.TextChoices):
        AT_ONCE = "at_once", _("At once, a mail for each message")
        HOURLY = "hourly", _("At most once an hour, together")
        DAILY = "daily", _("At 8:00 on working days, together")

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notice_preference")
    when = models.CharField(_("new messages"), max_length=10, choices=When.choices, default=When.AT_ONCE)
    # When the last summary was queued. Two workers agree on it, so that no summary goes out twice.
    told_at = models.DateTimeField(editable=False)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.pk)


class StaffNotice(models.Model):
    """That a member of staff is told of a message: its arrival, or that it waits too long. Once each."""

    class Kind(models.TextChoices):
        NEW = "new", _("new message")
        OVERDUE = "overdue", _("message waits too long")

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="staff_notices")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    at = models.DateTimeField()

    wagtail_reference_index_ignore = True

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["submission", "user", "kind"], name="capture_told_once"),
        ]
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.pk)
