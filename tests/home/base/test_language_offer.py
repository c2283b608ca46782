"""What a page holds for the line that offers another language; the script decides whether anyone sees it."""

import re

import pytest
from wagtail.models import Page

pytestmark = pytest.mark.django_db


def offered(client, path):
    """Return language → address of the lines in a page."""
    page = client.get(path).content.decode()
    found = re.search(r"<template data-languages>(.*?)</template>", page, re.DOTALL)
    return dict(re.findall(r'<p class="language-offer" lang="(\w+)"><a href="([^"]+)"', found[1])) if found else {}


def test_a_page_offers_its_own_translations(client):
    """T8: the addresses of this page, not of the home page."""
    assert offered(client, "/en/cookies/") == {"nl": "/nl/cookies/", "de": "/de/cookies/", "fr": "/fr/cookies/"}
    assert offered(client, "/en/") == {"nl": "/nl/", "de": "/de/", "fr": "/fr/"}


def test_a_page_that_is_not_translated_is_not_offered(client):
    """T8: a link to another page would be no translation."""
    before = offered(client, "/en/about/")
    assert set(before) == {"nl", "de", "fr"}
    french = Page.objects.get(
        locale__language_code="fr", translation_key=Page.objects.get(slug="about").translation_key
    )
    french.specific.unpublish()
    assert set(offered(client, "/en/about/")) == {"nl", "de"}


def test_an_address_where_nothing_is_offers_nothing(client):
    """T8: the page that says so has no translation at an address of its own."""
    assert client.get("/en/nowhere/").status_code == 404
    assert offered(client, "/en/nowhere/") == {}


def test_the_lines_are_the_same_whatever_the_browser_asks_for(client):
    """C5, T8: Accept-Language changes nothing below a language; nothing is redirected by where somebody is."""
    plain = client.get("/en/about/")
    dutch = client.get(
        "/en/about/", headers={"Accept-Language": "nl", "CF-IPCountry": "NL", "X-Forwarded-For": "145.0.0.1"}
    )
    assert plain.status_code == dutch.status_code == 200
    assert plain.content == dutch.content
    front = client.get("/", headers={"Accept-Language": "de", "CF-IPCountry": "NL", "X-Forwarded-For": "145.0.0.1"})
    assert front.headers["Location"] == "/de/"
