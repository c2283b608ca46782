"""What submissions ask of a form before it goes live: that what it brings in is deleted one day (R58)."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from leads.forms.lint import form_rule
from leads.forms.lint.asked import Asked, FormFinding, finding, title
from leads.submissions.periods import rules as retention_rules
from privacy.register.lint import purpose_url
from privacy.register.release import Snapshot


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
