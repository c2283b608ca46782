"""The privacy page is the release in force, in every language, for everyone the same."""

import re

import pytest
from django.utils import timezone
from wagtail.models import Page

from leads.forms.models import LiveForm
from privacy.policy.lint_rules import ART_13_FACTS, RIGHTS
from privacy.policy.models import PrivacyPage
from privacy.register.lint import run_lint
from privacy.register.models.facts import Purpose, RetentionRule, Vendor
from privacy.register.models.sections import PolicySection
from privacy.register.selectors import current_release
from tests.privacy.register.helpers import release, source_text

pytestmark = pytest.mark.django_db


@pytest.fixture
def page():
    return PrivacyPage.objects.get(locale__language_code="en")


def read(client, page, path=""):
    response = client.get(page.url + path)
    assert response.status_code == 200
    return response.content.decode()


def body(html):
    """Return the policy itself, without the banner and the footer around it."""
    return html.split("policy__body")[1].split("</main>")[0]


def policy(html):
    """Return the document as the release stores it."""
    return html.split('<nav class="policy__contents')[1].split('<div class="wrap policy-foot">')[0]


def test_a_changed_purpose_changes_the_page_at_the_next_release_only(client, page):
    """R90, E3: the page renders the release, never the draft."""
    text = source_text("contact")
    text.title = "Writing to us"
    text.save()
    RetentionRule.objects.filter(key="contact-submissions").update(period_value=6)
    assert "Writing to us" not in read(client, page)
    assert "6 months after the last contact" not in read(client, page)
    release()
    html = read(client, page)
    assert "Writing to us" in html
    assert "6 months after the last contact" in html


def test_the_page_names_everything_article_13_asks_for(client, page):
    """R3: controller, purposes, bases, interests, recipients, transfers, periods, rights, complaint, duty, decisions."""
    html = read(client, page)
    view = current_release().in_language("en")
    controller = view.controller
    for words in (
        controller.legal_name,
        controller.street,
        controller.phone,
        f"mailto:{controller.email}",
        f"mailto:{controller.access_email}",
        controller.authority_name,
        controller.authority_url,
        "Restrict their use",
        "Withdraw your consent",
        "Art. 15",
        "Art. 21",
        "four weeks",
        "No decision about you is made by automated means",
        "European Union",
    ):
        assert words in html, words
    for purpose in view.purposes:
        assert purpose.title in html
        if purpose.interest:
            assert purpose.interest in html
    for vendor in view.vendors:
        assert vendor.privacy_url in html
        assert vendor.safeguards_label in html
    for period in view.periods:
        assert period.label in html


def test_e_mail_is_listed_for_resources(client, page, in_use):
    """R29: the policy's list omits it; the page does not, once resources are sent."""
    in_use("resource_delivery")
    article = read(client, page).split('id="purpose-resource_delivery"')[1].split("</article>")[0]
    assert "E-mail address" in article


def test_the_cookie_table_exists_in_every_language(client):
    """R57: "the table below" exists, in every locale."""
    pages = PrivacyPage.objects.live()
    assert set(pages.values_list("locale__language_code", flat=True)) >= set(current_release().languages)
    for page in pages:
        html = body(client.get(page.url).content.decode())
        assert html.count("<caption>") == 4
        for name in ("kargro_consent", "_ga_*", "li_fat_id", "vuid"):
            assert name in html


def test_a_company_that_is_switched_off_disappears(client, page):
    """R89: the list equals the active companies."""
    assert "https://vimeo.com/cookie_policy" in read(client, page)
    Vendor.objects.filter(key="vimeo").update(active=False)
    release()
    html = body(read(client, page))
    assert "vimeo.com" not in html
    assert "https://www.linkedin.com/legal/cookie-policy" in html


def test_every_link_of_the_contents_leads_to_a_section(client, page):
    """R3: the table of contents is whole."""
    html = read(client, page)
    anchors = re.findall(r'<li><a href="#([^"]+)"', html.split("policy__contents")[1].split("</nav>")[0])
    assert len(anchors) >= 8
    assert all(f'id="{anchor}"' in html for anchor in anchors)


def test_the_page_is_public_and_sets_nothing(client, page):
    """C1, C5: identical for everyone."""
    for path in ("", "versions/", "versions/1/"):
        response = client.get(page.url + path)
        assert not response.cookies
        assert "Cookie" not in response.get("Vary", "")
        assert "public" in response["Cache-Control"]
        assert " style=" not in response.content.decode()


def test_the_page_takes_few_queries(client, page, django_assert_max_num_queries):
    """P: no query a purpose, company or cookie."""
    client.get(page.url)
    with django_assert_max_num_queries(16):
        client.get(page.url)


