"""CMS screens of the register that are no lists of rows: review and release, versions, texts, companies and cookies."""

from typing import Any

from cookie_consent.models import CookieGroup
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from privacy.register import forms, text_states
from privacy.register.base_views import RegisterScreen
from privacy.register.differences import compare
from privacy.register.history import in_words, recorded
from privacy.register.impact import effects
from privacy.register.lint import run_lint
from privacy.register.models.changes import FactChange
from privacy.register.models.facts import Controller, Vendor, Waiver
from privacy.register.models.releases import Release
from privacy.register.selectors import current_release, release_by_number
from privacy.register.services import (
    NothingToRelease,
    ReleaseRefused,
    approve_text,
    publish_release,
    waive,
)
from privacy.register.snapshot import draft

CHANGES_A_PAGE = 50
CAN_RELEASE = "privacy_register.add_release"
CAN_APPROVE = "privacy_register.approve_texts"
CAN_WAIVE = "privacy_register.add_waiver"


def may_change_banner(request: HttpRequest) -> bool:
    """Return whether somebody writes the banner's words in the source language."""
    needed = ("privacy_register.change_bannertext", "wagtailcore.edit_source_language")
    return all(request.user.has_perm(permission) for permission in needed)


class ReviewView(RegisterScreen):
    """The difference between draft and current release, what stands in the way, and the button (X7)."""

    template_name = "register/review.html"
    page_title = _("Review and release")
    header_icon = "check"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add difference, findings, effects and the form."""
        register = draft()
        current = current_release()
        difference = compare(current, register)
        findings = run_lint(register)
        context = super().get_context_data(**kwargs)
        context.update(
            current=current,
            next_number=current.number + 1 if current else 1,
            difference=difference,
            effects=effects(difference),
            blocking=[finding for finding in findings if finding.blocking],
            waived=[finding for finding in findings if finding.waived],
            notes=[finding for finding in findings if not finding.blocking and not finding.waived],
            may_release=self.request.user.has_perm(CAN_RELEASE),
            may_waive=self.request.user.has_perm(CAN_WAIVE),
        )
        initial = {"kind": "wording" if difference.wording_only else "material"}
        context.setdefault("form", forms.ReleaseForm(initial=initial))
        context["waivers"] = {(row.code, row.subject): row for row in Waiver.objects.select_related("granted_by")}
        return context

    def post(self, request: HttpRequest) -> HttpResponse:
        """Release the draft; officers only."""
        if not request.user.has_perm(CAN_RELEASE):
            raise PermissionDenied
        form = forms.ReleaseForm(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        try:
            release = publish_release(
                user=request.user,
                note=form.cleaned_data["note"],
                material=form.cleaned_data["kind"] == "material",
                now=timezone.now(),
            )
        except ReleaseRefused as refused:
            count = len(refused.findings)
            messages.error(
                request,
                ngettext(
                    "Nothing was released: %(count)d finding stands in the way. It is listed below with its remedy.",
                    "Nothing was released: %(count)d findings stand in the way. They are listed below with their remedies.",
                    count,
                )
                % {"count": count},
            )
            return self.render_to_response(self.get_context_data(form=form))
        except NothingToRelease:
            messages.info(request, gettext("There is nothing to release: the draft is what visitors read already."))
            return redirect("register_review")
        messages.success(
            request, gettext("Version %(number)d is released. Visitors read it now.") % {"number": release.number}
        )
        return redirect("register_version", release.number)


class ChangesView(RegisterScreen):
    """Who changed which fact of the draft, when, and how it read before and after."""

    template_name = "register/changes.html"
    page_title = _("Changes of the register")
    header_icon = "history"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add a page of the changes, the newest first, those of one thing with `?q=`."""
        wanted = self.request.GET.get("q", "").strip()[:255]
        rows = FactChange.objects.filter(title__icontains=wanted) if wanted else FactChange.objects.all()
        page = Paginator(rows, CHANGES_A_PAGE).get_page(self.request.GET.get("p"))
        for change in page.object_list:
            change.lines = [
                (in_words(label), in_words(before), in_words(after)) for label, before, after in change.fields
            ]
        return super().get_context_data(page=page, wanted=wanted, languages=dict(settings.LANGUAGES), **kwargs)


