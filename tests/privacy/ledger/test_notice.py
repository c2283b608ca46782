"""Data given for what a purpose was are not used for what it has become before people are told."""

from datetime import date, timedelta

import pytest

from privacy.ledger.selectors import may_use
from privacy.register.lint import run_lint
from privacy.register.models.facts import DataCategory, Purpose, PurposeCategory, Vendor
from privacy.register.models.texts import PurposeText
from privacy.register.selectors import current_release
from tests import factories

pytestmark = pytest.mark.django_db
CHANGED = date(2026, 12, 1)


@pytest.fixture(autouse=True)
def _newsletter_is_sent(in_use):
    """As if its room existed."""
    in_use("newsletter")


@pytest.fixture
def person(subject, record):
    """Somebody who subscribed under the release in force."""
    record(subject, release_number=current_release().number)
    return subject


def release(**more):
    return factories.release(**more)


def use_more():
    """The newsletter comes to use a kind of data that it did not."""
    PurposeCategory.objects.create(
        purpose=Purpose.objects.get(key="newsletter"),
        category=DataCategory.objects.get(key="interests"),
        requirement="automatic",
    )


def tell(day):
    Purpose.objects.filter(key="newsletter").update(noticed_on=day)


def test_a_purpose_that_uses_more_may_not_use_old_data_before_the_notice_and_may_from_then_on(person, now):
    """R90: no date, no use; a date that is still to come, no use; from that day on, use."""
    assert may_use(person, "newsletter", on=CHANGED)
    use_more()
    release()
    assert not may_use(person, "newsletter", on=CHANGED)
    tell(CHANGED)
    release()
    assert not may_use(person, "newsletter", on=CHANGED - timedelta(days=1))
    assert may_use(person, "newsletter", on=CHANGED)


def test_who_gives_data_after_the_change_needs_no_notice(subject, record):
    """R90: they read what the purpose is now."""
    use_more()
    record(subject, release_number=release().number)
    assert may_use(subject, "newsletter", on=CHANGED)


def test_a_notice_from_before_the_data_were_given_tells_nothing_of_a_later_change(person, now):
    """R90: an old date does not stand in for a new notice."""
    tell(now.date() - timedelta(days=1))
    use_more()
    release()
    assert not may_use(person, "newsletter", on=CHANGED)


@pytest.mark.parametrize("change", ["basis", "company", "mail"])
def test_every_wider_use_counts(person, change):
    """R90, Art. 13(3): another basis, another company, e-mail where there was none."""
    purpose = Purpose.objects.get(key="newsletter")
    if change == "basis":
        Purpose.objects.filter(pk=purpose.pk).update(basis="contract")
    elif change == "company":
        purpose.vendors.add(Vendor.objects.get(key="linkedin"))
    else:
        Purpose.objects.filter(pk=purpose.pk).update(sends_mail=False)
        release()
        assert may_use(person, "newsletter", on=CHANGED)
        Purpose.objects.filter(pk=purpose.pk).update(sends_mail=True)
    release()
    # E-mail given up and taken up again is what the person was told at first.
    assert may_use(person, "newsletter", on=CHANGED) is (change == "mail")


def test_a_purpose_that_uses_less_goes_on(person):
    """R90: nobody has to be told that less is used."""
    PurposeCategory.objects.filter(purpose__key="newsletter", category__key="phone").delete()
    release()
    assert may_use(person, "newsletter", on=CHANGED)


@pytest.mark.parametrize("material", [True, False])
def test_other_words_count_when_the_release_calls_them_material(person, material):
    """R90: a typing error put right asks nobody; a new explanation of the use does."""
    PurposeText.objects.filter(purpose__key="newsletter", locale__language_code="en").update(description="We tell all.")
    release(material=material)
    assert may_use(person, "newsletter", on=CHANGED) is not material


def test_a_material_release_about_another_purpose_changes_nothing(person):
    """R90: each purpose by itself."""
    PurposeText.objects.filter(purpose__key="contact", locale__language_code="en").update(description="We answer.")
    release(material=True)
    assert may_use(person, "newsletter", on=CHANGED)


def test_data_of_a_release_that_nobody_knows_are_not_used(subject, record):
    """R90: what people were told has to be proved."""
    record(subject, release_number=999)
    assert not may_use(subject, "newsletter", on=CHANGED)


def test_the_linter_says_what_a_wider_use_asks_for():
    """R90, E3: a note before the release, gone once the date is filled in."""
    use_more()
    (finding,) = [item for item in run_lint() if item.code == "purpose.notice"]
    assert finding.subject == "newsletter"
    assert not finding.blocking
    tell(CHANGED)
    assert not [item for item in run_lint() if item.code == "purpose.notice"]
