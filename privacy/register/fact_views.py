"""What the CMS screens of facts do: lists, editing in the draft, archiving instead of deleting; companies and cookies."""

from collections.abc import Callable, Container
from typing import Any

from cookie_consent.models import CookieGroup
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views import generic

from privacy.personal_data.labels import store_label
from privacy.register import forms
from privacy.register.history import recorded
from privacy.register.models.facts import Controller, DataCategory, Purpose, RetentionRule, Vendor
from privacy.register.models.sections import PolicySection
from privacy.register.providers import VARIABLES
from privacy.register.release import ReleasedRegister
from privacy.register.selectors import (
    category_labels,
    cookie_group_labels,
    current_release,
    purpose_titles,
    section_headings,
)
from privacy.register.service_registry import service_names, who_ends
from privacy.register.services import InUse, archive, restore
from privacy.register.text_views import may_change_banner
from privacy.register.views import RegisterScreen


class NamedByTitle:
    """A view of a fact that calls it by its words, never by its key."""

    object: Any

    def get_page_subtitle(self) -> str:
        return display_name(self.object)


def display_name(fact: Any) -> str:
    """Return what people call a fact."""
    if isinstance(fact, Purpose):
        return purpose_titles().get(fact.pk, fact.key)
    if isinstance(fact, DataCategory):
        return category_labels().get(fact.pk, fact.key)
    if isinstance(fact, RetentionRule):
        return store_label(fact.store)
    if isinstance(fact, PolicySection):
        return section_headings().get(fact.pk, fact.key)
    return str(fact)


class FactIndexView(generic.IndexView):
    """A list that begins with what belongs in it."""

    template_name = "cms/index.html"
    results_template_name = "cms/index_results.html"
    introduction: Any = ""
    show_export_buttons = False

    def get_base_queryset(self) -> QuerySet[Model]:
        rows = super().get_base_queryset()
        return rows.order_by("archived_at", *rows.model._meta.ordering)

    def order_queryset(self, queryset: QuerySet[Model]) -> QuerySet[Model]:
        return queryset


class Recorded:
    """A view that saves a fact, and with it who changed what."""

    request: HttpRequest

    def save_instance(self) -> Any:
        with recorded(by=self.request.user, now=timezone.now()):
            return super().save_instance()  # type: ignore[misc]


class FactCreateView(Recorded, generic.CreateView):
    """Adding a fact to the draft."""

    def get_success_message(self, instance: Any) -> str:
        return gettext("“%(name)s” is added to the draft. It reaches visitors with the next release.") % {
            "name": display_name(instance)
        }


class FactHistoryView(NamedByTitle, generic.HistoryView):
    """What was done about a fact."""


