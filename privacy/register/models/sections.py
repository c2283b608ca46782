"""The sections of the policy, the terms and the cookie page: every sentence that follows from no other fact."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail_localize.fields import SynchronizedField, TranslatableField

from privacy.register import section_words
from privacy.register.models.facts import Archivable, Purpose
from privacy.register.models.text_base import RegisterText


class PolicySection(Archivable):
    """A place for words in a document that a release renders, and which facts are shown below them (Art. 12, 13).

    The section without a parent is the document itself: its heading is the title, its words come first.
    """

    class Document(models.TextChoices):
        PRIVACY = "privacy", _("Privacy policy")
        TERMS = "terms", _("Terms of use")
        COOKIES = "cookies", _("Cookie page")

    class Shows(models.TextChoices):
        WORDS = "words", _("Only its words")
        CONTROLLER = "controller", _("Company details")
        PURPOSES = "purposes", _("Purposes: why, which data, for how long")
        BASES = "bases", _("Legal bases with their purposes")
        COOKIES = "cookies", _("Cookie groups with their cookies")
        COMPANIES = "companies", _("Companies that receive data")
        HOSTING = "hosting", _("Where data are stored")
        PARTS = "parts", _("The sections below it, as a list")

    key = models.SlugField(_("key"), max_length=40, unique=True)
    document = models.CharField(_("document"), max_length=10, choices=Document.choices)
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="parts", verbose_name=_("part of")
    )
    shows = models.CharField(_("shows"), max_length=12, choices=Shows.choices, default=Shows.WORDS)
    basis = models.CharField(
        _("explains the legal basis"),
        max_length=20,
        choices=Purpose.Basis.choices,
        blank=True,
        help_text=_("Shown where purposes rest on it."),
    )
    article = models.CharField(
        _("article"),
        max_length=30,
        blank=True,
        help_text=_("Of the GDPR, such as “Art. 15”; stands beside the heading."),
    )
    position = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        ordering = ["document", "position", "key"]
        verbose_name = _("section")
        verbose_name_plural = _("sections")

    def __str__(self) -> str:
        return self.key


class SectionText(RegisterText):
    """The words of a section: heading, what stands above its facts, what stands below them."""

    kind = "sections"
    fact_field = "section"
    text_fields = ("heading", "text", "closing")
    required_fields = ("heading",)

    section = models.ForeignKey(
        PolicySection, on_delete=models.PROTECT, related_name="texts", verbose_name=_("section")
    )
    heading = models.CharField(_("heading"), max_length=120)
    text = models.TextField(
        _("words"),
        blank=True,
        help_text=_(
            "An empty line begins a paragraph, a hyphen a line of a list. {email} stands for the address in the company "
            "details, [words](rights) for a link to the page where people use their rights."
        ),
    )
    closing = models.TextField(_("words below what it shows"), blank=True)

    translatable_fields = [
        *(TranslatableField(name) for name in text_fields),
        SynchronizedField("section", overridable=False),
    ]

    class Meta(RegisterText.Meta):
        constraints = [models.UniqueConstraint(fields=["section", "locale"], name="register_section_text_once")]
        verbose_name = _("section text")
        verbose_name_plural = _("section texts")

    def clean(self) -> None:
        """Refuse braces and links that stand for nothing."""
        super().clean()
        faults = {name: section_words.fault(getattr(self, name)) for name in self.text_fields}
        if found := {name: sentence for name, sentence in faults.items() if sentence}:
            raise ValidationError(found)
