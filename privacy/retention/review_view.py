"""The review as a screen: every rule with what went, what was missed and what goes next; a button signs it."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from privacy.cms.review import SignedReviewView
from privacy.retention.review import lines, retention_review


class RetentionReviewView(SignedReviewView):
    """For those who see it; those who answer for the policy sign it."""

    template_name = "retention/review.html"
    page_title = _("Retention review")
    header_icon = "history"
    permission = "privacy_retention.view_retentionreview"
    review = retention_review
    remark_help = _("What you looked at, and what you decided. No names of people.")
    said = _("Signed. The next review is due within 35 days.")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the rules; before the first release there is nothing to sign."""
        context, found = super().get_context_data(**kwargs), lines(now=timezone.now())
        return {**context, "lines": found, "may_sign": context["may_sign"] and bool(found)}
