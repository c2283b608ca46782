"""What the linter says about who answers: a team or person that may not read what it is sent, and mailboxes of others."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from leads.forms.models import LiveForm
from leads.teams.models import FormRouting, Team
from leads.teams.sentences import Sentence, sentences
from privacy.register.lint import Finding, LintContext, lint_rule


@lint_rule("who_answers")
def those_who_answer_may_read(context: LintContext) -> Iterable[Finding]:
    """A rule of a live form leads to nobody who is authorised; noted, not refused: everybody else is told."""
    live = LiveForm.objects.values("version__form__translation_key")
    for routing in FormRouting.objects.filter(form__translation_key__in=live).select_related("form__purpose"):
        for number, line in enumerate(sentences(routing, timezone.now()), start=1):
            if line.warning:
                yield _finding(routing, number, line)


def _finding(routing: FormRouting, number: int, line: Sentence) -> Finding:
    # No name of a person: the findings are printed on a console as well.
    where = {"form": routing.form.name, "when": line.when}
    return Finding(
        code="routing.reader",
        subject=f"{routing.form.slug}:{number}",
        message=_("“%(form)s”, messages of “%(when)s”:") % where + f" {line.warning}",
        fix=_("Choose who answers them, or have somebody authorised."),
        url=reverse("who_answers:edit", args=[routing.pk]),
        blocks_release=False,
    )


@lint_rule("team_mailboxes")
def answers_arrive_at_home(context: LintContext) -> Iterable[Finding]:
    """Whoever keeps a team's mailbox reads what people answer there; in another domain that is another company (Art. 13(1)(e))."""
    ours = context.facts.controller.email.rpartition("@")[2]
    for team in Team.objects.filter(archived_at=None).exclude(mailbox=""):
        domain = team.mailbox.rpartition("@")[2]
        if domain != ours:
            yield Finding(
                code="team.mailbox",
                subject=f"team:{team.pk}",
                message=_("Answers to “%(team)s” arrive in a mailbox of %(domain)s.")
                % {"team": team.name, "domain": domain},
                fix=_(
                    "Use a mailbox of your own, or name whoever keeps that one at the purposes that the team answers."
                ),
                url=reverse("teams:edit", args=[team.pk]),
                blocks_release=False,
                state=domain,
            )
