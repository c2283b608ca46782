"""Field types whose answers are picked from what is shown."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django_countries import countries

from leads.forms.answers import Spec
from leads.forms.form_fields import AnswerField, AskedField

# From so many answers on, one is picked from a list instead of from buttons.
MOST_BUTTONS = 6
# Where most visitors live stands first in the list of countries.
NEAREST = ("NL", "BE", "DE", "FR")
Option = tuple[str, str]


class _GroupIds:
    """The first answer of a group bears the question's own id: a link to the question leads to it."""

    def id_for_label(self, id_: str, index: str | None = None) -> str:
        return id_ if index in (None, "0") else f"{id_}-{int(str(index)) + 1}"


class Buttons(_GroupIds, forms.RadioSelect):
    """One answer."""


class Boxes(_GroupIds, forms.CheckboxSelectMultiple):
    """Any number of answers; a plain mapping may give a single one as it is."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[str]:
        value = super().value_from_datadict(data, files, name)
        return list(value) if isinstance(value, list | tuple) else [value] if value else []


class LanguageList(forms.Select):
    """Languages, each said to be in itself."""

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option: dict[str, Any] = super().create_option(name, value, *args, **kwargs)
        if value:
            option["attrs"]["lang"] = value
        return option


class PickedField(AskedField):
    """A question that shows the answers it takes."""

    @classmethod
    def options(cls, spec: Spec) -> list[Option]:
        """Return value and label of each answer that may be picked."""
        return [(choice["value"], choice["label"]) for choice in spec.get("choices", ())]

    @classmethod
    def missing(cls, spec: Spec) -> str:
        return _("Choose an answer to “%(label)s”.") % {"label": spec["label"]}

    @classmethod
    def words(cls, spec: Spec, answer: Any) -> str:
        labels = dict(cls.options(spec))
        values = answer if isinstance(answer, list | tuple) else [str(answer)]
        return ", ".join(labels.get(value, "") for value in values if value in labels)


class SingleChoice(PickedField, AnswerField):
    """One of the options, by its value: from buttons, or from a list where there are many."""

    always_list = False
    list_widget: type[forms.Select] = forms.Select

    def __init__(self, spec: Spec, **given: Any) -> None:
        options = self.options(spec)
        self.known = frozenset(value for value, _label in options)
        if self.always_list or len(options) > MOST_BUTTONS:
            self.drawn, self.css_class = "list", "field__input field__input--list"
            self.widget = self.list_widget(choices=[("", _("Choose")), *options])
        else:
            self.drawn, self.css_class = "buttons", "pick__box"
            self.widget = Buttons(choices=options)
        super().__init__(spec, **given)

    def validate(self, value: str) -> None:
        if value and value not in self.known:
            raise ValidationError(_("Choose one of the answers shown."))


class SubjectChoice(SingleChoice):
    """The subject, where a form offers some."""

    always_list = True


class CountryChoice(SingleChoice):
    """A country by its code, named in the active language."""

    always_list = True
    attrs: ClassVar[Mapping[str, Any]] = {"autocomplete": "country"}

    @classmethod
    def options(cls, spec: Spec) -> list[Option]:
        names = {code: str(name) for code, name in countries}
        return [(code, names.pop(code)) for code in NEAREST] + list(names.items())


class LanguageChoice(SingleChoice):
    """One of the site's languages, each named in itself; the page's own is picked until the visitor picks another."""

    always_list = True
    list_widget = LanguageList
    attrs: ClassVar[Mapping[str, Any]] = {"autocomplete": "language"}

    def __init__(self, spec: Spec, **given: Any) -> None:
        super().__init__(spec, **given)
        self.initial = get_language()

    @classmethod
    def options(cls, spec: Spec) -> list[Option]:
        return [(code, str(name)) for code, name in settings.LANGUAGES]


class MultipleChoice(PickedField, forms.Field):
    """Any of the options, in their order, each once."""

    drawn = "boxes"
    css_class = "pick__box"

    def __init__(self, spec: Spec, **given: Any) -> None:
        self.widget = Boxes(choices=self.options(spec))
        super().__init__(spec, **given)

    def clean(self, value: Any) -> list[str]:
        given = {str(one) for one in value or () if one}
        known = [value for value, _label in self.options(self.spec)]
        if given - set(known):
            raise ValidationError(_("Choose from the answers shown."))
        return [value for value in known if value in given]

    @classmethod
    def missing(cls, spec: Spec) -> str:
        return _("Choose at least one answer to “%(label)s”.") % {"label": spec["label"]}
