"""Error pages: in the path's language, with a way on; the static ones need nothing."""

import re

import pytest
from django.template.loader import render_to_string
from django.test import RequestFactory
from wagtail.contrib.redirects.models import Redirect

from home.pages.models import HomePage, LandingPage

LANGUAGES = ("en", "nl", "de", "fr")


@pytest.mark.django_db
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_missing_page_answers_in_its_language_with_search_and_three_doors(client, language):
    """X3: 404 in the path's language, a search form, three links that work, and no invitation to index."""
    response = client.get(f"/{language}/there-is-nothing-here/")
    html = response.content.decode()
    assert response.status_code == 404
    assert f'<html lang="{language}">' in html
    assert f'action="/{language}/search/"' in html
    exits = re.findall(r'<li><a href="([^"]+)">', html.split('class="exits"')[1].split("</ul>")[0])
    assert len(exits) == 3
    assert all(client.get(path).status_code == 200 for path in exits)
    assert '<meta name="robots" content="noindex">' in html


@pytest.mark.django_db
def test_a_withdrawn_page_answers_410_and_a_page_never_published_404(client):
    """X3: gone on purpose differs from never there."""
    page = LandingPage.objects.get(slug="about")
    url = page.url
    page.unpublish()
    gone = client.get(url)
    assert gone.status_code == 410
    assert "This page was withdrawn." in gone.content.decode()
    home = HomePage.objects.get(locale__language_code="en")
    draft = LandingPage(title="Draft", slug="draft", hero=home.hero, live=False, locale=home.locale)
    home.add_child(instance=draft)
    assert client.get("/en/draft/").status_code == 404


@pytest.mark.django_db
def test_a_redirect_wins_over_a_withdrawn_page(client):
    """X3: an editor's redirect from a withdrawn address is followed."""
    page = LandingPage.objects.get(slug="about")
    url = page.url
    page.unpublish()
    Redirect.add_redirect(url, "/en/")
    response = client.get(url)
    assert (response.status_code, response["Location"]) == (301, "/en/")


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["400", "403", "413", "429"])
def test_a_refusal_is_explained_with_phone_and_mail(name):
    """X3: each refusal says in words what happened, what to do, and how to reach a person."""
    request = RequestFactory().get("/en/")
    request.resolver_match = None
    html = render_to_string(f"{name}.html", request=request)
    assert "call us" in html
    assert 'href="tel:+31348471844"' in html
    assert 'href="mailto:info@kargro.nl"' in html


@pytest.mark.parametrize("name", ["500", "503", "413-static"])
def test_the_static_pages_need_no_database_and_speak_four_languages(name):
    """X3: 500, 503 and the proxy's own 413 render without a request, a database or another template; phone and mail stand on them."""
    html = render_to_string(f"{name}.html")
    for language in LANGUAGES:
        assert f'<section lang="{language}">' in html
    assert 'href="tel:+31348471844"' in html
    assert 'href="mailto:info@kargro.nl"' in html
