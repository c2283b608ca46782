"""What staff put on the site: whole, and without who made it or where."""

from io import BytesIO

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image as Picture
from pypdf import PdfReader
from wagtail.documents.models import Document
from wagtail.images.models import Image
from wagtail.models import Collection

from home.base.pictures import SOCIAL_SPEC, make_renditions, specs
from tests.factories import member_of
from tests.privacy.files.odd import SENTINEL, document, sixteen_bit_ramp, tells, told

pytestmark = pytest.mark.django_db

CUT = told(size=(900, 600))[:9000]
BESIDE = {"HTTP_X_REQUESTED_WITH": "XMLHttpRequest"}


@pytest.fixture(autouse=True)
def _own_media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def editor():
    client = Client()
    client.force_login(member_of("Editors"))
    return client


def add(client, content, name="tyre.jpg"):
    data = {"title": "Tyre", "file": SimpleUploadedFile(name, content), "collection": Collection.objects.first().pk}
    return client.post(reverse("wagtailimages:add"), data)


def add_several(client, content, name="tyre.jpg", **more):
    data = {"files[]": SimpleUploadedFile(name, content), "collection": Collection.objects.first().pk, **more}
    return client.post(reverse("wagtailimages:add_multiple"), data, **BESIDE)


def choose_new(client, content, name="tyre.jpg"):
    data = {
        "image-chooser-upload-title": "Tyre",
        "image-chooser-upload-file": SimpleUploadedFile(name, content),
        "image-chooser-upload-collection": Collection.objects.first().pk,
    }
    return client.post(reverse("wagtailimages_chooser:create"), data)


def replace(client, content, name="tyre.jpg"):
    image = Image.objects.create(title="Tyre", file=ContentFile(told("PNG"), "old.png"))
    data = {"title": "Tyre", "file": SimpleUploadedFile(name, content), "collection": Collection.objects.first().pk}
    return client.post(reverse("wagtailimages:edit", args=[image.pk]), data)


DOORS = [add, add_several, choose_new, replace]


@pytest.mark.parametrize("door", DOORS)
def test_a_picture_leaves_its_position_and_author_at_every_door(editor, door):
    """Issue 18, C: the file that is kept has neither, nor has any size cut from it, nor the one for sharing."""
    door(editor, told(size=(900, 600)))
    image = Image.objects.get()
    assert image.title == "Tyre" or door is add_several
    assert not tells(image.file.open().read())
    assert image.file_size == image.file.size
    assert make_renditions([image]) == 1
    cuts = {cut.filter_spec: cut.file.open().read() for cut in image.renditions.all()}
    assert {*specs(), SOCIAL_SPEC} <= cuts.keys()
    assert not [spec for spec, content in cuts.items() if tells(content)]


@pytest.mark.parametrize("door", DOORS)
def test_a_picture_that_is_cut_short_is_refused_in_words_at_every_door(editor, door):
    """Issue 18, C: a sentence, and nothing is kept."""
    before = Image.objects.count()
    response = door(editor, CUT)
    assert response.status_code == 200
    assert "it may be damaged. Save it again as JPEG and add it." in response.content.decode()
    assert Image.objects.filter(file__contains="tyre").count() == before


@pytest.mark.parametrize(("kind", "name"), [("PNG", "a.png"), ("WEBP", "a.webp"), ("AVIF", "a.avif"), ("GIF", "a.gif")])
def test_every_kind_of_picture_stays_what_it_is_and_tells_nothing(editor, kind, name):
    """Issue 18, C: PNG, WebP, AVIF and GIF carry positions and authors too."""
    assert tells(told(kind))
    add(editor, told(kind), name)
    content = Image.objects.get().file.open().read()
    assert not tells(content)
    with Picture.open(BytesIO(content)) as kept:
        assert (kept.format, kept.size) == (kind, (60, 40))


def test_a_picture_that_lay_on_its_side_stands_upright(editor):
    """Issue 18, C: the turn that EXIF asked for is made before EXIF goes."""
    add(editor, told(turned=6))
    image = Image.objects.get()
    assert (image.width, image.height) == (40, 60)


def test_a_colour_profile_stays(editor):
    """Issue 18, C: what the colours mean is no metadata about people."""
    written = BytesIO()
    Picture.new("RGB", (60, 40), "red").save(written, "JPEG", icc_profile=b"colours")
    add(editor, written.getvalue())
    assert Picture.open(Image.objects.get().file).info["icc_profile"] == b"colours"


def test_sixteen_bits_of_grey_become_the_picture(editor):
    """Issue 18, C: a ramp stays a ramp, and every size can be made of it."""
    add(editor, sixteen_bit_ramp(), "ramp.png")
    image = Image.objects.get()
    with Picture.open(image.file) as kept:
        assert [kept.getpixel((x, 1)) for x in (0, 64, 128, 255)] == pytest.approx([0, 64, 128, 255], abs=2)
    assert make_renditions([image]) == 1


def test_a_large_picture_is_cleaned_where_it_waits(editor, settings):
    """Issue 18, C: what is too large for memory waits in a file, which is moved, not read."""
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 100
    add(editor, told())
    image = Image.objects.get()
    assert not tells(image.file.open().read())
    assert image.file_size == image.file.size


