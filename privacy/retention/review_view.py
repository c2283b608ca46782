"""The review as a screen: every rule with what went, what was missed and what goes next; a button signs it."""

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

from privacy.cms.views import PermittedView
from privacy.retention.dashboard import REVIEW_KEY, SIGN
from privacy.retention.models import RetentionReview
from privacy.retention.review import due_since, lines, sign

SHOWN = 12


class ReviewForm(forms.Form):
    """What the person noted."""

    remark = forms.CharField(
        label=_("Remark"),
        help_text=_("What you looked at, and what you decided. No names of people."),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class RetentionReviewView(PermittedView):
    """For those who see it; those who answer for the policy sign it."""

    template_name = "retention/review.html"
    page_title = _("What is kept")
    header_icon = "history"
    permission = "privacy_retention.view_retentionreview"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the rules, the latest reviews and the form."""
        now = timezone.now()
        context = super().get_context_data(**kwargs)
        context.setdefault("form", ReviewForm())
        return {
            **context,
            "lines": lines(now=now),
            "due_since": due_since(now=now),
            "reviews": RetentionReview.objects.all()[:SHOWN],
            "may_sign": self.request.user.has_perm(SIGN),
        }

    def post(self, request: HttpRequest) -> HttpResponse:
        """Sign; officers only."""
        if not request.user.has_perm(SIGN):
            raise PermissionDenied
        form = ReviewForm(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=422)
        sign(user=request.user, remark=form.cleaned_data["remark"], now=timezone.now())
        cache.delete(REVIEW_KEY)
        messages.success(request, gettext("Signed. The next review is due within 35 days."))
        return redirect("retention_review")
