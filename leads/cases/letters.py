"""What people are told in a legal case: the decision with its reasons and redress, and that data were handed over."""

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from leads.cases.models import Disclosure, LegalCase
from leads.cases.people import labels_by_store
from privacy.outbox.rendering import paragraphs_as_written
from privacy.rights.letters import Letter, remedies

State, Kind = LegalCase.State, LegalCase.Kind
# Supervises the Digital Services Act in the Netherlands (Uitvoeringswet digitaledienstenverordening).
SUPERVISOR, SUPERVISOR_URL = "Autoriteit Consument & Markt", "https://www.acm.nl/"


def decision_letter(case: LegalCase) -> Letter:
    """The decision, why, who decided, and what can be done about it (DSA, Art. 16(5) and (6); R49)."""
    with override(case.language):
        is_notice = case.kind == Kind.NOTICE
        heading = _("Our decision about your notice") if is_notice else _("Our answer in your case")
        return Letter(
            subject=f"{heading} ({case.reference})",
            heading=heading,
            paragraphs=(
                (_("You sent us a notice on %(date)s.") if is_notice else _("You wrote to us on %(date)s."))
                % {"date": date_format(timezone.localdate(case.received_at))},
                _outcome(case),
                _("Our reasons:"),
                *paragraphs_as_written(case.decision),
                _("A person decided this. Nothing in it was decided or prepared by automated means."),
            ),
            kept=(),
            closing=redress(case),
        )


def _outcome(case: LegalCase) -> str:
    if case.kind == Kind.NOTICE:
        return _("We acted on it.") if case.state == State.ACTED else _("We did not act on it.")
    return _("We did what you asked.") if case.state == State.ACTED else _("We did not do what you asked.")


def redress(case: LegalCase) -> tuple[str, ...]:
    """Return what somebody can do who does not agree, in the active language."""
    again = _("If you do not agree, answer us and say why. We look at it again, free of charge.")
    court = _("You can also go to court.")
    if case.kind != Kind.NOTICE:
        return (again, court)
    supervisor = _("You can complain to the %(authority)s (%(url)s), which supervises the Digital Services Act.")
    return (again, supervisor % {"authority": SUPERVISOR, "url": SUPERVISOR_URL}, court)


def disclosure_letter(disclosure: Disclosure, language: str) -> Letter:
    """That data about the person were handed over: which, to whom, when and why (GDPR Art. 13–15; R51)."""
    with override(language):
        chosen = labels_by_store(disclosure.fields)
        return Letter(
            subject=_("We handed over data about you (%(reference)s)") % {"reference": disclosure.case.reference},
            heading=_("We handed over data about you"),
            paragraphs=(
                _("On %(date)s we gave data about you to %(who)s.")
                % {"date": date_format(timezone.localdate(disclosure.taken_at)), "who": disclosure.authority},
                _("The ground for it:"),
                *paragraphs_as_written(disclosure.ground),
                _("We gave only this:"),
                *(f"{store}: {', '.join(labels)}" for store, labels in chosen.items()),
            ),
            kept=(),
            closing=remedies(),
        )
