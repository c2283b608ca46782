"""What a browser gets of a file: it is looked at or kept, and nothing of it runs; also of what was stored before any rule."""

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse
from PIL import Image as Picture
from wagtail.documents.models import Document
from wagtail.models import Collection, CollectionViewRestriction

from privacy.files.refused import Refused
from privacy.files.site_files import clean_document
from tests.privacy.files import bombs
from tests.privacy.files.odd import document, told
from tests.privacy.files.test_site_files import DOCUMENT_DOORS, DOORS
from tests.privacy.files.test_site_files import _own_media as _own_media
from tests.privacy.files.test_site_files import editor as editor

pytestmark = pytest.mark.django_db

SCRIPT = b"<script>alert(1)</script>"
DRAWING = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'
RUNS = ("text/html", "javascript", "ecmascript", "xml", "svg", "css", "wasm")
# What was put on the site while any file was taken.
EARLIER = {
    "a.html": SCRIPT,
    "a.svg": DRAWING,
    "a.js": b"alert(1)",
    "a.mjs": b"alert(1)",
    "a.xhtml": SCRIPT,
    "a.xml": DRAWING,
    "a.css": b"*{}",
    "a": SCRIPT,
    "a.pdf": SCRIPT,
    "a.txt": SCRIPT,
    "a.csv": SCRIPT,
    "a.png": SCRIPT,
    "a.html.gz": SCRIPT,
    "\u00e4 b.html": SCRIPT,
}


@pytest.mark.parametrize("name", EARLIER)
def test_a_document_is_a_download_that_no_browser_runs_or_guesses_at(name):
    """P4, issue 19: by our list of types, whatever it is called and holds, and however long it is there."""
    stored = Document.objects.create(title="Leaflet", file=ContentFile(EARLIER[name], name))
    answer = Client().get(stored.url)
    assert b"".join(answer) == EARLIER[name]
    assert not [word for word in RUNS if word in answer["Content-Type"]]
    assert answer["Content-Disposition"].startswith("attachment;")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer["Cross-Origin-Resource-Policy"] == "same-origin"
    assert not answer.has_header("Content-Encoding")
    assert int(answer["Content-Length"]) == len(EARLIER[name])


def test_a_document_that_has_not_changed_is_not_sent_again():
    """P4: what a browser has kept is as inert as what it got."""
    stored = Document.objects.create(title="Leaflet", file=ContentFile(b"words", "a.txt"))
    first = Client().get(stored.url)
    again = Client().get(stored.url, HTTP_IF_NONE_MATCH=first["ETag"])
    assert (again.status_code, again.content) == (304, b"")


def test_a_document_behind_a_password_is_kept_by_no_shared_cache():
    """P4: who has the password gets it; no cache gives it to the next."""
    private = Collection.objects.first().add_child(name="Private")
    CollectionViewRestriction.objects.create(collection=private, restriction_type="password", password="open sesame")
    stored = Document.objects.create(title="Leaflet", file=ContentFile(b"words", "a.txt"), collection=private)
    client = Client()
    asked = client.get(stored.url)
    assert b"words" not in asked.content
    assert "default-src 'none'" in asked["Content-Security-Policy"]
    restriction = CollectionViewRestriction.objects.get()
    door = reverse("wagtaildocs_authenticate_with_password", args=[restriction.pk])
    client.post(door, {"password": "open sesame", "return_url": stored.url})
    given = client.get(stored.url)
    assert b"".join(given) == b"words"
    assert "public" not in given.get("Cache-Control", "")


@pytest.mark.parametrize(
    ("name", "kind"),
    [("a.png", "image/png"), ("a.JPG", "image/jpeg"), ("a.avif", "image/avif"), ("a.webp", "image/webp")],
)
def test_a_picture_of_a_page_is_shown_as_what_it_is(settings, name, kind):
    """P4: its type stands in our list."""
    folder = settings.MEDIA_ROOT / "images"
    folder.mkdir()
    (folder / name).write_bytes(told())
    answer = Client().get(f"/media/images/{name}")
    assert (answer["Content-Type"], answer["X-Content-Type-Options"]) == (kind, "nosniff")
    assert answer["Content-Disposition"].startswith("inline;")


