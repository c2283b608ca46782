"""Texts of the register: one row per language, translated in wagtail-localize, approved before release."""

import hashlib
import json

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import TranslatableMixin
from wagtail_localize.fields import SynchronizedField, TranslatableField

from privacy.register.models.facts import DataCategory, Purpose, Vendor


class RegisterText(TranslatableMixin, models.Model):
    """A text about one fact. `text_fields` are what a visitor reads; `required_fields` may not be empty.

    A translation is approved for exactly the words it was approved with, its own and the source's: when
    either changes, the approval no longer holds (T5).
    """

    fact_field = ""
    text_fields: tuple[str, ...] = ()
    required_fields: tuple[str, ...] = ()

    approved_hash = models.CharField(max_length=64, blank=True, editable=False)
    approved_at = models.DateTimeField(_("approved on"), null=True, blank=True, editable=False)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, editable=False, related_name="+"
    )

    class Meta(TranslatableMixin.Meta):
        abstract = True

    def __str__(self) -> str:
        return self.first_line

    @property
    def first_line(self) -> str:
        """The text's own name, for lists."""
        return str(getattr(self, self.text_fields[0]) or self.fact)

    @property
    def fact(self) -> models.Model:
        return getattr(self, self.fact_field)

    def words(self) -> dict[str, str]:
        """Return the texts by field name."""
        return {name: getattr(self, name) for name in self.text_fields}

    def words_hash(self, source: "RegisterText | None" = None) -> str:
        """Return the SHA-256 that an approval of these words, translated from those of `source`, is bound to."""
        parts = [self.locale.language_code, self.words(), source.words() if source else None]
        return hashlib.sha256(json.dumps(parts, ensure_ascii=False, sort_keys=True).encode()).hexdigest()

    def missing_fields(self) -> list[str]:
        """Return the names of required texts that are empty."""
        return [name for name in self.required_fields if not getattr(self, name).strip()]


class PurposeText(RegisterText):
    """What a visitor reads about a purpose: notice, consent label, interest."""

    fact_field = "purpose"
    text_fields = ("title", "description", "interest", "requirement_note", "consent_label", "consent_help")
    required_fields = ("title", "description")

    purpose = models.ForeignKey(Purpose, on_delete=models.PROTECT, related_name="texts", verbose_name=_("purpose"))
    title = models.CharField(_("title"), max_length=120)
    description = models.TextField(_("what we use the data for"))
    interest = models.TextField(
        _("our legitimate interest"),
        blank=True,
        help_text=_("Required when the basis is a legitimate interest (Art. 13(1)(d))."),
    )
    requirement_note = models.TextField(
        _("if you do not give the data"), blank=True, help_text=_("What happens then (Art. 13(2)(e)).")
    )
    consent_label = models.CharField(
        _("words beside the box"), max_length=250, blank=True, help_text=_("Required when the basis is consent.")
    )
    consent_help = models.TextField(_("explanation under the box"), blank=True)

    translatable_fields = [
        *(TranslatableField(name) for name in text_fields),
        SynchronizedField("purpose", overridable=False),
    ]

    class Meta(RegisterText.Meta):
        constraints = [models.UniqueConstraint(fields=["purpose", "locale"], name="register_purpose_text_once")]
        verbose_name = _("purpose text")
        verbose_name_plural = _("purpose texts")


class DataCategoryText(RegisterText):
    """The name of a kind of data."""

    fact_field = "category"
    text_fields = ("label", "explanation")
    required_fields = ("label",)

    category = models.ForeignKey(
        DataCategory, on_delete=models.PROTECT, related_name="texts", verbose_name=_("kind of data")
    )
    label = models.CharField(_("name"), max_length=80)
    explanation = models.CharField(_("explanation"), max_length=250, blank=True)

    translatable_fields = [
        *(TranslatableField(name) for name in text_fields),
        SynchronizedField("category", overridable=False),
    ]

    class Meta(RegisterText.Meta):
        constraints = [models.UniqueConstraint(fields=["category", "locale"], name="register_category_text_once")]
        verbose_name = _("name of a kind of data")
        verbose_name_plural = _("names of kinds of data")


class VendorText(RegisterText):
    """What a company does for us and what it receives."""

    fact_field = "vendor"
    text_fields = ("what", "receives")
    required_fields = ("what", "receives")

    vendor = models.ForeignKey(Vendor, on_delete=models.PROTECT, related_name="texts", verbose_name=_("company"))
    what = models.CharField(_("what it does"), max_length=250)
    receives = models.CharField(_("what it receives"), max_length=250)

    translatable_fields = [
        *(TranslatableField(name) for name in text_fields),
        SynchronizedField("vendor", overridable=False),
    ]

    class Meta(RegisterText.Meta):
        constraints = [models.UniqueConstraint(fields=["vendor", "locale"], name="register_vendor_text_once")]
        verbose_name = _("company text")
        verbose_name_plural = _("company texts")

    @property
    def first_line(self) -> str:
        return self.vendor.name


class CookieGroupText(RegisterText):
    """The name and explanation of a cookie group."""

    fact_field = "group"
    text_fields = ("label", "summary", "description")
    required_fields = ("label", "summary", "description")

    group = models.ForeignKey(
        "cookie_consent.CookieGroup", on_delete=models.PROTECT, related_name="texts", verbose_name=_("cookie group")
    )
    label = models.CharField(_("name"), max_length=60)
    summary = models.CharField(_("in one line"), max_length=160, help_text=_("Shown in the cookie settings."))
    description = models.TextField(_("explanation"), help_text=_("Shown in the policy."))

    translatable_fields = [
        *(TranslatableField(name) for name in text_fields),
        SynchronizedField("group", overridable=False),
    ]

    class Meta(RegisterText.Meta):
        constraints = [models.UniqueConstraint(fields=["group", "locale"], name="register_cookie_group_text_once")]
        verbose_name = _("cookie group text")
        verbose_name_plural = _("cookie group texts")


class CookieText(RegisterText):
    """What one cookie is for."""

    fact_field = "cookie"
    text_fields = ("purpose",)
    required_fields = ("purpose",)

    cookie = models.ForeignKey(
        "cookie_consent.Cookie", on_delete=models.CASCADE, related_name="texts", verbose_name=_("cookie")
    )
    purpose = models.CharField(_("what it is for"), max_length=250)

    translatable_fields = [TranslatableField("purpose"), SynchronizedField("cookie", overridable=False)]

    class Meta(RegisterText.Meta):
        constraints = [models.UniqueConstraint(fields=["cookie", "locale"], name="register_cookie_text_once")]
        verbose_name = _("cookie text")
        verbose_name_plural = _("cookie texts")

    @property
    def first_line(self) -> str:
        return self.cookie.name


TEXT_MODELS: tuple[type[RegisterText], ...] = (PurposeText, DataCategoryText, VendorText, CookieGroupText, CookieText)
