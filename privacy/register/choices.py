"""Choices among facts of the register, by what a reader calls them."""

from collections.abc import Callable
from typing import Any

from cookie_consent.models import CookieGroup
from django import forms
from django.db.models import ForeignKey
from django.utils.functional import cached_property
from wagtail.admin.forms.models import register_form_field_override

from privacy.register.models.facts import DataCategory, Purpose
from privacy.register.selectors import category_labels, cookie_group_labels, purpose_choices


class NamedChoice(forms.ModelChoiceField):
    """Facts by what a reader calls them."""

    read: Callable[[], dict[int, str]]

    @cached_property
    def names(self) -> dict[int, str]:
        return type(self).read()

    def label_from_instance(self, obj: Any) -> str:
        return self.names.get(obj.pk, str(obj))


class CategoryChoice(NamedChoice):
    """Kinds of data by their names."""

    read = staticmethod(category_labels)


class CookieGroupChoice(NamedChoice):
    """Cookie groups by their names."""

    read = staticmethod(cookie_group_labels)


register_form_field_override(ForeignKey, to=DataCategory, override={"form_class": CategoryChoice})
register_form_field_override(ForeignKey, to=CookieGroup, override={"form_class": CookieGroupChoice})


def purpose_field(label: Any, required: bool = True) -> forms.ModelChoiceField:
    """Return a choice among the purposes in use, by title."""
    field = forms.ModelChoiceField(Purpose.objects.filter(archived_at=None), label=label, required=required)
    names = dict(purpose_choices())
    field.label_from_instance = lambda obj: names.get(obj.pk, obj.key)  # type: ignore[method-assign]
    return field
