"""What submissions ask of a form before it goes live: that what it brings in ends, and what it offers begins (R58, R13)."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from leads.forms.lint import form_rule
from leads.forms.lint.asked import Asked, FormFinding, finding, place, title
from leads.submissions.periods import rules as retention_rules
from leads.submissions.services import is_followed_up
from privacy.register.lint import purpose_url
from privacy.register.release import Snapshot
from privacy.register.service_registry import must_confirm


@form_rule
def messages_end_one_day(asked: Asked, register: Snapshot) -> Iterator[FormFinding]:
    """Messages are kept under the first purpose; a rule that is carried out on messages must end that (R58)."""
    key = asked.purposes[0]
    released = register.facts.periods_by_key
    periods = [(released[name], known) for name, known in retention_rules().items() if name in released]
    if not any(period.purpose == key and period.value and period.trigger in known for period, known in periods):
        yield finding(
            asked,
            "form.period",
            _(
                "Messages for “%(purpose)s” would never be deleted: no retention rule for messages serves it (policy §5)."
            )
            % {"purpose": title(register, key)},
            _("Choose another purpose, or add the rule and have it released."),
            purpose_url(key),
        )


@form_rule
def ticks_are_followed_up(asked: Asked, register: Snapshot) -> Iterator[FormFinding]:
    """A tick that only asks must start the mail in which its person confirms, or it is a promise that nobody keeps (R13)."""
    for spec in asked.consents:
        key = spec["purpose"]
        if must_confirm(key) and not is_followed_up(key):
            yield finding(
                asked,
                "form.consent_unconfirmed",
                _("A tick for “%(purpose)s” in “%(form)s” would start nothing: nobody sends the mail that confirms it.")
                % {"form": asked.name, "purpose": title(register, key)},
                _("Remove the box until a part of the website sends that mail."),
                purpose_url(key),
                place(spec),
            )
