"""CMS screens: who is authorised for what."""

from datetime import timedelta
from typing import Any

from django import forms
from django.contrib.auth import get_user_model
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django_filters import ChoiceFilter
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, HelpPanel, ObjectList
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet

from privacy.access.columns import PurposeColumn
from privacy.access.models import Authorisation
from privacy.access.selectors import is_told, purpose_titles
from privacy.access.services import authorise, refused_to_authorise, revoke
from privacy.register.models.facts import Purpose, Vendor

TRAINING_LASTS = timedelta(days=365)


class AuthorisationForm(WagtailAdminModelForm):
    """Purposes by their titles; training at most a year ahead."""

    purpose_key = forms.ChoiceField(label=_("Purpose"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        keys = list(Purpose.objects.filter(archived_at=None).values_list("key", flat=True))
        if self.instance.purpose_key and self.instance.purpose_key not in keys:
            keys.append(self.instance.purpose_key)
        self.fields["purpose_key"].choices = list(purpose_titles(keys).items())
        self.fields["user"].queryset = get_user_model()._default_manager.filter(is_active=True)
        # A company that was archived since stays chosen: whoever works there does not become one of us by a renewal.
        self.fields["company"].queryset = Vendor.objects.filter(Q(archived_at=None) | Q(pk=self.instance.company_id))
        self.fields["company"].empty_label = gettext("us")
        if not self.instance.pk:
            self.initial.setdefault("training_valid_until", timezone.localdate() + TRAINING_LASTS)

    def clean_training_valid_until(self) -> Any:
        """Training counts for a year (R67)."""
        until = self.cleaned_data["training_valid_until"]
        last = timezone.localdate() + TRAINING_LASTS
        if until > last:
            raise forms.ValidationError(
                _("Training is valid for a year. Choose %(date)s or an earlier day."), params={"date": last.isoformat()}
            )
        return until

    def clean(self) -> dict[str, Any]:
        """Nobody authorises themselves, or hands data to a company that people are not told of (Art. 13(1)(e))."""
        values: dict[str, Any] = super().clean() or self.cleaned_data
        if (user := values.get("user")) and (why_not := refused_to_authorise(by=self.for_user, user=user)):
            self.add_error("user", why_not)
        company, key, user = values.get("company"), values.get("purpose_key"), values.get("user")
        others = Authorisation.objects.filter(user=user).exclude(pk=self.instance.pk).exclude(company=company)
        if user and others.exclude(purpose_key=key).exists():
            self.add_error(
                "company",
                gettext(
                    "Other authorisations of this person say that they work for somebody else. Withdraw those first."
                ),
            )
        if company and key and not is_told(company.key, key, on=timezone.localdate()):
            self.add_error(
                "company",
                gettext(
                    "People are not told that %(company)s receives these data. Switch it on, add it to the purpose and release "
                    "that; whoever gave data before must have been told too (the purpose says when)."
                )
                % {"company": company.name},
            )
        return values


class AuthorisationSaved:
    """Saving goes through the one function that writes down who authorised whom."""

    form: AuthorisationForm
    request: HttpRequest

    def save_instance(self) -> Authorisation:
        values = self.form.cleaned_data
        if self.form.instance.pk and not self.form.changed_data:
            return self.form.instance
        if self.form.instance.pk and {"user", "purpose_key", "company"} & set(self.form.changed_data):
            old = Authorisation.objects.get(pk=self.form.instance.pk)
            revoke(authorisation=old, by=self.request.user, now=timezone.now())
        return authorise(
            user=values["user"],
            purpose_key=values["purpose_key"],
            training_valid_until=values["training_valid_until"],
            company=values["company"],
            granted_by=self.request.user,
            now=timezone.now(),
        )


class AuthorisationCreateView(AuthorisationSaved, generic.CreateView):
    """Authorise somebody."""


class AuthorisationEditView(AuthorisationSaved, generic.EditView):
    """Renew an authorisation."""


class AuthorisationDeleteView(generic.DeleteView):
    """Take an authorisation back."""

    def delete_action(self) -> None:
        revoke(authorisation=self.object, by=self.request.user, now=timezone.now())


def _purposes() -> list[tuple[str, str]]:
    keys = Authorisation.objects.order_by("purpose_key").values_list("purpose_key", flat=True).distinct()
    return sorted(purpose_titles(keys).items(), key=lambda pair: pair[1].casefold())


class AuthorisationFilterSet(WagtailFilterSet):
    """Narrows the list to a purpose, by its title."""

    purpose_key = ChoiceFilter(label=_("Purpose"), choices=_purposes)

    class Meta:
        model = Authorisation
        fields = ("purpose_key",)


class AuthorisationIndexView(generic.IndexView):
    """The list, with accounts read in one query."""

    def get_base_queryset(self) -> QuerySet[Authorisation]:
        return super().get_base_queryset().select_related("user", "company", "granted_by")


class AuthorisationViewSet(ModelViewSet):
    """Who may open which data."""

    model = Authorisation
    name = "authorisations"
    icon = "key"
    menu_label = _("Authorisations")
    menu_order = 350
    add_to_settings_menu = True
    copy_view_enabled = False
    index_view_class = AuthorisationIndexView
    add_view_class = AuthorisationCreateView
    edit_view_class = AuthorisationEditView
    delete_view_class = AuthorisationDeleteView
    filterset_class = AuthorisationFilterSet
    edit_handler = ObjectList(
        [
            HelpPanel(
                content=_(
                    "Personal data may be opened only by people who are trained and authorised for the purpose they were "
                    "collected for (GDPR Art. 29 and 32, policy §5)."
                )
            ),
            FieldPanel("user"),
            FieldPanel("company"),
            FieldPanel("purpose_key"),
            FieldPanel("training_valid_until"),
        ],
        base_form_class=AuthorisationForm,
    )

    @property
    def list_display(self) -> list[Any]:
        return [
            "user",
            Column("company", label=_("Works for"), accessor=lambda row: row.company or gettext("us")),
            PurposeColumn("purpose_key", label=_("Purpose")),
            Column(
                "training_valid_until",
                label=_("Training valid until"),
                accessor=lambda row: date_format(row.training_valid_until) if row.training_valid_until else "",
            ),
            Column("granted_by", label=_("Authorised by")),
            DateColumn("granted_at", label=_("Authorised on")),
        ]
