"""Forms of the register's CMS screens: facts together with their source texts."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, cast

from cookie_consent.models import Cookie, CookieGroup
from django import forms
from django.conf import settings
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.models import Locale

from home.base.model_fields import model_field
from privacy.personal_data.contract import carried_out
from privacy.personal_data.labels import LABELS, store_label
from privacy.register.choices import purpose_field
from privacy.register.models.cookie_facts import CookieFacts, CookieGroupFacts
from privacy.register.models.facts import Purpose, RetentionRule, Vendor, host_name
from privacy.register.models.texts import (
    CookieGroupText,
    CookieText,
    DataCategoryText,
    PurposeText,
    RegisterText,
    VendorText,
)
from privacy.register.service_registry import is_carried_out


class TextedForm(WagtailAdminModelForm):
    """A fact together with its text in the source language; translations follow from that text."""

    text_model: type[RegisterText]
    # The text or fact field that a new row's key is made from.
    key_from = ""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        row = self.text
        if row:
            self.initial.update({f"text_{name}": value for name, value in row.words().items()})

    @property
    def text(self) -> RegisterText | None:
        """The source text of the fact, if there is one."""
        if not self.instance.pk:
            return None
        lookup = {self.text_model.fact_field: self.instance.pk, "locale": Locale.get_default()}
        return self.text_model._default_manager.filter(**lookup).first()

    def save(self, commit: bool = True) -> Any:
        """Save the fact, then its text in the source language."""
        if not self.instance.pk and self.key_from:
            self.instance.key = _free_key(type(self.instance), str(self.cleaned_data[self.key_from]))
        fact = super().save(commit=commit)
        if commit:
            save_source_text(
                self.text_model,
                fact,
                {name: self.cleaned_data[f"text_{name}"] for name in self.text_model.text_fields},
            )
        return fact


def save_source_text(model: type[RegisterText], fact: Any, words: dict[str, str]) -> None:
    """Write a fact's words in the source language."""
    model._default_manager.update_or_create(**{model.fact_field: fact}, locale=Locale.get_default(), defaults=words)


def _free_key(model: type, name: str) -> str:
    base = slugify(name).replace("-", "_")[:34] or "new"
    key, number = base, 1
    while model._default_manager.filter(key=key).exists():  # type: ignore[attr-defined]
        number += 1
        key = f"{base}_{number}"
    return key


def texted_form(text_model: type[RegisterText], key_from: str) -> type[TextedForm]:
    """Return a form with the fields of a text, for a fact's own fields to be added."""
    fields: dict[str, Any] = {"text_model": text_model, "key_from": key_from}
    for name in text_model.text_fields:
        field = cast("forms.Field", model_field(text_model, name).formfield())
        field.required = name in text_model.required_fields
        if isinstance(field.widget, forms.Textarea):
            field.widget.attrs["rows"] = 3
        fields[f"text_{name}"] = field
    metaclass: Callable[..., type[TextedForm]] = type(TextedForm)
    return metaclass(f"{text_model.__name__}Form", (TextedForm,), fields)


DataCategoryForm = texted_form(DataCategoryText, "text_label")


class PurposeForm(texted_form(PurposeText, "text_title")):  # type: ignore[misc]
    """A purpose with its words; in use only while something carries it out (R93)."""

    def clean_status(self) -> str:
        """Refuse to tell what nothing does."""
        status = str(self.cleaned_data["status"])
        if status == Purpose.Status.IN_USE and not is_carried_out(self.instance.key):
            raise forms.ValidationError(
                _(
                    "Nothing on the website carries this purpose out, so nobody may be told that it happens. "
                    "Choose “prepared” until a part of the website does."
                )
            )
        return status


