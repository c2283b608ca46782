"""The terms are numbered whenever they are published; while none are, nobody points at any."""

import pytest
from django.db import IntegrityError, transaction
from wagtail.models import Locale

from privacy.policy.models import TermsPage, TermsVersion
from privacy.policy.terms import terms_in_force
from privacy.register.lint import run_lint

pytestmark = pytest.mark.django_db


@pytest.fixture
def page():
    return TermsPage.objects.get(locale=Locale.get_default())


def publish(page, title):
    page.title = title
    page.save_revision().publish()


def test_the_sample_publishes_no_terms_and_the_linter_says_so(client, page):
    """R7, LQ: a contract as basis, without terms."""
    assert not page.live
    assert client.get("/en/terms/").status_code == 404
    assert terms_in_force("en") is None
    finding = next(f for f in run_lint() if f.code == "terms.unpublished")
    assert not finding.blocking


def test_each_publication_is_a_version_and_the_newest_is_in_force(client, page):
    """R7: publish v2, and what is made then points to v2."""
    publish(page, "Terms of use")
    first = terms_in_force("en")
    publish(page, "Terms of use, improved")
    second = terms_in_force("en")
    assert (first.number, second.number) == (1, 2)
    assert second.title == "Terms of use, improved"
    assert "Version 2 of" in client.get(page.url).content.decode()
    assert not [f for f in run_lint() if f.code == "terms.unpublished"]


def test_publishing_the_same_words_again_is_the_same_version(page):
    """R7: a number stands for words."""
    publish(page, "Terms of use")
    publish(page, "Terms of use")
    assert TermsVersion.objects.count() == 1


def test_a_language_without_terms_falls_back_to_the_source(page):
    """R7: what a Dutch visitor agrees to while only English terms exist."""
    publish(page, "Terms of use")
    assert terms_in_force("nl").language == "en"


def test_withdrawn_terms_are_not_in_force(page):
    """R7: withdrawing is possible, and the versions stay."""
    publish(page, "Terms of use")
    TermsPage.objects.get(pk=page.pk).unpublish()
    assert terms_in_force("en") is None
    assert TermsVersion.objects.count() == 1


def test_the_database_refuses_to_change_or_delete_a_version(page):
    """R7: what a contract points at stays as it was."""
    publish(page, "Terms of use")
    with pytest.raises(IntegrityError), transaction.atomic():
        TermsVersion.objects.update(title="Other")
    with pytest.raises(IntegrityError), transaction.atomic():
        TermsVersion.objects.all().delete()
