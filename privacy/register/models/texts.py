"""Texts of the register: one row per language, translated in wagtail-localize, approved before release."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail_localize.fields import SynchronizedField, TranslatableField

from privacy.register import banner
from privacy.register.models.facts import DataCategory, Purpose, Vendor
from privacy.register.models.sections import SectionText
from privacy.register.models.text_base import RegisterText


class PurposeText(RegisterText):
    """What a visitor reads about a purpose: notice, consent label, interest."""

    kind = "purposes"
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

    kind = "categories"
    fact_field = "category"
    text_fields = ("label", "explanation")
    required_fields = ("label",)

    category = models.ForeignKey(
        DataCategory, on_delete=models.PROTECT, related_name="texts", verbose_name=_("data category")
    )
    label = models.CharField(_("name"), max_length=80)
    explanation = models.CharField(_("explanation"), max_length=250, blank=True)

    translatable_fields = [
        *(TranslatableField(name) for name in text_fields),
        SynchronizedField("category", overridable=False),
    ]

    class Meta(RegisterText.Meta):
        constraints = [models.UniqueConstraint(fields=["category", "locale"], name="register_category_text_once")]
        verbose_name = _("name of a data category")
        verbose_name_plural = _("names of data categories")


class VendorText(RegisterText):
    """What a company does for us and what it receives."""

    kind = "vendors"
    fact_field = "vendor"
    text_fields = ("what", "receives", "arrangement")
    required_fields = ("what", "receives")

    vendor = models.ForeignKey(Vendor, on_delete=models.PROTECT, related_name="texts", verbose_name=_("company"))
    what = models.CharField(_("what it does"), max_length=250)
    receives = models.CharField(_("what it receives"), max_length=250)
    arrangement = models.TextField(
        _("who does what"),
        blank=True,
        help_text=_(
            "Required where the company decides together with us: what was agreed on who tells people and who answers "
            "them (Art. 26(2))."
        ),
    )

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

    kind = "cookie_groups"
    fact_field = "group"
    text_fields = ("label", "summary", "description", "phrase")
    required_fields = ("label", "summary", "description")

    group = models.ForeignKey(
        "cookie_consent.CookieGroup", on_delete=models.PROTECT, related_name="texts", verbose_name=_("cookie group")
    )
    label = models.CharField(_("name"), max_length=60)
    summary = models.CharField(_("in one line"), max_length=160, help_text=_("Shown in the cookie settings."))
    description = models.TextField(_("explanation"), help_text=_("Shown in the policy."))
    phrase = models.CharField(
        _("in the banner's sentence"),
        max_length=60,
        blank=True,
        help_text=_("What the banner asks cookies for, in the middle of a sentence, such as “measuring visits”."),
    )

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

    kind = "cookies"
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


class BannerText(RegisterText):
    """The words of banner, settings and video notice (C7, C9). One row a language."""

    kind = "banner"
    text_fields = (
        "title",
        "ask",
        "company",
        "companies",
        "which",
        "withdraw",
        "accept",
        "refuse",
        "choose",
        "settings_title",
        "settings_intro",
        "kept_company",
        "save_choice",
        "saved_none",
        "saved_all",
        "saved_some",
        "change",
        "again_new",
        "again_changed",
        "again_rest",
        "again_accept",
        "again_refuse",
        "gpc",
        "video_notice",
        "video_play",
        "video_always",
    )
    # Where an editor leaves one of the others empty, the site's own words stand.
    required_fields = tuple(name for name in text_fields if not name.startswith("again_") and name != "gpc")

    title = models.CharField(_("heading"), max_length=60)
    ask = models.CharField(
        _("who asks, for what"),
        max_length=160,
        help_text=_("{name} stands for the company, {purposes} for what visitors are asked."),
    )
    company = models.CharField(_("if one other company receives data"), max_length=90)
    companies = models.CharField(
        _("if several others do"), max_length=90, help_text=_("{n} stands for their number. The next words follow it.")
    )
    which = models.CharField(_("words of the link to the companies"), max_length=30)
    withdraw = models.CharField(
        _("how to withdraw"), max_length=130, help_text=_("{settings} stands for the heading of the settings.")
    )
    accept = models.CharField(_("button: allow everything"), max_length=24)
    refuse = models.CharField(_("button: refuse everything"), max_length=24)
    choose = models.CharField(_("button: open the settings"), max_length=36)
    settings_title = models.CharField(
        _("heading of the settings"), max_length=36, help_text=_("It names the link at the foot of every page too.")
    )
    settings_intro = models.CharField(_("first sentence of the settings"), max_length=200)
    kept_company = models.CharField(
        _("a company allowed on a page"), max_length=200, help_text=_("{name} stands for that company.")
    )
    save_choice = models.CharField(_("button: save what is ticked"), max_length=36)
    saved_none = models.CharField(_("after refusing everything"), max_length=80)
    saved_all = models.CharField(_("after allowing everything"), max_length=80)
    saved_some = models.CharField(
        _("after allowing some"), max_length=80, help_text=_("{purposes} stands for what was allowed.")
    )
    change = models.CharField(_("button: change it again"), max_length=24)
    again_new = models.CharField(
        _("asked again: something is new"),
        max_length=120,
        blank=True,
        help_text=_("{what} stands for the company or cookie, {purpose} for the purpose."),
    )
    again_changed = models.CharField(
        _("asked again: a purpose changed"), max_length=120, blank=True, help_text=_("{purpose} stands for its name.")
    )
    again_rest = models.CharField(_("asked again: what stays"), max_length=80, blank=True)
    again_accept = models.CharField(_("button: allow what is new"), max_length=24, blank=True)
    again_refuse = models.CharField(_("button: refuse what is new"), max_length=24, blank=True)
    gpc = models.CharField(
        _("when the browser sends Global Privacy Control"),
        max_length=200,
        blank=True,
        help_text=_("{purposes} stands for what stays off, {choose} for the button that opens the settings."),
    )
    video_notice = models.CharField(
        _("what showing a video, a map or a post does"),
        max_length=200,
        help_text=_("{name} stands for the company, {country} for its country."),
    )
    video_play = models.CharField(_("button: play a video once"), max_length=36)
    video_always = models.CharField(
        _("button: always allow"), max_length=60, help_text=_("{name} stands for the company.")
    )

    translatable_fields = [TranslatableField(name) for name in text_fields]

    class Meta(RegisterText.Meta):
        constraints = [models.UniqueConstraint(fields=["locale"], name="register_banner_text_once")]
        verbose_name = _("banner text")
        verbose_name_plural = _("banner texts")

    def clean(self) -> None:
        """Refuse words that leave out what the banner must name."""
        super().clean()
        if found := banner.faults(self.words()):
            raise ValidationError(found)


TEXT_MODELS: tuple[type[RegisterText], ...] = (
    PurposeText,
    DataCategoryText,
    VendorText,
    CookieGroupText,
    CookieText,
    BannerText,
    SectionText,
)
TEXT_KINDS: dict[str, type[RegisterText]] = {model.kind: model for model in TEXT_MODELS}