class WaiveView(RegisterScreen):
    """Recording why one finding need not stop a release; officers only."""

    template_name = "register/waive.html"
    page_title = _("Release in spite of a finding")
    permission = CAN_WAIVE

    def finding(self) -> Any:
        wanted = self.request.GET if self.request.method == "GET" else self.request.POST
        for finding in run_lint():
            if (finding.code, finding.subject) == (wanted.get("code"), wanted.get("subject", "")):
                return finding
        raise Http404

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the finding and the form."""
        context = super().get_context_data(**kwargs)
        finding = context.setdefault("finding", self.finding())
        initial = {"code": finding.code, "subject": finding.subject}
        context.setdefault("form", forms.WaiverForm(initial=initial))
        return context

    def post(self, request: HttpRequest) -> HttpResponse:
        """Record the decision."""
        finding = self.finding()
        form = forms.WaiverForm(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form, finding=finding))
        waive(
            code=finding.code,
            subject=finding.subject,
            reason=form.cleaned_data["reason"],
            user=request.user,
            now=timezone.now(),
        )
        messages.success(request, gettext("Your decision is recorded. It is shown with the next release."))
        return redirect("register_review")


class VersionsView(RegisterScreen):
    """Every version, and two of them beside each other."""

    template_name = "register/versions.html"
    page_title = _("Policy versions")
    header_icon = "history"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the versions, and the comparison that was asked for."""
        context = super().get_context_data(**kwargs)
        releases = list(Release.objects.defer("data").select_related("published_by"))
        context["releases"] = releases
        pair = [self.request.GET.get(name, "") for name in ("older", "newer")]
        if all(value.isdigit() for value in pair):
            older, newer = sorted(int(value) for value in pair)
            try:
                context["difference"] = compare(release_by_number(older), release_by_number(newer))
            except Release.DoesNotExist as missing:
                raise Http404 from missing
            context["older"], context["newer"] = older, newer
        return context


class VersionView(RegisterScreen):
    """One version in one language."""

    template_name = "register/version.html"
    header_icon = "history"

    def get_page_title(self) -> str:
        return gettext("Version %(number)d") % {"number": self.kwargs["number"]}

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        parent = {"url": reverse("register_versions"), "label": _("Policy versions")}
        return [*self.breadcrumbs_items, parent, {"url": "", "label": self.get_page_title()}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the release in the language asked for."""
        context = super().get_context_data(**kwargs)
        number = self.kwargs["number"]
        try:
            released = release_by_number(number)
        except Release.DoesNotExist as missing:
            raise Http404 from missing
        language = self.request.GET.get("language", "")
        if language not in released.languages:
            language = released.languages[0]
        context.update(
            release=Release.objects.defer("data").select_related("published_by").get(number=number),
            released=released,
            language=language,
            view=released.in_language(language),
        )
        return context


class HealthView(RegisterScreen):
    """Everything the linter finds, as a report (E2, E3)."""

    template_name = "register/health.html"
    page_title = _("Policy health")
    header_icon = "warning"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the findings by weight."""
        context = super().get_context_data(**kwargs)
        findings = run_lint()
        context.update(
            blocking=[finding for finding in findings if finding.blocking],
            waived=[finding for finding in findings if finding.waived],
            notes=[finding for finding in findings if not finding.blocking and not finding.waived],
        )
        return context


class TextsView(RegisterScreen):
    """How far the texts of each language are."""

    template_name = "register/texts.html"
    page_title = _("Texts")
    header_icon = "pilcrow"
    permission = "privacy_register.view_purposetext"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the languages."""
        return super().get_context_data(
            languages=text_states.language_summaries(), may_change_banner=may_change_banner(self.request), **kwargs
        )


class LanguageTextsView(RegisterScreen):
    """Every text of one language beside its source, and the button that approves (T5)."""

    template_name = "register/language_texts.html"
    header_icon = "pilcrow"
    permission = "privacy_register.view_purposetext"

    def get_summary(self) -> text_states.LanguageSummary:
        for summary in text_states.language_summaries():
            if summary.code == self.kwargs["language"]:
                return summary
        raise Http404

    def get_page_title(self) -> str:
        return gettext("Texts: %(language)s") % {"language": self.get_summary().name}

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        parent = {"url": reverse("register_texts"), "label": _("Texts")}
        return [*self.breadcrumbs_items, parent, {"url": "", "label": self.get_summary().name}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the texts, those that need somebody first."""
        states = text_states.text_states(self.kwargs["language"])
        shown = self.request.GET.get("show", "")
        if shown == "open":
            states = [state for state in states if state.state != text_states.APPROVED]
        return super().get_context_data(
            summary=self.get_summary(),
            states=states,
            shown=shown,
            may_approve=self.request.user.has_perm(CAN_APPROVE),
            **kwargs,
        )

    @transaction.atomic
    def post(self, request: HttpRequest, language: str) -> HttpResponse:
        """Approve the ticked texts, each only as it stood on the screen."""
        if not request.user.has_perm(CAN_APPROVE):
            raise PermissionDenied
        wanted = set(request.POST.getlist("text"))
        approved = [state for state in text_states.text_states(language) if state.approvable and state.value in wanted]
        for state in approved:
            approve_text(text=state.target, user=request.user, now=timezone.now())
        if len(approved) < len(wanted):
            messages.warning(request, gettext("Some texts were changed meanwhile. Read them again before approving."))
        messages.success(
            request,
            ngettext("%(count)d text is approved.", "%(count)d texts are approved.", len(approved))
            % {"count": len(approved)},
        )
        return redirect("register_language_texts", language)


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

    def get_page_title(self) -> str:
        return gettext("Cookies: %(group)s") % {"group": self.group.name}

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        parent = {"url": reverse("register_companies"), "label": _("Companies and cookies")}
        return [*self.breadcrumbs_items, parent, {"url": "", "label": self.group.name}]

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
