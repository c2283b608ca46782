"""The access review as a screen: who may read what and when they last did; a button signs it."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from privacy.access.review import access_review, accesses
from privacy.cms.review import SignedReviewView


class AccessReviewView(SignedReviewView):
    """For those who see it; those who answer for the policy sign it."""

    template_name = "access/review.html"
    page_title = _("Access review")
    header_icon = "group"
    permission = "privacy_access.view_accessreview"
    review = access_review
    remark_help = _("What you took away, and why the rest is still needed.")
    said = _("Signed. The next review is due within 95 days.")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the people."""
        return {**super().get_context_data(**kwargs), "accesses": accesses(now=timezone.now())}
