"""The access review as a screen: who may read what and when they last did; a button signs it."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from privacy.access.dashboard import KEY, SIGN
from privacy.access.models import AccessReview
from privacy.access.review import accesses, due_since, sign
from privacy.cms.views import PermittedView

SHOWN = 12


class AccessReviewForm(forms.Form):
    """What the person changed or noted."""

    remark = forms.CharField(
        label=_("Remark"),
        help_text=_("What you took away, and why the rest is still needed."),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class AccessReviewView(PermittedView):
    """For those who see it; those who answer for the policy sign it."""

    template_name = "access/review.html"
    page_title = _("Who may read what")
    header_icon = "group"
    permission = "privacy_access.view_accessreview"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the people, the latest reviews and the form."""
        now = timezone.now()
        context = super().get_context_data(**kwargs)
        context.setdefault("form", AccessReviewForm())
        return {
            **context,
            "accesses": accesses(now=now),
            "due_since": due_since(now=now),
            "reviews": AccessReview.objects.all()[:SHOWN],
            "may_sign": self.request.user.has_perm(SIGN),
        }

    def post(self, request: HttpRequest) -> HttpResponse:
        """Sign; officers only."""
        if not request.user.has_perm(SIGN):
            raise PermissionDenied
        form = AccessReviewForm(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=422)
        sign(user=request.user, remark=form.cleaned_data["remark"], now=timezone.now())
        cache.delete(KEY)
        messages.success(request, gettext("Signed. The next review is due within 95 days."))
        return redirect("access_review")