class FactUsageView(NamedByTitle, generic.UsageView):
    """What names a fact."""

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Call it by its words on the way to it as well."""
        key, name = str(self.object), display_name(self.object)
        items = super().get_breadcrumbs_items()
        return [{**item, "label": name} if item["label"] == key else item for item in items]


class FactEditView(Recorded, NamedByTitle, generic.EditView):
    """Changing a fact of the draft."""

    template_name = "register/fact_edit.html"
    delete_item_label = _("Archive")

    @property
    def usage(self) -> list[str]:
        return fact_usage(self.object)

    def get_success_message(self) -> str:
        return gettext("“%(name)s” is saved in the draft. It reaches visitors with the next release.") % {
            "name": display_name(self.object)
        }


def fact_usage(fact: Any) -> list[str]:
    """Return where a fact is used, in sentences."""
    lines = []
    current = current_release()
    if current and _is_in(current.facts, fact):
        lines.append(gettext("It is part of version %(number)d, which is in force.") % {"number": current.number})
    names = purpose_titles()
    if isinstance(fact, Purpose):
        stores = [store_label(rule.store) for rule in fact.rules.filter(archived_at=None)]
        called = cookie_group_labels()
        groups = [called.get(row.group.pk, row.group.name) for row in fact.cookie_groups.select_related("group")]
        carried_out = service_names(fact.key)
        lines.append(
            gettext("Carried out by: %(names)s.") % {"names": carried_out}
            if carried_out
            else gettext("Nothing carries it out yet: it can only be prepared.")
        )
        if stores:
            lines.append(gettext("Its periods: %(names)s.") % {"names": ", ".join(stores)})
        if groups:
            lines.append(gettext("It serves the cookies: %(names)s.") % {"names": ", ".join(groups)})
    elif isinstance(fact, RetentionRule):
        by = ", ".join(who_ends(fact.key)) or gettext("nothing yet")
        lines.append(gettext("Carried out by: %(names)s.") % {"names": by})
    elif isinstance(fact, DataCategory):
        used = [names.get(use.purpose_id, "") for use in fact.uses.filter(purpose__archived_at=None)]
        lines.append(gettext("Used for: %(names)s.") % {"names": ", ".join(used) or gettext("nothing yet")})
    elif isinstance(fact, Vendor):
        providers = current.facts.controller.providers if current else ()
        used = [
            names.get(pk, "")
            for pk in Purpose.objects.filter(vendors=fact, archived_at=None).values_list("pk", flat=True)
        ]
        used += [provider.words.rstrip(".") for provider in providers if provider.key == fact.key]
        cookies = [row.cookie.name for row in fact.cookies.select_related("cookie")]
        lines.append(gettext("Used for: %(names)s.") % {"names": ", ".join(used) or gettext("nothing yet")})
        lines.append(
            gettext("Its key, for %(variables)s: %(key)s.")
            % {"variables": ", ".join(VARIABLES.values()), "key": fact.key}
        )
        if cookies:
            lines.append(gettext("Its cookies: %(names)s.") % {"names": ", ".join(cookies)})
    return lines


def _is_in(register: ReleasedRegister, fact: Any) -> bool:
    """Tell whether a register holds a fact."""
    known: dict[type[Model], Container[str]] = {
        Purpose: register.purposes_by_key,
        DataCategory: register.category_keys,
        RetentionRule: register.periods_by_key,
        Vendor: register.vendors_by_key,
    }
    return getattr(fact, "key", None) in known.get(type(fact), ())


class ArchiveView(NamedByTitle, generic.DeleteView):
    """Archives instead of deleting, and restores what is archived."""

    template_name = "register/archive.html"
    page_title = _("Archive")

    def get_usage_url(self) -> None:
        """Protected relations refuse a deletion, not an archiving."""

    def get_page_title(self) -> Any:
        return _("Restore") if self.object.archived else self.page_title

    @property
    def usage_lines(self) -> list[str]:
        return fact_usage(self.object)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        name, now = {"name": display_name(self.object)}, timezone.now()
        if self.object.archived:
            with recorded(by=request.user, now=now):
                restore(fact=self.object)
            messages.success(request, gettext("“%(name)s” is back in the draft.") % name)
            return HttpResponseRedirect(self.get_success_url())
        try:
            with recorded(by=request.user, now=now):
                archive(fact=self.object, now=now)
        except InUse as error:
            messages.error(request, gettext("“%(name)s” cannot be archived.") % name + f" {error}")
            return HttpResponseRedirect(self.get_delete_url())
        messages.success(
            request,
            gettext("“%(name)s” is archived, not deleted: earlier versions keep naming it. It can be restored.") % name,
        )
        return HttpResponseRedirect(self.get_success_url())


class NameColumn(TitleColumn):
    """A fact's name, read once a page."""

    @cached_property
    def names(self) -> dict[int, str]:
        names: dict[type[Model], Callable[[], dict[int, str]]] = {
            Purpose: purpose_titles,
            DataCategory: category_labels,
            PolicySection: section_headings,
        }
        return names[self.model]()

    def __init__(self, name: str, model: type[Model], url_name: str, **kwargs: Any) -> None:
        super().__init__(name, label=kwargs.pop("label", _("Name")), url_name=url_name, **kwargs)
        self.model = model

    def get_value(self, instance: Any) -> str:
        return self.names.get(instance.pk) or instance.key


