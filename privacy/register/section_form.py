"""The form of a section of the policy, with its words."""

from typing import Any

from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from privacy.register import section_words
from privacy.register.forms import texted_form
from privacy.register.models.sections import PolicySection, SectionText
from privacy.register.selectors import section_headings


class SectionChoice(forms.ModelChoiceField):
    """Sections by their headings."""

    @cached_property
    def headings(self) -> dict[int, str]:
        return section_headings()

    def label_from_instance(self, obj: Any) -> str:
        return self.headings.get(obj.pk, obj.key)


class PolicySectionForm(texted_form(SectionText, "text_heading")):  # type: ignore[misc]
    """A section with its words; which section it is part of decides in which document it stands."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        parents = PolicySection.objects.filter(archived_at=None).exclude(pk=self.instance.pk)
        self.fields["parent"] = SectionChoice(
            parents.order_by("document", "position"),
            label=self.fields["parent"].label,
            required=not (self.instance.pk and self.instance.parent_id is None),
        )

    def clean(self) -> dict[str, Any]:
        """Say which brace or link stands for nothing; keep the tree a tree."""
        values: dict[str, Any] = super().clean() or self.cleaned_data
        for name in SectionText.text_fields:
            if sentence := section_words.fault(values.get(f"text_{name}") or ""):
                self.add_error(f"text_{name}", sentence)
        parent = values.get("parent")
        while parent is not None and parent.parent_id is not None:
            if parent.parent_id == self.instance.pk:
                self.add_error("parent", _("A section cannot be part of one that is part of it."))
                break
            parent = parent.parent
        return values

    def save(self, commit: bool = True) -> Any:
        """A section stands in the document of the one it is part of."""
        if self.instance.parent:
            self.instance.document = self.instance.parent.document
        return super().save(commit=commit)
