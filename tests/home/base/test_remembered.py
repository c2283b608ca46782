"""What a process remembers between pages never shows: neither an older header nor a home page that is gone."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import Page

from home.base import views
from home.base.models import HeaderFooter
from home.base.sites import Home
from home.pages.models import CompanyPage, HomePage

pytestmark = pytest.mark.django_db


def page(client, path):
    return client.get(path).content.decode()


def test_a_changed_header_and_footer_show_on_the_next_page_whoever_changed_them(client):
    """X1: rows written behind the back of every signal, as another process would."""
    assert "Rolling on since Tuesday" not in page(client, "/en/")
    HeaderFooter.objects.filter(locale__language_code="en").update(statement="Rolling on since Tuesday")
    assert "Rolling on since Tuesday" in page(client, "/en/")
    menu = page(client, "/en/").split('class="nav__list"')[1].split("</ul>")[0]
    linked = Page.objects.get(slug="for-fleets", locale__language_code="en")
    assert f'href="{linked.url}"' in menu
    Page.objects.filter(pk=linked.pk).update(live=False)
    assert f'href="{linked.url}"' not in page(client, "/en/")


def test_each_page_marks_its_own_place_in_the_menu_in_turn(client):
    """X6: a header kept for one page is not another page's."""
    for path in ("/en/for-fleets/", "/en/", "/en/for-fleets/", "/nl/"):
        marked = page(client, path).count('aria-current="page"')
        assert bool(marked) == (path == "/en/for-fleets/"), path


def test_a_home_page_deleted_by_another_process_is_no_server_error(client, monkeypatch):
    """X3: the remembered home page is not there any more; Wagtail finds the one that is."""
    monkeypatch.setattr(views, "home_of", lambda site, language: Home(0, "/gone/", 2, HomePage))
    assert client.get("/nl/").status_code == 200
    assert client.get("/nl/no-such-page/").status_code == 404


def test_a_deep_page_is_found_with_one_statement_as_a_shallow_one(client):
    """X1: the address of a company's page has one step more, and costs nothing more to find."""
    company = CompanyPage.objects.live().filter(locale__language_code="en").first()
    for path in (company.url, company.get_parent().url):
        client.get(path)
        with CaptureQueriesContext(connection) as queries:
            client.get(path)
        assert len([query for query in queries if '"url_path" IN (' in query["sql"]]) == 1, path
