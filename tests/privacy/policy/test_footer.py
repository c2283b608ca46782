"""The foot of every page leads to the legal documents, whatever an editor chose."""

import re

import pytest
from django.utils.translation import override
from wagtail.models import Page

from home.base.models import HeaderFooter
from home.pages.sample_stream import stream
from privacy.policy.models import PrivacyPage, TermsPage

pytestmark = pytest.mark.django_db
LANGUAGES = ("en", "nl", "de", "fr")


def legal(client, path):
    """Return the links of the last line of a page: address → label."""
    html = client.get(path).content.decode()
    links = re.findall(
        r'<a href="([^"]+)"([^>]*)>([^<]+)</a>', html.split('class="footer__links"')[1].split("</ul>")[0]
    )
    return [(address, label) for address, more, label in links if "data-consent-open" not in more]


def choose(language, *links):
    footer = HeaderFooter.objects.get(locale__language_code=language)
    footer.legal_links = stream(*(("link", {"page": None, "label": "", "view": "", **link}) for link in links))
    footer.save()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("path", ["", "cookies/", "rights/", "nothing-here/"])
def test_policy_and_cookies_stand_in_the_foot_though_an_editor_dropped_them(client, language, path):
    """R92, C2: by the page's own title and in the reader's language, on every kind of page; the terms once they are live."""
    choose(language)
    policy = PrivacyPage.objects.get(locale__language_code=language)
    with override(language):
        found = legal(client, f"/{language}/{path}")
    assert found[0] == (policy.url, policy.title)
    assert found[1][0] == f"/{language}/cookies/"
    terms = TermsPage.objects.get(locale__language_code=language)
    assert terms.url not in dict(found)
    terms.save_revision().publish()
    assert dict(legal(client, f"/{language}/{path}"))[terms.url] == terms.title


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_an_editor_chose_stands_beside_and_nothing_twice(client, language):
    """R92: a link by the policy's name leads to the policy alone; other links stay."""
    policy = PrivacyPage.objects.get(locale__language_code=language)
    about = Page.objects.get(slug="about", locale__language_code="en").get_translation(policy.locale)
    choose(
        language,
        {"page": about.pk, "label": policy.title},
        {"page": policy.pk, "label": "Small print"},
        {"view": "cookies"},
        {"page": about.pk},
    )
    found = legal(client, f"/{language}/")
    assert [address for address, label in found if label == policy.title] == [policy.url]
    assert [address for address, _label in found].count(f"/{language}/cookies/") == 1
    assert [address for address, _label in found].count(policy.url) == 1
    assert (about.url, about.title) in found
