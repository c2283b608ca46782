"""What visitors were asked and what they answered: both are written once and never changed."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from privacy.keys.append_only import AnyOf, Expired, Listed, append_only


@append_only(added_at="recorded_at")
class ConsentText(models.Model):
    """The full text one choice was made on, kept once under its hash, for as long as proofs point at it (C25)."""

    class Kind(models.TextChoices):
        CHOICE = "choice", _("banner and settings")
        EMBED = "embed", _("notice on a video")

    sha256 = models.CharField(_("SHA-256"), max_length=64, primary_key=True)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    language = models.CharField(_("language"), max_length=10)
    release_number = models.PositiveIntegerField(_("policy version"))
    text = models.TextField(_("text"))
    recorded_at = models.DateTimeField(_("first shown on"))

    class Meta:
        verbose_name = _("text shown")
        verbose_name_plural = _("texts shown")

    def __str__(self) -> str:
        return self.sha256


# A withdrawal by number is spared: without it, a browser that comes back later would use what was withdrawn.
FLOODED = Listed(
    "privacy_cookies.ChoicesPruned",
    where=(("recorded_at", ">=", "since"), ("recorded_at", "<", "until"), ("method", "<>", "spares")),
)


# The database lets a row go once the choice is no longer valid, or an officer has admitted to deleting a flood; how much
# longer a valid one is kept is the register's rule.
@append_only(delete=AnyOf((Expired("valid_until"), FLOODED)), added_at="recorded_at")
class ConsentRecord(models.Model):
    """One choice about cookies (GDPR Art. 7(1), C24): random id, no address, no browser, no person.

    `previous` is the id the browser carried before: a value, not a relation, because earlier records expire
    by themselves.
    """

    class Method(models.TextChoices):
        BANNER = "banner", _("banner")
        SETTINGS = "settings", _("settings")
        EMBED = "embed", _("on a video")
        NO_JS = "no_js", _("cookie page without JavaScript")
        GPC = "gpc", _("Global Privacy Control")
        RECEIPT = "receipt", _("by its number")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    recorded_at = models.DateTimeField(_("recorded on"), db_index=True)
    site = models.CharField(_("site"), max_length=255)
    language = models.CharField(_("language"), max_length=10)
    release_number = models.PositiveIntegerField(_("policy version"))
    text = models.ForeignKey(
        ConsentText, on_delete=models.PROTECT, related_name="records", verbose_name=_("text shown")
    )
    offered = models.JSONField(_("groups and companies offered"))
    decisions = models.JSONField(_("decisions"))
    method = models.CharField(_("how"), max_length=10, choices=Method.choices)
    valid_until = models.DateTimeField(_("valid until"), db_index=True)
    previous = models.UUIDField(_("previous choice"), null=True, db_index=True)

    class Meta:
        verbose_name = _("cookie choice")
        verbose_name_plural = _("cookie choices")
        default_permissions = ("view",)
        constraints = [
            # However often the button is pressed, a choice is withdrawn by its number once (C26).
            models.UniqueConstraint(
                fields=["previous"], condition=models.Q(method="receipt"), name="cookies_withdrawn_once"
            )
        ]
        # Every browser asks for the latest of these few among very many (C26).
        indexes = [
            models.Index(fields=["-recorded_at"], condition=models.Q(method="receipt"), name="cookies_withdrawn_latest")
        ]

    def __str__(self) -> str:
        return str(self.pk)


@append_only()
class ChoicesPruned(models.Model):
    """That the choices of a stretch of time were deleted as a flood, before their period was over; who did it is logged.

    It lies in the past: what is chosen later is covered by no note.
    """

    since = models.DateTimeField()
    until = models.DateTimeField()
    spares = models.CharField(max_length=10, default=ConsentRecord.Method.RECEIPT, editable=False)
    count = models.PositiveIntegerField()
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("deletion of a flood of choices")
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=models.Q(since__lt=models.F("until"), until__lte=models.F("at")),
                name="cookies_pruned_the_past",
            )
        ]

    def __str__(self) -> str:
        return str(self.pk)


class NumberCounter(models.Model):
    """How often one connection chose, entered a number or reported something. A keyed hash, never the address."""

    address_hash = models.CharField(max_length=64)
    window_start = models.DateTimeField(db_index=True)
    count = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["address_hash", "window_start"], name="cookies_one_counter")]
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.pk)


class BlockedLoad(models.Model):
    """That pages tried to load something from a host which the content security policy does not let them (P4).

    `page` is the path of a live page, or the pattern of another address; never what a visitor's address bar held.
    """

    host = models.CharField(_("host"), max_length=253)
    kind = models.CharField(_("kind"), max_length=30)
    page = models.CharField(_("page"), max_length=255)
    count = models.PositiveIntegerField(_("times"), default=1)
    first_seen = models.DateTimeField(_("first seen"))
    last_seen = models.DateTimeField(_("last seen"), db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["host", "kind", "page"], name="cookies_blocked_once")]
        verbose_name = _("blocked load")
        verbose_name_plural = _("blocked loads")
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.pk)


class ScanReport(models.Model):
    """What one scan saw (C30): names of cookies, paths of pages and hosts; no value, and no visitor.

    `states` are the names of the answers that were tried; `findings` are `scanner.compare.Found` as plain values.
    A report without an end is still being made, or its scan was cut off.
    """

    started_at = models.DateTimeField(_("started"), db_index=True)
    finished_at = models.DateTimeField(_("finished"), null=True)
    base_url = models.CharField(_("address"), max_length=255)
    release_number = models.PositiveIntegerField(_("policy version"))
    pages = models.PositiveIntegerField(_("pages"))
    states = models.JSONField(_("answers tried"))
    partial = models.BooleanField(_("a part of the site"), default=False)
    real = models.BooleanField(_("with the real companies"), default=False)
    findings = models.JSONField(_("findings"), default=list)
    failure = models.CharField(_("what went wrong"), max_length=20, blank=True)

    class Meta:
        ordering = ["-started_at"]
        verbose_name = _("cookie scan")
        verbose_name_plural = _("cookie scans")
        default_permissions = ("view",)

    def __str__(self) -> str:
        return str(self.pk)
