"""The terms are numbered whenever other words come into force; while their page is not live, nobody points at any."""

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from wagtail.models import Locale

from privacy.keys.canonical import canonical_hash
from privacy.policy.models import TermsPage, TermsVersion
from privacy.policy.terms import terms_in_force
from privacy.policy.verify import changed_terms
from privacy.register.lint import run_lint
from privacy.register.models.sections import SectionText
from tests.factories import approve_every_text
from tests.privacy.register.helpers import release

pytestmark = pytest.mark.django_db


@pytest.fixture
def page():
    return TermsPage.objects.get(locale=Locale.get_default())


def publish(page):
    page.save_revision().publish()


def reword(heading):
    """Give the terms another heading, and release them."""
    SectionText.objects.filter(section__key="terms", locale=Locale.get_default()).update(heading=heading)
    approve_every_text()
    release()


def test_the_sample_publishes_no_terms_and_the_linter_says_so(client, page):
    """R7, LQ: a contract as basis, without terms."""
    assert not page.live
    assert client.get("/en/terms/").status_code == 404
    assert terms_in_force("en") is None
    finding = next(f for f in run_lint() if f.code == "terms.unpublished")
    assert not finding.blocking


def test_each_release_of_other_words_is_a_version_and_the_newest_is_in_force(client, page):
    """R7: publish v2, and what is made then points to v2."""
    publish(page)
    first = terms_in_force("en")
    reword("Terms of use, improved")
    second = terms_in_force("en")
    assert (first.number, second.number) == (1, 2)
    assert second.title == "Terms of use, improved"
    html = client.get(page.url).content.decode()
    assert "Version 2 of" in html
    assert "<h1>Terms of use, improved</h1>" in html
    assert not [f for f in run_lint() if f.code == "terms.unpublished"]


def test_publishing_or_releasing_the_same_words_again_is_the_same_version(page):
    """R7: a number stands for words."""
    publish(page)
    publish(page)
    SectionText.objects.filter(section__key="how-long", locale=Locale.get_default()).update(heading="For how long")
    approve_every_text()
    release()
    assert TermsVersion.objects.filter(language="en").count() == 1


def test_an_editor_cannot_write_terms_on_the_page(client, page):
    """R92: the page holds no word of the terms; its own title is not theirs."""
    publish(page)
    page.title = "Whatever we like"
    publish(page)
    html = client.get(page.url).content.decode()
    assert "<h1>Terms of use</h1>" in html
    assert "Whatever we like" not in html.split("<main")[1].split("</main>")[0]


def test_a_language_without_terms_falls_back_to_the_source(page):
    """R7: what a Dutch visitor agrees to while only English terms exist."""
    publish(page)
    assert terms_in_force("nl").language == "en"


def test_withdrawn_terms_are_not_in_force(page):
    """R7: withdrawing is possible, and the versions stay."""
    publish(page)
    TermsPage.objects.get(pk=page.pk).unpublish()
    assert terms_in_force("en") is None
    assert TermsVersion.objects.count() == 1


def test_the_database_refuses_to_change_or_delete_a_version(page):
    """R7: what a contract points at stays as it was."""
    publish(page)
    with pytest.raises(IntegrityError), transaction.atomic():
        TermsVersion.objects.update(title="Other")
    with pytest.raises(IntegrityError), transaction.atomic():
        TermsVersion.objects.all().delete()


def test_a_version_from_before_the_terms_were_released_is_checked_as_it_was_made():
    """R7: its hash was taken of a list of sections; the daily check neither stops at it nor calls it changed."""
    words = {"title": "Terms", "body": [{"heading": "About", "text": "<p>x</p>"}]}
    made = TermsVersion.objects.create(
        language="en", number=1, published_at=timezone.now(), sha256=canonical_hash(words), **words
    )
    assert list(changed_terms(timezone.now())) == []
    other = {**words, "title": "Others"}
    TermsVersion.objects.create(language="en", number=2, published_at=timezone.now(), sha256=made.sha256, **other)
    assert len(list(changed_terms(timezone.now()))) == 1