class StateColumn(Column):
    """Whether a fact is in the draft."""

    def get_value(self, instance: Any) -> str:
        if instance.archived:
            return gettext("archived")
        if isinstance(instance, Vendor):
            return gettext("switched on") if instance.active else gettext("switched off")
        if isinstance(instance, Purpose):
            return str(Purpose.Status(instance.status).label)
        return gettext("in use")


class ControllerEditView(Recorded, generic.EditView):
    """The one row of company details."""

    template_name = "register/fact_edit.html"
    usage: list[str] = []

    def get_page_subtitle(self) -> str:
        return ""

    def get_page_title(self) -> Any:
        return _("Company details")

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": _("Company details")}]

    def get_success_url(self) -> str:
        return str(self.get_edit_url())

    def get_success_message(self) -> str:
        return gettext("The company details are saved in the draft. They reach visitors with the next release.")


class RefusedView(generic.DeleteView):
    """There is one row, and it stays."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        raise PermissionDenied


class CompaniesView(RegisterScreen):
    """Companies that receive data, and the cookies of each group."""

    template_name = "register/companies.html"
    page_title = _("Companies and cookies")
    header_icon = "group"
    permission = "privacy_register.view_vendor"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add companies and groups."""
        return super().get_context_data(
            vendors=Vendor.objects.select_related("group").order_by("archived_at", "-active", "name"),
            groups=CookieGroup.objects.prefetch_related("cookie_set__facts__vendor"),
            group_labels=cookie_group_labels(),
            may_add=self.request.user.has_perm("privacy_register.add_vendor"),
            may_change_banner=may_change_banner(self.request),
            may_change_cookies=self.request.user.has_perm("cookie_consent.change_cookiegroup"),
            **kwargs,
        )


class CookieGroupView(RegisterScreen):
    """A group with its cookies and their facts, in one form."""

    template_name = "register/cookie_group.html"
    header_icon = "tag"
    permission = "cookie_consent.change_cookiegroup"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.group = get_object_or_404(CookieGroup, pk=kwargs["pk"])
        self.label = cookie_group_labels().get(self.group.pk, self.group.name)

    def get_page_title(self) -> str:
        return gettext("Cookies: %(group)s") % {"group": self.label}

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        parent = {"url": reverse("register_companies"), "label": _("Companies and cookies")}
        return [*self.breadcrumbs_items, parent, {"url": "", "label": self.label}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add both forms, fresh unless they come back with errors."""
        context = super().get_context_data(group=self.group, **kwargs)
        context.setdefault("form", forms.CookieGroupForm(group=self.group))
        context.setdefault(
            "cookies", forms.CookieFormSet(instance=self.group, initial=forms.cookie_seen(self.request.GET))
        )
        return context

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Save the group, its cookies, their facts and words."""
        form = forms.CookieGroupForm(request.POST, group=self.group)
        cookies = forms.CookieFormSet(request.POST, instance=self.group)
        if not (form.is_valid() and cookies.is_valid()):
            messages.error(request, gettext("The cookies are not saved. What must be mended is marked below."))
            return self.render_to_response(self.get_context_data(form=form, cookies=cookies))
        with recorded(by=request.user, now=timezone.now()):
            form.save()
            cookies.save()
        messages.success(
            request, gettext("The cookies are saved in the draft. They reach visitors with the next release.")
        )
        return redirect("register_cookie_group", self.group.pk)


def company_details(request: HttpRequest) -> HttpResponse:
    """Lead to the one row of company details, which exists from the first visit on."""
    if not request.user.has_perm("privacy_register.change_controller"):
        raise PermissionDenied
    controller = Controller.objects.first() or Controller.objects.create(public_name="")
    return redirect("company_details:edit", controller.pk)
