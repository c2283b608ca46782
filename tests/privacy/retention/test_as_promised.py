"""A period counts from where the policy says, and ends as the policy says, or the policy is not published."""

import pytest

from leads.submissions.personal_data import NoteData
from privacy.personal_data.checks import every_rule_says_what_it_counts_from
from privacy.personal_data.contract import all_personal_data, carried_out
from privacy.register.forms import RetentionRuleForm
from privacy.register.lint import run_lint
from privacy.register.models.facts import RetentionRule
from privacy.register.services import ReleaseRefused
from tests.factories import release

pytestmark = pytest.mark.django_db
CODE = "retention-as-promised"


def found():
    return {finding.subject: finding for finding in run_lint() if finding.code == CODE}


def test_every_rule_of_every_store_says_what_it_counts_from(monkeypatch):
    """R58, R60: a room to come cannot be merged without it; stores of one rule must agree."""
    assert every_rule_says_what_it_counts_from(None) == []
    monkeypatch.setattr(NoteData, "triggers", lambda self, rule: ())
    assert {error.id for error in every_rule_says_what_it_counts_from(None)} == {"kargro.E003"}


def test_the_sample_promises_only_what_is_carried_out():
    """R58: every rule that a store carries out, as it stands in the register."""
    assert found() == {}
    rules = {rule for store in all_personal_data() for rule in store.rules}
    for rule in RetentionRule.objects.filter(key__in=rules):
        can = carried_out(rule.key)
        assert (rule.trigger in can.triggers, rule.action in can.actions) == (True, True)


@pytest.mark.parametrize(
    ("key", "change"),
    [
        ("contact-submissions", {"action": "anonymise"}),
        ("access-log", {"trigger": "last_contact"}),
        ("rights-requests", {"trigger": "created"}),
        ("identity-copies", {"action": "pseudonymise"}),
    ],
)
def test_a_promise_that_nobody_keeps_is_not_published(key, change):
    """R58, R60: “made anonymous” where the record is deleted, or counted from another day, stops the release."""
    RetentionRule.objects.filter(key=key).update(**change)
    finding = found()[key]
    assert finding.blocking
    assert "Choose what it does" in finding.fix
    with pytest.raises(ReleaseRefused):
        release()


def test_both_triggers_of_a_message_may_be_promised():
    """R60: since the last contact, or since it came."""
    RetentionRule.objects.filter(key="contact-submissions").update(trigger="created")
    assert found() == {}


def test_the_screen_says_at_once_what_can_be_chosen():
    """R58, X3: in words, with what was typed kept."""
    rule = RetentionRule.objects.get(key="contact-submissions")
    form_class = RetentionRuleForm.__class__(
        "Form", (RetentionRuleForm,), {"Meta": type("Meta", (), {"model": RetentionRule, "fields": "__all__"})}
    )
    values = {
        "key": rule.key,
        "purpose": rule.purpose_id,
        "store": rule.store,
        "period_value": "12",
        "period_unit": "months",
        "trigger": "decision",
        "action": "anonymise",
    }
    form = form_class(values, instance=rule)
    assert not form.is_valid()
    assert "after the last contact" in form.errors["trigger"][0]
    assert "deleted" in form.errors["action"][0]
