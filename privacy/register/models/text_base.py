"""What all texts of the register share: one row per language, an approval bound to the very words."""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import TranslatableMixin

from privacy.keys.canonical import canonical_hash


class RegisterText(TranslatableMixin, models.Model):
    """A text about one fact, or about none. `text_fields` are what a visitor reads; `required_fields` may not be empty.

    A translation is approved for exactly the words it was approved with, its own and the source's: when
    either changes, the approval no longer holds (T5).
    """

    # Under which name a release keeps texts of this kind.
    kind = ""
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
        return str(getattr(self, self.text_fields[0]) or self.fact or self._meta.verbose_name)

    @classmethod
    def related(cls) -> tuple[str, ...]:
        """Return the relations that lists of texts read along."""
        return ("locale", cls.fact_field) if cls.fact_field else ("locale",)

    @property
    def fact(self) -> Any:
        """What the text is about; None for one that there is only one of."""
        return getattr(self, self.fact_field) if self.fact_field else None

    @property
    def fact_id(self) -> Any:
        """What a text and its translations have in common."""
        return getattr(self, f"{self.fact_field}_id") if self.fact_field else None

    def words(self) -> dict[str, str]:
        """Return the texts by field name."""
        return {name: getattr(self, name) for name in self.text_fields}

    def words_hash(self, source: "RegisterText | None" = None) -> str:
        """Return the SHA-256 that an approval of these words, translated from those of `source`, is bound to."""
        parts = [self.locale.language_code, self.words(), source.words() if source else None]
        return canonical_hash(parts)

    def missing_fields(self) -> list[str]:
        """Return the names of required texts that are empty."""
        return [name for name in self.required_fields if not getattr(self, name).strip()]
