"""What people type into a search box is text: every box answers, on both databases."""

from urllib.parse import urlencode

import pytest
from django.contrib.auth import get_user_model
from django.db import DatabaseError
from django.http import QueryDict
from django.test import Client
from django.urls import resolve
from wagtail.documents.models import Document
from wagtail.images.models import Image
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Page

from home.base.search import LONGEST_WORD, MOST_WORDS, plain_words
from tests.privacy.access.addresses import addresses

pytestmark = pytest.mark.django_db

# Each has a meaning in the query language of SQLite's or PostgreSQL's full-text search, or in SQL.
TYPED = (
    '"',
    'tyre"',
    '19.5" rim',
    '" "" "',
    "tyre AND",
    "NEAR(tyre) title:*",
    "a:b -c +d ^e (f",
    "'",
    "tyre' OR '1",
    "\\",
    "tyre\\",
    "!tyre & | <->",
    "ty\0re",
    "\0",
    "%_%s%(x)s",
    "{title} : tyre",
    "*",
    "²",
    "\u0300",
    "🛞",
    "x" * 5000,
    "a " * 2000,
    '"a" ' * 300,
    'live:true "tyre',
)
# What both databases stumble over, in one: asked of every address.
WORST = 'ty\0re" rim\\'
PUBLIC = ("/en/search/",)


@pytest.fixture
def member():
    client = Client(raise_request_exception=False)
    client.force_login(get_user_model().objects.create_superuser("root", "root@kargro.example", "x"))
    return client


@pytest.fixture
def reads_q(monkeypatch):
    """Tell of a request whether its view looked for `q`."""
    asked = []

    def noting(name):
        original = getattr(QueryDict, name)

        def look(self, key=None, *rest, **named):
            asked.append(key)
            return original(self, key, *rest, **named)

        monkeypatch.setattr(QueryDict, name, look)

    for name in ("__getitem__", "__contains__", "get", "getlist"):
        noting(name)

    def ask(client, path):
        asked.clear()
        return client.get(path, {"q": "tyre"}).status_code < 400 and "q" in asked

    return ask


def boxes(client, ask) -> list[str]:
    """Return an address of every view in the URL map that reads `q`: the public search, and those of the CMS."""
    image = Image.objects.create(title="Tyre", file=get_test_image_file())
    document = Document.objects.create(title="Leaflet", file="leaflet.pdf")
    found = addresses(image_id=image.pk, document_id=document.pk)
    left_out = ("logout", "failwhale", "test404", "^")
    paths = [one.path for one in found if not any(word in one.route for word in left_out)]
    of_views = {view_at(path): path for path in reversed((*PUBLIC, *paths))}
    return [path for path in of_views.values() if ask(client, path)]


def view_at(path):
    found = resolve(path).func
    return getattr(found, "view_class", found)


def test_every_search_box_answers_whatever_is_typed(member, reads_q):
    """X3: public search, lists, choosers and reports: results or none, never an error."""
    found = boxes(member, reads_q)
    known = ("/en/search/", "/admin/images/", "/admin/documents/", "/admin/pages/search/", "/admin/choose-page/search/")
    assert set(map(view_at, known)) <= set(map(view_at, found))
    failed = {path: status for path in found if (status := member.get(path, {"q": WORST}).status_code) >= 400}
    assert failed == {}


@pytest.mark.parametrize("typed", TYPED)
def test_the_boxes_of_the_public_site_and_of_choosers_take_any_expression(member, typed):
    """X3: the search page, the list of images, and the two ways in which Wagtail reads what is typed for pages."""
    for path in ("/en/search/", "/admin/images/", "/admin/pages/search/", "/admin/choose-page/search/"):
        assert member.get(path, {"q": typed}).status_code == 200, path


@pytest.mark.parametrize("kind", ["pages", "images", "documents"])
def test_the_interface_of_the_cms_takes_any_expression(member, kind):
    """X3: what the CMS's own scripts search with."""
    assert member.get(f"/admin/api/main/{kind}/", {"search": WORST}).status_code == 200


def test_without_the_backend_the_same_words_are_an_error(settings):
    """X3: planted: left to the database, what the walk asks for fails on either."""
    Image.objects.create(title="Tyre", file="tyre.png", width=1, height=1)
    settings.WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}
    with pytest.raises((DatabaseError, ValueError)):
        list(Image.objects.search(WORST))


def test_a_quotation_mark_finds_what_stands_beside_it(client):
    """X3: `tyre"` is a search for tyres."""
    with_mark = client.get("/en/search/?" + urlencode({"q": 'Bandag"'})).content.decode()
    assert with_mark.count('<li class="result">') == client.get("/en/search/?q=Bandag").content.decode().count(
        '<li class="result">'
    )
    assert '<li class="result">' in with_mark


def test_pictures_documents_and_pages_are_found_by_what_is_typed_around_a_word():
    """X3: the mend is in the backend: whoever searches a model gets it."""
    image = Image.objects.create(title="Rim of 19.5 inch", file="rim.png", width=1, height=1)
    assert list(Image.objects.search('19.5" rim')) == [image]
    assert list(Image.objects.autocomplete('"rim')) == [image]
    assert list(Image.objects.search('"')) == []
    found = Page.objects.search('Bandag"').count()
    assert found == Page.objects.search("Bandag").count()
    assert found > 0


def test_words_are_kept_and_signs_are_not():
    """X3: what is a word stays as it is, within bounds."""
    assert plain_words('19.5"  rim') == "19.5 rim"
    assert plain_words("Nutzfahrzeug-Reifen d'occasion") == "Nutzfahrzeug-Reifen d'occasion"
    assert plain_words('" \0 -- *') == ""
    assert len(plain_words("x" * 999)) == LONGEST_WORD
    assert len(plain_words("a " * 999).split()) == MOST_WORDS
