"""The sample register says what the policy says, corrected where the policy contradicts itself."""

import pytest

from privacy.register import sample
from privacy.register.models.releases import Release
from privacy.register.models.texts import PurposeText
from privacy.register.release import ReleasedPeriod
from privacy.register.selectors import released_register
from privacy.register.snapshot import draft

pytestmark = pytest.mark.django_db

BANNED = ("better", "optimal", "best experience", "we value your privacy", "agree and continue")


def test_loading_again_changes_nothing_and_keeps_what_editors_wrote():
    """P1: a second start loses nothing."""
    text = PurposeText.objects.get(purpose__key="contact", locale__language_code="en")
    text.title = "As the editor likes it"
    text.save()
    before = Release.objects.count()
    assert sample.load() is None
    text.refresh_from_db()
    assert text.title == "As the editor likes it"
    assert Release.objects.count() == before


def test_the_corrections_of_the_policy_are_declared():
    """R29, R39: e-mail for resources; e-mail, subject and message for contact."""
    view = draft(with_prepared=True).facts
    assert "email" in view.purpose("resource_delivery").category_keys
    assert {"email", "phone", "subject", "message", "name", "organisation"} <= view.purpose("contact").category_keys
    requirements = {category.key: category.requirement for category in view.purpose("contact").categories}
    assert requirements["email"] == requirements["phone"] == "one_of"


def test_the_newsletter_asks_for_the_policys_seven_kinds_and_needs_only_the_address():
    """R4: the newsletter declares seven kinds of data; only e-mail is necessary."""
    newsletter = draft(with_prepared=True).facts.purpose("newsletter")
    assert newsletter.category_keys == {"country", "name", "organisation", "email", "phone", "ip_address", "language"}
    assert [category.key for category in newsletter.categories if category.requirement == "required"] == ["email"]


@pytest.mark.parametrize(
    ("key", "basis"),
    [
        ("newsletter", "consent"),
        ("newsletter_customers", "contract"),
        ("resource_delivery", "contract"),
        ("webinar_offer", "legitimate_interest"),
        ("contact", "contract"),
        ("chat", "contract"),
        ("meeting", "contract"),
        ("legal_requests", "legal_obligation"),
        ("legal_proceedings", "legal_obligation"),
        ("cookies_necessary", "legitimate_interest"),
        ("cookies_functional", "consent"),
        ("cookies_analytical", "consent"),
        ("cookies_advertising", "consent"),
    ],
)
def test_the_bases_are_those_of_the_policy(key, basis):
    """R3: policy §3 and §4, basis by basis."""
    purpose = draft(with_prepared=True).facts.purpose(key)
    assert purpose.basis == basis
    assert bool(purpose.interest) == (basis == "legitimate_interest")
    assert bool(purpose.consent_label) == (basis == "consent")


def test_before_a_choice_only_the_consent_cookie_may_be_set_for_visitors():
    """R57a: of the necessary ones, visitors ever get one; the others are for staff."""
    group = released_register("en").cookie_group("necessary")
    assert group.required
    assert not group.asked
    assert [cookie.name for cookie in group.cookies if not cookie.staff_only] == ["kargro_consent"]
    assert {cookie.name for cookie in group.cookies if cookie.staff_only} >= {"kargro_session", "kargro_csrf"}


def test_all_four_groups_of_the_policy_are_there_and_three_are_asked():
    """R66: in development the sample's companies are switched on."""
    groups = released_register("en").cookie_groups
    assert [group.key for group in groups] == ["necessary", "functional", "analytical", "advertising"]
    assert [group.asked for group in groups] == [False, True, True, True]
    assert all(vendor.is_example for vendor in released_register("en").vendors)


def test_no_text_persuades():
    """X: banned words, in the source language."""
    view = released_register("en")
    words = " ".join(
        value for kind in view.texts.values() for text in kind.values() for value in text.words.values()
    ).lower()
    assert "newsletter" in words
    assert [phrase for phrase in BANNED if phrase in words] == []


@pytest.mark.parametrize(
    ("trigger", "value", "said"),
    [
        ("last_contact", 12, "Deleted 12 months after the last contact"),
        ("while_needed", None, "Kept as long as we send e-mail"),
        ("once_only", None, "Kept for ever, as a code that names nobody"),
    ],
)
def test_a_period_reads_as_a_sentence_whether_it_ends_or_not(trigger, value, said):
    """R4, R58: nothing is "deleted as long as we send e-mail"."""
    period = ReleasedPeriod("k", "newsletter", "suppression", value, "months", trigger, "delete", None)
    assert period.sentence == said