def test_a_picture_whose_title_is_refused_waits_without_its_metadata(editor):
    """Issue 18, C: Wagtail keeps such a file aside, beside the form; it is cleaned by then."""
    from wagtail.models import UploadedFile

    add_several(editor, told(), title="x" * 300)
    assert not Image.objects.exists()
    assert not tells(UploadedFile.objects.get().file.open().read())


def test_a_picture_that_came_another_way_gives_nothing_to_its_sizes():
    """Issue 18, C: loaded by a command, the original still has all; no size of it does."""
    image = Image.objects.create(title="Tyre", file=ContentFile(told(size=(900, 600)), "tyre.jpg"))
    assert tells(image.file.open().read())
    make_renditions([image])
    image.get_renditions("max-300x300", "max-300x300|format-png", "width-200|format-gif")
    assert image.renditions.count() >= len(specs()) + 3
    assert not [cut.filter_spec for cut in image.renditions.all() if tells(cut.file.open().read())]


def test_one_bad_picture_does_not_stop_the_others(caplog):
    """Issue 18, C: the log names it by its number."""
    bad = Image.objects.create(title=SENTINEL, file=ContentFile(told(), "bad.jpg"))
    with open(bad.file.path, "wb") as damaged:
        damaged.write(CUT)
    good = Image.objects.create(title="Tyre", file=ContentFile(told(size=(900, 600)), "tyre.jpg"))
    assert make_renditions([bad, good]) == 1
    assert good.renditions.count() == len(specs())
    assert f"Picture {bad.pk}" in caplog.text
    assert SENTINEL not in caplog.text


def add_document(client, content, name):
    data = {"title": "Leaflet", "file": SimpleUploadedFile(name, content), "collection": Collection.objects.first().pk}
    return client.post(reverse("wagtaildocs:add"), data)


def add_documents(client, content, name):
    data = {"files[]": SimpleUploadedFile(name, content), "collection": Collection.objects.first().pk}
    return client.post(reverse("wagtaildocs:add_multiple"), data, **BESIDE)


def choose_new_document(client, content, name):
    data = {
        "document-chooser-upload-title": "Leaflet",
        "document-chooser-upload-file": SimpleUploadedFile(name, content),
        "document-chooser-upload-collection": Collection.objects.first().pk,
    }
    return client.post(reverse("wagtaildocs_chooser:create"), data)


def replace_document(client, content, name):
    old = Document.objects.create(title="Leaflet", file=ContentFile(b"old", "old.txt"))
    data = {"title": "Leaflet", "file": SimpleUploadedFile(name, content), "collection": Collection.objects.first().pk}
    return client.post(reverse("wagtaildocs:edit", args=[old.pk]), data)


DOCUMENT_DOORS = [add_document, add_documents, choose_new_document, replace_document]


@pytest.mark.parametrize("door", DOCUMENT_DOORS)
def test_a_pdf_leaves_its_author_and_its_photos_their_position_at_every_door(editor, door):
    """Issue 18, C: downloaded, it tells who made it no more; its page and its photo are there."""
    given = document(told())
    assert SENTINEL.encode() in given
    door(editor, given, "leaflet.pdf")
    served = b"".join(Client().get(Document.objects.get().url))
    read = PdfReader(BytesIO(served))
    assert SENTINEL.encode() not in served
    assert not read.metadata
    photo = read.pages[0]["/Resources"]["/XObject"]["/Photo"]
    assert not tells(photo._data)
    assert Picture.open(BytesIO(photo._data)).size == (60, 40)


@pytest.mark.parametrize("door", DOCUMENT_DOORS)
@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"PK\x03\x04 docProps/core.xml", "offer.docx"),
        (b"PK\x03\x04 docProps/core.xml", "offer.txt"),
        (b"a\0b", "a.csv"),
    ],
)
def test_a_file_that_tells_who_made_it_is_refused_in_words(editor, door, content, name):
    """Issue 18, C: what cannot be cleaned is not offered to visitors."""
    response = door(editor, content, name)
    assert response.status_code == 200
    assert "Save this one as a PDF and add that." in response.content.decode()
    assert not Document.objects.exclude(file__contains="old").exists()


def test_plain_text_is_taken_and_a_broken_pdf_is_not(editor):
    """Issue 18, C: a table as CSV stays byte for byte."""
    add_document(editor, "size;price\n19.5;€ 3\n".encode(), "prices.csv")
    assert Document.objects.get().file.open().read() == "size;price\n19.5;€ 3\n".encode()
    assert b"Print it to a new PDF" in add_document(editor, b"%PDF-1.4 nothing", "a.pdf").content
    assert Document.objects.count() == 1


def test_a_title_is_changed_without_touching_the_file(editor):
    """Issue 18, C: only a new file is cleaned."""
    old = Document.objects.create(title="Leaflet", file=ContentFile(b"old", "old.docx"))
    data = {"title": "New title", "file": "", "collection": Collection.objects.first().pk}
    assert editor.post(reverse("wagtaildocs:edit", args=[old.pk]), data).status_code == 302
    old.refresh_from_db()
    assert (old.title, old.file.open().read()) == ("New title", b"old")
