"""What a release may be called, what it deletes, and how long a decision in spite of a finding holds."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from leads.submissions.models import Submission
from privacy.register.lint import run_lint
from privacy.register.models.facts import Purpose, RetentionRule, Vendor
from privacy.register.models.releases import Release
from privacy.register.models.texts import PurposeText
from privacy.register.selectors import current_release
from privacy.register.services import waive
from privacy.retention.expiry import expire_all
from tests.factories import approve_every_text
from tests.leads.conftest import receive  # noqa: F401
from tests.privacy.register.helpers import NOW, as_read, logged_in, member, release
from tests.privacy.register.test_review_screen import NOTES

pytestmark = pytest.mark.django_db
RULE = "contact-submissions"


def found(code):
    return [finding for finding in run_lint() if finding.code == code]


@pytest.mark.parametrize(
    "change",
    [
        lambda: RetentionRule.objects.filter(key=RULE).update(period_value=11),
        lambda: Vendor.objects.filter(key="vimeo").update(country="GB"),
        lambda: Vendor.objects.filter(key="youtube").update(active=True, contract_date=NOW.date()),
        lambda: Purpose.objects.filter(key="contact").update(calls=False),
    ],
)
def test_a_release_in_which_a_fact_differs_is_material_whoever_says_otherwise(change):
    """R90: a period, a country, a company more, another use: never wording only."""
    change()
    assert release(material=False).material


@pytest.mark.parametrize(
    "change",
    [
        lambda: PurposeText.objects.filter(purpose__key="contact").update(title="Write to us"),
        lambda: RetentionRule.objects.filter(key=RULE).update(confirmed_on=NOW.date()),
    ],
)
def test_words_and_what_staff_note_may_be_called_wording(change):
    """R90: the other way round."""
    change()
    assert not release(material=False).material


def test_a_longer_period_is_told_first():
    """R90, R58: refused until somebody says when people were told; a shorter one is not."""
    RetentionRule.objects.filter(key=RULE).update(period_value=120)
    (finding,) = found("purpose.notice_period")
    assert finding.blocking
    assert "Tell them first" in finding.fix
    Purpose.objects.filter(key="contact").update(noticed_on=NOW.date())
    assert found("purpose.notice_period") == []
    Purpose.objects.filter(key="contact").update(noticed_on=None)
    RetentionRule.objects.filter(key=RULE).update(period_value=11)
    assert found("purpose.notice_period") == []


def test_a_shorter_period_says_how_many_records_go_and_asks_twice(client, receive):  # noqa: F811
    """R58, R90: the number that the next daily run deletes; one press releases nothing, the second deletes as said."""
    old = receive(at=timezone.now() - timedelta(days=200))
    receive(at=timezone.now() - timedelta(days=20))
    RetentionRule.objects.filter(key=RULE).update(period_value=3)
    approve_every_text()
    number, url = current_release().number, reverse("register_review")
    client = logged_in(client, "Privacy officers")
    (deletion,) = client.get(url).context["deletions"]
    asked = client.post(url, {**NOTES, **as_read()})
    assert "Press once more if that is what you want." in asked.content.decode()
    assert f"Release, and delete {deletion.number} record" in asked.content.decode()
    assert current_release().number == number
    assert (
        "Press once more" in client.post(url, {**NOTES, **as_read(), "deletes": deletion.number + 1}).content.decode()
    )
    assert client.post(url, {**NOTES, **as_read(), "deletes": deletion.number}).status_code == 302
    assert current_release().number == number + 1
    runs = expire_all(now=timezone.now())
    assert sum(run.count for run in runs if run.rule == RULE) == deletion.number
    assert not Submission.objects.filter(pk=old.pk).exists()
    assert Submission.objects.count() == 1


def test_a_shorter_period_that_ends_nothing_asks_once(client, receive):  # noqa: F811
    """R58: the other way round."""
    receive(at=timezone.now() - timedelta(days=20))
    RetentionRule.objects.filter(key=RULE).update(period_value=3)
    approve_every_text()
    number, url = current_release().number, reverse("register_review")
    assert logged_in(client, "Privacy officers").post(url, {**NOTES, **as_read()}).status_code == 302
    assert Release.objects.first().number == number + 1


@pytest.fixture
def unapproved():
    """A consent text whose Dutch and German words were changed and not approved."""
    for language in ("nl", "de"):
        text = PurposeText.objects.get(purpose__key="cookies_functional", locale__language_code=language)
        text.consent_label += ","
        text.save()
    return text


def test_a_decision_holds_for_one_language_and_lapses_with_the_words(unapproved):
    """R3, T5: one waived comma lets no other words and no other language go live."""
    dutch = next(finding for finding in found("text.unapproved") if finding.language == "nl")
    waive(finding=dutch, reason="A comma.", user=member("Privacy officers"), now=NOW)
    assert {finding.language: finding.blocking for finding in found("text.unapproved")} == {"nl": False, "de": True}
    text = PurposeText.objects.get(purpose__key="cookies_functional", locale__language_code="nl")
    text.consent_label = "Alles, altijd."
    text.save()
    assert {finding.language: finding.blocking for finding in found("text.unapproved")} == {"nl": True, "de": True}


def test_a_decision_about_a_fact_lapses_with_the_fact():
    """R3: signed on Friday is said of this company as it is."""
    Vendor.objects.filter(key="vimeo").update(contract_date=None)
    (finding,) = found("vendor.contract")
    waive(finding=finding, reason="Signed on Friday.", user=member("Privacy officers"), now=NOW)
    assert not found("vendor.contract")[0].blocking
    Vendor.objects.filter(key="vimeo").update(country="GB")
    assert found("vendor.contract")[0].blocking
