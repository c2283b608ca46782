"""CMS screens of releases: review and release, waivers, versions, policy health, and who changed what."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext, ngettext
from django.utils.translation import gettext_lazy as _

from privacy.cms.views import PermittedView, StaffRequest
from privacy.keys.canonical import canonical_hash
from privacy.register import forms
from privacy.register.differences import Difference, compare
from privacy.register.document_words import told_otherwise
from privacy.register.documents import documents_of
from privacy.register.history import in_words
from privacy.register.impact import deletions, effects
from privacy.register.lint import LintContext, findings_in, run_lint
from privacy.register.materiality import wording_possible
from privacy.register.models.releases import FactChange, Release
from privacy.register.selectors import current_release, release_by_number
from privacy.register.services import (
    DraftChanged,
    NothingToRelease,
    ReleaseRefused,
    publish_release,
    take_back,
    waive,
)
from privacy.register.snapshot import draft, draft_data, read

CHANGES_A_PAGE = 50
CAN_RELEASE = "privacy_register.add_release"
CAN_WAIVE = "privacy_register.add_waiver"


class RegisterScreen(PermittedView):
    """A screen for those who see the register."""

    permission = "privacy_register.view_release"


class ReviewView(RegisterScreen):
    """The difference between draft and current release, what stands in the way, and the button (X7)."""

    template_name = "register/review.html"
    page_title = _("Review and release")
    header_icon = "check"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add difference, findings, effects and the form."""
        data = draft_data()
        lint = LintContext(read(data))
        current = current_release()
        difference = compare(current, lint.draft)
        findings = findings_in(lint)
        context = super().get_context_data(**kwargs)
        context.update(
            current=current,
            next_number=current.number + 1 if current else 1,
            difference=difference,
            stale=told_otherwise(lint.moved),
            seen=canonical_hash(data),
            effects=effects(difference),
            blocking=[finding for finding in findings if finding.blocking],
            waived=[finding for finding in findings if finding.waived],
            notes=[finding for finding in findings if not finding.blocking and not finding.waived],
            may_release=self.request.user.has_perm(CAN_RELEASE),
            may_waive=self.request.user.has_perm(CAN_WAIVE),
        )
        context.setdefault("form", self.form(difference))
        context["deletions"] = deletions(difference)
        return context

    def form(self, difference: Difference, data: Any = None) -> forms.ReleaseForm:
        """Return the form for a difference: no choice of wording where a fact differs, a note in every language."""
        possible = wording_possible(difference)
        return forms.ReleaseForm(
            data,
            languages=difference.after.languages if difference.after else (),
            wording_possible=possible,
            initial={"kind": "wording" if difference.wording_only else "material"},
        )

    def post(self, request: StaffRequest) -> HttpResponse:
        """Release the draft; officers only."""
        if not request.user.has_perm(CAN_RELEASE):
            raise PermissionDenied
        difference = compare(current_release(), draft())
        form = self.form(difference, request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        count = sum(deletion.number for deletion in deletions(difference))
        if count and form.cleaned_data["deletes"] != count:
            # Asked twice, and once more when meanwhile it became another number.
            form.data = {**request.POST.dict(), "deletes": count}
            return self.render_to_response(self.get_context_data(form=form, asks_again=count))
        try:
            release = publish_release(
                user=request.user,
                note=form.notes[settings.LANGUAGE_CODE],
                notes=form.notes,
                material=form.material,
                now=timezone.now(),
                seen=request.POST.get("seen", ""),
            )
        except DraftChanged:
            messages.warning(
                request,
                gettext("The draft was changed while you read it, so nothing was released. Read it again, please."),
            )
            return self.render_to_response(self.get_context_data(form=form))
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
        wanted = self.request.GET.get("q", "").replace("\0", " ").strip()[:255]
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
            named = (finding.code, finding.subject, finding.language)
            if named == (wanted.get("code"), wanted.get("subject", ""), wanted.get("language", "")):
                return finding
        raise Http404

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the finding and the form."""
        context = super().get_context_data(**kwargs)
        finding = context.setdefault("finding", self.finding())
        initial = {"code": finding.code, "subject": finding.subject, "language": finding.language}
        context.setdefault("form", forms.WaiverForm(initial=initial))
        return context

    def post(self, request: StaffRequest) -> HttpResponse:
        """Record the decision, or take it back."""
        finding = self.finding()
        if "take_back" in request.POST:
            take_back(finding=finding, user=request.user, now=timezone.now())
            messages.success(
                request, gettext("The decision is taken back. The finding refuses the next release again.")
            )
            return redirect("register_review")
        form = forms.WaiverForm(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form, finding=finding))
        waive(
            finding=finding,
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
        wanted = (self.request.GET.get("language", ""), get_language() or "")
        language = next((code for code in wanted if code in released.languages), released.languages[0])
        context.update(
            documents=documents_of(number, language),
            languages=[(code, dict(settings.LANGUAGES).get(code, code)) for code in released.languages],
            release=Release.objects.defer("data").select_related("published_by").get(number=number),
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