@pytest.mark.parametrize("name", ["a.svg", "a.html", "a.js", "a.xml", "a.svgz"])
def test_what_lies_among_the_pictures_and_is_none_is_never_a_page(settings, name):
    """P4, issue 19: a drawing that was taken before the list of kinds is a download."""
    folder = settings.MEDIA_ROOT / "images"
    folder.mkdir()
    (folder / name).write_bytes(DRAWING)
    answer = Client().get(f"/media/images/{name}")
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"].startswith("attachment;")
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert not answer.has_header("Content-Encoding")


@pytest.mark.parametrize("door", DOCUMENT_DOORS)
@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (SCRIPT, "a.txt", "Save this one as a PDF"),
        (b"\xef\xbb\xbf\n <!doctype html>" + SCRIPT, "a.csv", "Save this one as a PDF"),
        (DRAWING, "a.svg", "Save this one as a PDF"),
        (DRAWING, "a.png", "Save this one as a PDF"),
        (b"alert(1)", "a.js", "Save this one as a PDF"),
        (b"alert(1)", "a.pdf", "something else is in it"),
        (SCRIPT + document(), "a.pdf", "Save this one as a PDF"),
        (told("PNG"), "a.pdf", "something else is in it"),
        (document(), "a.txt", "something else is in it"),
        (told("GIF"), "a.png", "Save this one as a PDF"),
        (b"MZ\x90\x00\x03", "a.txt", "Save this one as a PDF"),
    ],
)
def test_a_document_is_what_its_content_is_at_every_door(editor, door, content, name, words):
    """Issue 19: a sentence, and nothing is kept."""
    answer = door(editor, content, name)
    assert words in answer.content.decode()
    assert not Document.objects.exclude(file__contains="old").exists()


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize(("content", "name"), [(DRAWING, "a.svg"), (DRAWING, "a.png"), (SCRIPT, "a.gif")])
def test_a_drawing_is_no_picture_at_any_door(editor, door, content, name):
    """Issue 19: SVG is a page that runs scripts."""
    from wagtail.images.models import Image

    before = set(Image.objects.values_list("pk", flat=True))
    assert door(editor, content, name).status_code == 200
    kept = Image.objects.exclude(pk__in=before).exclude(file__contains="old")
    assert not kept.exists()


def test_a_picture_that_is_a_script_as_well_keeps_its_picture_alone(editor):
    """Issue 19: whatever stands before, in or after the picture is not drawn."""
    from wagtail.images.models import Image

    DOORS[0](editor, told("GIF") + b"/*" + SCRIPT, "a.gif")
    assert b"script" not in Image.objects.get().file.open().read()


def test_the_frames_of_a_picture_are_not_counted_where_visitors_wait(editor):
    """Issue 19: of forty million points in four hundred frames the first frame is kept; nobody reads the others here."""
    from wagtail.images.models import Image

    DOORS[0](editor, bombs.flicker(320, 400), "a.gif")
    image = Image.objects.get()
    assert (image.width, image.height) == (320, 320)
    with Picture.open(image.file) as kept:
        assert kept.n_frames == 1


def test_a_picture_of_too_many_points_is_refused_by_what_it_says(editor):
    """Issue 19: at its beginning, before anything of it is decoded."""
    from wagtail.images.models import Image

    answer = DOORS[0](editor, bombs.flat("PNG", 5001, "L"), "a.png")
    assert "too large to open" in answer.content.decode()
    assert not Image.objects.exists()


def test_there_is_no_other_door_for_documents():
    """Issue 19: whoever mounts an API gives it the same form, or fails here."""
    from django.apps import apps

    assert not [
        name for name in ("wagtail.api", "wagtail.api.v2", "rest_framework.authtoken") if apps.is_installed(name)
    ]


def test_plain_words_are_taken_in_any_writing():
    """Issue 19: what is not UTF-8 is text, too."""
    assert clean_document("prijs;€\n".encode("cp1252"), extension=".csv") == "prijs;€\n".encode("cp1252")
    assert clean_document(b"", extension=".txt") == b""
    with pytest.raises(Refused):
        clean_document("a".encode("utf-16"), extension=".txt")
