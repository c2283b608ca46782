"""A form as editors write it, its unchangeable published versions, and which of them visitors see."""

from contextlib import suppress
from typing import Any

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.fields import RichTextField, StreamField
from wagtail.models import DraftStateMixin, PreviewableMixin, RevisionMixin, TranslatableMixin
from wagtail_localize.fields import SynchronizedField, TranslatableField

from leads.forms.field_blocks import FieldsBlock
from leads.forms.field_types import in_words
from privacy.keys.append_only import append_only
from privacy.register.models import Purpose, Release
from privacy.register.selectors import release_by_number

TEXT_FEATURES = ["bold", "italic", "link"]
form_slug = RegexValidator(r"^[a-z0-9-]+$", _("Use small letters, digits and hyphens only."))


class LeadForm(PreviewableMixin, DraftStateMixin, RevisionMixin, TranslatableMixin, models.Model):
    """A form in one language. Visitors see only what `publish_form` made of it.

    Purpose and address are facts: they are written in the source language and follow into translations.
    """

    name = models.CharField(_("name"), max_length=80, help_text=_("For your colleagues; visitors do not see it."))
    slug = models.SlugField(
        _("address"),
        max_length=60,
        validators=[form_slug],
        help_text=_("The form stands alone at /forms/<address>/, the same in every language."),
    )
    purpose = models.ForeignKey(
        Purpose,
        verbose_name=_("purpose"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="forms",
        help_text=_("Why the answers are used. It decides what the form may ask and how long answers are kept."),
    )
    title = models.CharField(_("heading"), max_length=120, help_text=_("Above the form where it stands alone."))
    intro = RichTextField(_("introduction"), blank=True, features=TEXT_FEATURES)
    body = StreamField(FieldsBlock(), verbose_name=_("fields"), blank=True)
    submit_label = models.CharField(_("button"), max_length=40)
    thanks_title = models.CharField(_("thanks: heading"), max_length=120)
    thanks = RichTextField(_("thanks: text"), features=TEXT_FEATURES, help_text=_("What happens next, and when."))
    receipt_subject = models.CharField(
        _("receipt: subject"),
        max_length=120,
        blank=True,
        help_text=_("Of the e-mail to the visitor; the reference is added. Empty: “We received your message”."),
    )
    receipt_text = RichTextField(
        _("receipt: text"),
        blank=True,
        features=TEXT_FEATURES,
        help_text=_("Empty: the text of the thanks page. What the visitor wrote is never repeated in it."),
    )

    translatable_fields = [
        TranslatableField("title"),
        TranslatableField("intro"),
        TranslatableField("body"),
        TranslatableField("submit_label"),
        TranslatableField("thanks_title"),
        TranslatableField("thanks"),
        TranslatableField("receipt_subject"),
        TranslatableField("receipt_text"),
        SynchronizedField("name", overridable=False),
        SynchronizedField("slug", overridable=False),
        SynchronizedField("purpose", overridable=False),
    ]

    class Meta(TranslatableMixin.Meta):
        ordering = ["name", "locale_id"]
        verbose_name = _("form")
        verbose_name_plural = _("forms")

    def __str__(self) -> str:
        return self.name

    @property
    def preview_modes(self) -> list[tuple[str, str]]:
        """The draft itself, and each translation as it stands."""
        translations = self.get_translations().select_related("locale").order_by("locale_id") if self.pk else ()
        others = [(form.locale.language_code, form.locale.get_display_name()) for form in translations]
        return [("", self.locale.get_display_name()), *others]

    def get_preview_template(self, request: HttpRequest, mode_name: str) -> str:
        return "forms/preview.html"

    def get_preview_context(self, request: HttpRequest, mode_name: str) -> dict[str, Any]:
        """Show the draft, or a translation as it stands; the template's tag draws it as visitors would see it."""
        shown = self.get_translations().filter(locale__language_code=mode_name).first() if mode_name else None
        return {"request": request, "draft": shown.get_latest_revision_as_object() if shown else self}


@append_only()
class FormVersion(models.Model):
    """What a form asked and said in one language when it was published. Never changed, never deleted.

    `schema` lists the fields with their keys, `texts` the words around them, `purposes` the purpose keys.
    """

    form = models.ForeignKey(LeadForm, on_delete=models.PROTECT, related_name="versions", verbose_name=_("form"))
    name = models.CharField(_("name"), max_length=80)
    slug = models.SlugField(_("address"), max_length=60)
    language = models.CharField(_("language"), max_length=12)
    number = models.PositiveIntegerField(_("version"))
    schema = models.JSONField(_("fields"))
    texts = models.JSONField(_("texts"))
    purposes = models.JSONField(_("purposes"))
    release_number = models.PositiveIntegerField(_("policy version"))
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    created_at = models.DateTimeField(_("published on"))

    class Meta:
        ordering = ["form_id", "-number"]
        constraints = [models.UniqueConstraint(fields=["form", "number"], name="forms_version_once_a_form")]
        verbose_name = _("published form")
        verbose_name_plural = _("published forms")

    def __str__(self) -> str:
        return f"{self.slug} {self.language} {self.number}"

    @property
    def purpose_key(self) -> str:
        """The purpose the answers are kept under."""
        return str(self.purposes[0])

    def label(self, key: str) -> str:
        """Return the words a field was asked with; its key when the version does not know it."""
        spec = self.spec(key)
        if spec is None or spec["kind"] != "consent":
            return str(spec.get("label", key)) if spec else key
        return self.consent_title(spec["purpose"])

    def consent_title(self, purpose: str) -> str:
        """Return what a consent was for, in the version's language, as released when it was published."""
        with suppress(Release.DoesNotExist, KeyError):
            return release_by_number(self.release_number).in_language(self.language).purpose(purpose).title
        return purpose

    def spec(self, key: str) -> dict[str, Any] | None:
        """Return the question with this key."""
        return next((spec for spec in self.schema if spec["key"] == key), None)

    def in_words(self, key: str, answer: Any) -> str:
        """Return an answer as a person reads it: labels for choices, dates and numbers as the language writes them."""
        return in_words(answer, self.spec(key))


class LiveForm(models.Model):
    """Which version visitors see at an address in a language. No row: the form is not open."""

    slug = models.SlugField(max_length=60)
    language = models.CharField(max_length=12)
    version = models.OneToOneField(FormVersion, on_delete=models.PROTECT, related_name="shown")

    wagtail_reference_index_ignore = True

    class Meta:
        constraints = [models.UniqueConstraint(fields=["slug", "language"], name="forms_one_form_at_an_address")]

    def __str__(self) -> str:
        return f"{self.slug} {self.language}"


@append_only()
class FieldApproval(models.Model):
    """Bound to exactly the words, their language and the kind of data named with them: other words need another (R8)."""

    words_hash = models.CharField(max_length=64, unique=True, editable=False)
    language = models.CharField(_("language"), max_length=12)
    kind = models.CharField(max_length=12)
    category = models.CharField(_("data category"), max_length=40)
    words = models.JSONField(_("words"))
    form_name = models.CharField(_("form"), max_length=80)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("approved by"),
    )
    approved_at = models.DateTimeField(_("approved on"))

    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["-approved_at", "pk"]
        default_permissions = ("view", "add")
        verbose_name = _("approved question")
        verbose_name_plural = _("approved questions")

    def __str__(self) -> str:
        return str(self.pk)
