"""What the CMS home says about questions that wait for approval."""

from collections.abc import Iterable

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import ngettext

from leads.forms.approvals import CAN_APPROVE, waiting_count
from privacy.cms.dashboard import HomeLine, home_line


@home_line(order=20)
def question_lines(request: HttpRequest) -> Iterable[HomeLine]:
    """How many questions a privacy officer has to read before their forms go live."""
    if not request.user.has_perm(CAN_APPROVE):
        return
    count = waiting_count()
    if count:
        sentence = ngettext(
            "%(count)d question of a form waits for your approval.",
            "%(count)d questions of forms wait for your approval.",
            count,
        )
        yield HomeLine(sentence % {"count": count}, reverse("form_questions"))
