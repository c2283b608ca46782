"""CMS screens around the building of forms: questions to approve, what stands in the way, trying a form out."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.http import urlencode
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

from leads.forms import test_mode
from leads.forms.approvals import CAN_APPROVE, QuestionChanged, approve_question, waiting_questions
from leads.forms.models import FieldApproval, LeadForm
from leads.forms.publishing import blocked_forms
from leads.forms.rendering import form_path
from leads.forms.selectors import live_version_of
from privacy.cms.views import PermittedView, StaffRequest

VIEW_FORMS = "leads_forms.view_leadform"
SHOWN_APPROVALS = 20


class FormScreen(PermittedView):
    """A screen about forms, for those with `permission`."""

    permission = VIEW_FORMS
    header_icon = "form"


class QuestionsView(FormScreen):
    """The custom fields that nobody approved yet, and the button that approves one."""

    template_name = "forms/admin/questions.html"
    page_title = _("Questions to approve")
    header_icon = "help"
    permission = CAN_APPROVE

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add what waits, and what was approved lately."""
        approved = FieldApproval.objects.select_related("approved_by")[:SHOWN_APPROVALS]
        return super().get_context_data(waiting=waiting_questions(), approved=approved, **kwargs)

    def post(self, request: StaffRequest) -> HttpResponse:
        """Approve one question, only as it stood on the screen."""
        try:
            approval = approve_question(
                words_hash=request.POST.get("question", ""), user=request.user, now=timezone.now()
            )
            label = approval.words["label"]
            messages.success(request, gettext("“%(question)s” is approved.") % {"question": label})
        except QuestionChanged:
            messages.warning(request, gettext("The question was changed meanwhile. Read it again before approving it."))
        return redirect("form_questions")


class BlockedFormsView(FormScreen):
    """Every form and language that cannot go live as it stands, and why."""

    template_name = "forms/admin/blocked_forms.html"
    page_title = _("Forms: what stands in the way")
    header_icon = "warning"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the forms with their findings."""
        may_approve = self.request.user.has_perm(CAN_APPROVE)
        return super().get_context_data(blocked=blocked_forms(), may_approve=may_approve, **kwargs)


@never_cache
def try_view(request: HttpRequest, pk: int) -> HttpResponse:
    """Open the form as visitors see it, marked so that what is sent is a test."""
    if not request.user.has_perm("leads_forms.change_leadform"):
        raise PermissionDenied
    form = get_object_or_404(LeadForm.objects.select_related("locale"), pk=pk)
    language = form.locale.language_code
    version = live_version_of(form, language)
    if version is None:
        messages.error(request, gettext("Publish the form first: only what visitors see can be tried."))
        return redirect(reverse("wagtailsnippets_leads_forms_leadform:edit", args=[pk]))
    with translation.override(language):
        address = form_path(version.slug)
    query = urlencode({test_mode.NAME: test_mode.new_mark(version.slug, now=timezone.now())})
    return HttpResponseRedirect(f"{address}?{query}")
