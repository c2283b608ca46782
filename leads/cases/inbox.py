"""What a notice is to the inbox: a message that is decided in its case and goes with it."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leads.cases.models import LEGAL_REQUESTS, LegalCase
from leads.forms.field_blocks.notice import NOTICE_KEYS, STATEMENT
from leads.forms.lint import form_rule
from leads.forms.lint.asked import Asked, FormFinding, finding
from leads.inbox.kinds import Elsewhere, InboxKind
from leads.submissions.models import Submission
from privacy.register.models.facts import RetentionRule
from privacy.register.release import Snapshot

RULE, SEE = "legal-requests", "leads_cases.view_legalcase"


class NoticeKind(InboxKind):
    """Messages for the purpose of legal requests."""

    purpose_key = LEGAL_REQUESTS
    rule = RULE
    triggers = frozenset({str(RetentionRule.Trigger.DECISION)})
    why_kept = gettext_lazy(
        "Kept while a notice or legal case is handled, as the law asks (GDPR Art. 17(3)(b) and (e))."
    )

    # The law has us take every notice and decide it in time (DSA, Art. 16(4)–(6)); its desk holds no quarantine.
    may_be_held = False

    def elsewhere(self, message: Submission) -> Elsewhere | None:
        case = LegalCase.objects.filter(submission=message).only("pk", "state").first()
        if case is None:
            return None
        label = _("This is a legal case (%(state)s). It is decided there, with reasons.")
        return Elsewhere(label % {"state": case.get_state_display()}, reverse("legal_cases:case", args=[case.pk]), SEE)

    def begins(self, message: Submission) -> datetime | None:
        return LegalCase.objects.filter(submission=message).values_list("decided_at", flat=True).first()

    def kept(self, messages: QuerySet[Submission]) -> QuerySet[Submission]:
        cases = LegalCase.objects.filter(Q(decided_at=None) | Q(disclosures__isnull=False), submission__isnull=False)
        return messages.filter(pk__in=cases.order_by().values("submission"))


@form_rule
def notices_ask_what_the_law_says(asked: Asked, register: Snapshot) -> Iterable[FormFinding]:
    """A form for legal requests asks what the law says a notice must hold (DSA, Art. 16(2)); no other form does."""
    keys = {spec["key"] for spec in asked.schema if spec["kind"] != "section"}
    serves = asked.purposes[0] == LEGAL_REQUESTS
    if serves and not set(NOTICE_KEYS) <= keys:
        yield finding(
            asked,
            "form.notice",
            _("“%(form)s” does not ask what a notice must hold (DSA, Art. 16(2)).") % {"form": asked.name},
            _("Add the block “Notice of illegal content”."),
        )
    if not serves and STATEMENT in keys:
        yield finding(
            asked,
            "form.notice",
            _("“%(form)s” asks for a notice of illegal content, but is for something else.") % {"form": asked.name},
            _("Remove the block, or choose the purpose of legal requests."),
        )