def test_earlier_versions_are_listed_shown_and_compared(client, page):
    """R90: versioned, dated, diffable."""
    number = current_release().number
    text = source_text("contact")
    text.title = "Writing to us"
    text.save()
    before = read(client, page)
    release(note="The contact form has another name.")
    versions = read(client, page, "versions/")
    assert "The contact form has another name." in versions
    earlier = read(client, page, f"versions/{number}/")
    assert "no longer in force" in earlier
    assert "Writing to us" not in earlier
    assert policy(earlier) == policy(before)
    comparison = read(client, page, f"versions/{number}-{number + 1}/")
    assert f"From version {number} to version {number + 1}." in comparison
    assert "<del>Contact form</del>" in comparison
    assert "<ins>Writing to us</ins>" in comparison
    assert 'name="robots" content="noindex"' in earlier
    for path in ("versions/999/", f"versions/1-{number + 9}/", "versions/0/", "versions/x/"):
        assert client.get(page.url + path).status_code == 404


def test_who_decides_together_with_us_is_told_with_what_was_agreed(client):
    """R3: the essence of the arrangement of Art. 26(2), in every language; of nobody else."""
    words = {
        "en": "either of us",
        "nl": "bij ons en bij LinkedIn",
        "de": "bei uns und bei LinkedIn",
        "fr": "de LinkedIn",
    }
    for page in PrivacyPage.objects.live():
        html = read(client, page)
        company = html.split('id="company-linkedin"')[1].split("</article>")[0]
        assert words[page.locale.language_code] in company
        assert company.count("<dt>") == html.split('id="company-vimeo"')[1].split("</article>")[0].count("<dt>") + 1


def test_a_processor_is_told_with_the_companies_it_uses(client, page):
    """R66: where its list stands, or that there are none; of companies that decide for themselves, nothing."""
    company = read(client, page).split('id="company-google_analytics"')[1].split("</article>")[0]
    assert 'href="https://business.safety.google/adssubprocessors/">Its list<' in company
    Vendor.objects.filter(key="google_analytics").update(uses_nobody=True)
    release()
    html = read(client, page)
    company = html.split('id="company-google_analytics"')[1].split("</article>")[0]
    assert "<dt>Companies it uses</dt><dd>None</dd>" in company
    assert html.count("Companies it uses") == 1


def test_versions_of_which_one_was_not_published_in_a_language_are_not_compared(client, page):
    """R92: the words of a language are never held against those of another."""
    LiveForm.objects.filter(language="fr").delete()
    french = PrivacyPage.objects.get(locale__language_code="fr")
    Page.objects.filter(locale=french.locale).update(live=False)
    release(note="French is away.")
    number = current_release().number
    assert "fr" not in current_release().languages
    Page.objects.filter(locale=french.locale).update(live=True)
    comparison = read(client, french, f"versions/{number - 1}-{number}/")
    assert "n’a pas été publiée dans cette langue" in comparison.replace("&#x27;", "’").replace("'", "’")
    assert "<del>" not in comparison
    english = read(client, page, f"versions/{number - 1}-{number}/")
    assert "No word in this language changed between these versions." in english
    assert "<del>" not in english


@pytest.mark.parametrize(("shows", "article"), ART_13_FACTS.items())
def test_a_policy_that_does_not_show_a_fact_is_refused(shows, article):
    """R3: planted violation, fact by fact."""
    PolicySection.objects.filter(shows=shows).update(shows="words")
    found = [f for f in run_lint() if f.code == "policy.section"]
    assert [(f.subject, f.blocking) for f in found] == [(str(shows), True)]
    assert article in found[0].message


@pytest.mark.parametrize("article", RIGHTS)
def test_a_policy_that_leaves_out_a_right_is_refused(article):
    """R3: planted violation, right by right."""
    PolicySection.objects.filter(article=article).update(archived_at=timezone.now())
    found = [f for f in run_lint() if f.code == "policy.right"]
    assert [(f.subject, f.blocking) for f in found] == [(article, True)]


def test_a_basis_in_use_that_nothing_explains_is_refused():
    """R3: planted violation."""
    PolicySection.objects.filter(basis="contract").update(basis="")
    assert [(f.subject, f.blocking) for f in run_lint() if f.code == "policy.basis"] == [("contract", True)]


def test_before_the_first_release_the_page_has_no_hole(client, page, monkeypatch):
    """P: one readable sentence instead of a hole."""
    monkeypatch.setattr("privacy.policy.models.current_release", lambda: None)
    monkeypatch.setattr("privacy.register.documents.current_release", lambda: None)
    assert "This page is being prepared" in read(client, page)


def test_a_purpose_of_cookies_is_told_with_the_cookies(client, page):
    """R3: §2 and §4 do not say the same thing twice."""
    html = read(client, page)
    assert 'id="cookies-functional"' in html
    assert 'id="purpose-cookies_functional"' not in html
    assert Purpose.objects.filter(source="cookies").count() == 4
