"""What the register knows of cookies beside django-cookie-consent: purpose of a group, who sets a cookie, for how long."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from privacy.register.models.facts import Purpose, Vendor


class CookieGroupFacts(models.Model):
    """What django-cookie-consent's group does not hold: the purpose it serves."""

    group = models.OneToOneField("cookie_consent.CookieGroup", on_delete=models.PROTECT, related_name="facts")
    purpose = models.ForeignKey(
        Purpose, on_delete=models.PROTECT, related_name="cookie_groups", verbose_name=_("purpose")
    )

    class Meta:
        verbose_name = _("cookie group facts")
        verbose_name_plural = _("cookie group facts")

    def __str__(self) -> str:
        return str(self.group_id)


class CookieFacts(models.Model):
    """What django-cookie-consent's cookie does not hold: who sets it, for how long, of what kind."""

    class Kind(models.TextChoices):
        COOKIE = "cookie", _("Cookie")
        LOCAL = "local_storage", _("Local storage")
        SESSION = "session_storage", _("Session storage")
        PIXEL = "pixel", _("Pixel")

    class Unit(models.TextChoices):
        SESSION = "session", _("until the browser closes")
        MINUTES = "minutes", _("minutes")
        DAYS = "days", _("days")
        MONTHS = "months", _("months")
        YEARS = "years", _("years")

    cookie = models.OneToOneField("cookie_consent.Cookie", on_delete=models.CASCADE, related_name="facts")
    vendor = models.ForeignKey(
        Vendor, on_delete=models.PROTECT, null=True, blank=True, related_name="cookies", verbose_name=_("set by")
    )
    kind = models.CharField(_("kind"), max_length=16, choices=Kind.choices, default=Kind.COOKIE)
    duration_value = models.PositiveSmallIntegerField(_("kept for"), null=True, blank=True)
    duration_unit = models.CharField(_("unit"), max_length=10, choices=Unit.choices, default=Unit.DAYS)
    is_pattern = models.BooleanField(
        _("name is a pattern"), default=False, help_text=_("A * in the name stands for any characters.")
    )
    first_party = models.BooleanField(_("on our own domain"), default=True)
    staff_only = models.BooleanField(_("only for staff who log in"), default=False)

    class Meta:
        verbose_name = _("cookie facts")
        verbose_name_plural = _("cookie facts")

    def __str__(self) -> str:
        return str(self.cookie_id)