class HostsField(forms.CharField):
    """Host names, one a line, kept as a list."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.pop("encoder", None)
        kwargs.pop("decoder", None)
        super().__init__(**{**kwargs, "required": False, "widget": forms.Textarea(attrs={"rows": 3})})

    def prepare_value(self, value: Any) -> str:
        return "\n".join(value) if isinstance(value, list) else str(value or "")

    def clean(self, value: Any) -> list[str]:
        hosts = [line.strip().lower() for line in str(super().clean(value)).splitlines() if line.strip()]
        for host in hosts:
            host_name(host)
        return hosts

    def has_changed(self, initial: Any, data: Any) -> bool:
        return self.prepare_value(initial).split() != str(data or "").split()


# What our number at each company looks like, as a pattern and an example.
SCRIPT_IDS: dict[str, tuple[str, str]] = {
    Vendor.Script.GOOGLE_ANALYTICS: (r"G-[A-Z0-9]{6,12}", "G-ABC1234567"),
    Vendor.Script.LINKEDIN_INSIGHT: (r"\d{4,12}|EXAMPLE", "1234567"),
}


class VendorForm(texted_form(VendorText, "name")):  # type: ignore[misc]
    """A company with its words; it is switched on only when complete (R66)."""

    hosts = HostsField(label=_("Host names of scripts"), help_text=_("One a line, such as www.example.com."))
    frame_hosts = HostsField(label=_("Host names of embeds"), help_text=_("One a line, such as player.vimeo.com."))

    def clean(self) -> dict[str, Any]:
        """Refuse to switch a company on without its statement, contract and safeguards (R66)."""
        values: dict[str, Any] = super().clean() or self.cleaned_data
        shape, example = SCRIPT_IDS.get(values.get("script") or "", ("", ""))
        number = (values.get("script_id") or "").strip().upper()
        if number and not re.fullmatch(shape, number):
            self.add_error(
                "script_id",
                _("This is not a number of that script: it looks like %(example)s.") % {"example": example}
                if shape
                else _("Choose the script that this number belongs to."),
            )
        values["script_id"] = number
        if values.get("active"):
            for name, reason in {
                "privacy_url": _("A company is switched on only with a link to its privacy statement (policy §7)."),
                "contract_date": _("A company is switched on only with a dated contract (policy §5, Art. 28 GDPR)."),
                "safeguards": _("A company is switched on only when it is clear how transfers are safeguarded."),
            }.items():
                if not values.get(name):
                    self.add_error(name, reason)
        return values


class RetentionRuleForm(WagtailAdminModelForm):
    """Purposes by their titles."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["purpose"] = purpose_field(self.fields["purpose"].label)
        stores = sorted({*LABELS, *filter(None, [self.instance.store])})
        choices = sorted(((store, store_label(store)) for store in stores), key=lambda choice: choice[1])
        self.fields["store"] = forms.ChoiceField(
            label=self.fields["store"].label,
            choices=choices,
            help_text=self.fields["store"].help_text,
            disabled=bool(self.instance.pk),
        )

    def clean(self) -> dict[str, Any]:
        """A rule that counts has a period; one that does not count has none."""
        values: dict[str, Any] = super().clean() or self.cleaned_data
        open_ended = values.get("trigger") in ("while_needed", "once_only")
        if not open_ended and "trigger" in values and not values.get("period_value"):
            self.add_error("period_value", _("Give a number of days, months or years."))
        self._refuse_what_is_not_carried_out(values)
        return values

    def _refuse_what_is_not_carried_out(self, values: Mapping[str, Any]) -> None:
        can = carried_out(self.instance.key or values.get("store", ""))
        if can and values.get("trigger") not in can.triggers:
            known = _named(RetentionRule.Trigger, can.triggers)
            self.add_error(
                "trigger", _("The website cannot count this from there. Choose: %(known)s.") % {"known": known}
            )
        if can and values.get("action") not in can.actions:
            known = _named(RetentionRule.Action, can.actions)
            self.add_error("action", _("The website does not do this here. Choose: %(known)s.") % {"known": known})

    def clean_store(self) -> str:
        """Each store is kept by one rule."""
        store = str(self.cleaned_data["store"])
        if not self.instance.pk and RetentionRule.objects.filter(key=store).exists():
            raise forms.ValidationError(_("This has a period already. Change that one, or restore it."))
        return store

    def save(self, commit: bool = True) -> Any:
        """A new rule is named by what it keeps."""
        if not self.instance.pk:
            self.instance.key = self.instance.store
        return super().save(commit=commit)


def _named(choices: Any, keys: Iterable[str]) -> str:
    return ", ".join(sorted(str(choices(key).label) for key in keys))


class CookieGroupForm(forms.Form):
    """A cookie group with what it serves and its words."""

    label = forms.CharField(label=_("Name"), max_length=60)
    summary = forms.CharField(label=_("In one line"), max_length=160, help_text=_("Shown in the cookie settings."))
    description = forms.CharField(
        label=_("Explanation"), widget=forms.Textarea(attrs={"rows": 3}), help_text=_("Shown in the policy.")
    )
    phrase = forms.CharField(
        label=_("In the banner’s sentence"),
        max_length=60,
        required=False,
        help_text=_("What the banner asks cookies for, in the middle of a sentence, such as “measuring visits”."),
    )
    required = forms.BooleanField(
        label=_("Strictly necessary"),
        required=False,
        help_text=_("Visitors are not asked. The law allows this only for what the site cannot do without."),
    )

    def __init__(self, *args: Any, group: CookieGroup, **kwargs: Any) -> None:
        text = CookieGroupText.objects.filter(group=group, locale=Locale.get_default()).first()
        initial = {"required": group.is_required, **(text.words() if text else {})}
        initial["purpose"] = group.facts.purpose_id if hasattr(group, "facts") else None
        super().__init__(*args, **{"initial": initial, **kwargs})
        self.group = group
        self.fields["purpose"] = purpose_field(_("Serves the purpose"))

    def save(self) -> None:
        """Write the group, the purpose it serves and its words."""
        values = self.cleaned_data
        self.group.name, self.group.description = values["label"], values["summary"]
        self.group.is_required, self.group.is_deletable = values["required"], not values["required"]
        self.group.save()
        CookieGroupFacts.objects.update_or_create(group=self.group, defaults={"purpose": values["purpose"]})
        save_source_text(CookieGroupText, self.group, {name: values[name] for name in CookieGroupText.text_fields})


class CookieForm(forms.ModelForm):
    """A cookie with its facts and its words in one row."""

    text = forms.CharField(label=_("What it is for"), max_length=250)
    vendor = forms.ModelChoiceField(
        Vendor.objects.filter(archived_at=None), label=_("Set by"), required=False, empty_label=_("this site")
    )
    # What a browser posts of a row that nobody touched.
    kind = forms.ChoiceField(label=_("Kind"), choices=CookieFacts.Kind.choices, initial=CookieFacts.Kind.values[0])
    duration_value = forms.IntegerField(label=_("Kept for"), min_value=1, required=False)
    duration_unit = forms.ChoiceField(label=_("Unit"), choices=CookieFacts.Unit.choices, initial="days")
    staff_only = forms.BooleanField(label=_("Only for staff who log in"), required=False)

    class Meta:
        model = Cookie
        fields = ["name", "domain"]
        labels = {"name": _("Name"), "domain": _("Domain, if it is not ours")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            facts = getattr(self.instance, "facts", None) or CookieFacts()
            for name in ("vendor", "kind", "duration_value", "duration_unit", "staff_only"):
                self.initial[name] = getattr(facts, f"{name}_id" if name == "vendor" else name)
            text = CookieText.objects.filter(cookie=self.instance, locale=Locale.get_default()).first()
            self.initial["text"] = text.purpose if text else ""

    def clean(self) -> dict[str, Any]:
        """A cookie says how long it is kept."""
        values: dict[str, Any] = super().clean() or self.cleaned_data
        if values.get("duration_unit") != CookieFacts.Unit.SESSION and not values.get("duration_value"):
            self.add_error("duration_value", _("Say how long it is kept, or choose “until the browser closes”."))
        return values

    def save(self, commit: bool = True) -> Cookie:
        """Write the cookie, its facts and its words."""
        cookie: Cookie = super().save(commit=commit)
        values = self.cleaned_data
        session = values["duration_unit"] == CookieFacts.Unit.SESSION
        CookieFacts.objects.update_or_create(
            cookie=cookie,
            defaults={
                "vendor": values["vendor"],
                "kind": values["kind"],
                "duration_value": None if session else values["duration_value"],
                "duration_unit": values["duration_unit"],
                "is_pattern": "*" in cookie.name,
                "first_party": not cookie.domain,
                "staff_only": values["staff_only"],
            },
        )
        save_source_text(CookieText, cookie, {"purpose": values["text"]})
        return cookie


def cookie_seen(values: Mapping[str, str]) -> list[dict[str, str]]:
    """Return what a link says about a cookie that is to be declared: the start of the empty row (C30)."""
    kinds = {"kind": values.get("kind", "")} if values.get("kind") in CookieFacts.Kind.values else {}
    found = {name: values[name][:250] for name in ("name", "domain") if values.get(name)}
    return [{**found, **kinds}] if "name" in found else []


CookieFormSet = forms.inlineformset_factory(CookieGroup, Cookie, form=CookieForm, extra=1, can_delete=True)


class ReleaseForm(forms.Form):
    """What a release says about itself."""

    kind = forms.ChoiceField(
        label=_("What kind of change is this?"),
        choices=[
            ("wording", _("Wording only: what happens to people's data stays the same")),
            ("material", _("Material: something about people's data changes")),
        ],
        widget=forms.RadioSelect,
    )
    # How many records the person who releases has agreed to have deleted.
    deletes = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, languages: Sequence[str], wording_possible: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not wording_possible:
            del self.fields["kind"]
        names = dict(settings.LANGUAGES)
        for language in languages:
            self.fields[f"note_{language}"] = forms.CharField(
                label=_("What changed, and why (%(language)s)") % {"language": names.get(language, language)},
                widget=forms.Textarea(attrs={"rows": 2, "lang": language}),
                max_length=2000,
                help_text=_("Visitors read this in the list of versions. One or two sentences."),
            )
        self.languages = languages

    @property
    def note_fields(self) -> list[forms.BoundField]:
        """The notes, one in each language."""
        return [self[f"note_{language}"] for language in self.languages]

    @property
    def notes(self) -> dict[str, str]:
        """What changed, by language."""
        return {language: self.cleaned_data[f"note_{language}"] for language in self.languages}

    @property
    def material(self) -> bool:
        """Whether people's data are concerned; so it is where nothing else could be chosen."""
        return bool(self.cleaned_data.get("kind", "material") == "material")


class WaiverForm(forms.Form):
    """A decision to release in spite of one finding."""

    code = forms.CharField(widget=forms.HiddenInput)
    subject = forms.CharField(widget=forms.HiddenInput, required=False)
    language = forms.CharField(widget=forms.HiddenInput, required=False)
    reason = forms.CharField(
        label=_("Why this may be released all the same"), widget=forms.Textarea(attrs={"rows": 2}), max_length=1000
    )
