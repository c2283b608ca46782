"""A form that asks for files, files of every sort, and a folder of their own for each test."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image
from pypdf import PdfWriter

from leads.forms.models import FormVersion, LiveForm

PHOTOS = "b-photos"


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    """The private folder of one test."""
    settings.PRIVATE_ROOT = tmp_path / "private"
    return settings.PRIVATE_ROOT / "uploads"


def show(schema):
    """Put a form with these questions in the place of the English contact form."""
    live = LiveForm.objects.select_related("version").get(slug="contact", language="en")
    before = live.version
    live.version = FormVersion.objects.create(
        form=before.form,
        name=before.name,
        slug=before.slug,
        language="en",
        number=before.number + 1,
        schema=schema,
        texts=before.texts,
        purposes=before.purposes,
        release_number=before.release_number,
        sha256="0" * 64,
        created_at=timezone.now(),
    )
    live.save()
    return live.version


def own(kind, key, **changes):
    """A question in an editor's own words."""
    found = {"key": key, "kind": kind, "category": "message", "block": key, "label": key, "help": ""}
    return {**found, "requirement": "optional", **changes}


@pytest.fixture
def file_form(db):
    """The contact form, asking for three photos or documents as well."""
    live = LiveForm.objects.select_related("version").get(slug="contact", language="en")
    question = own("file", PHOTOS, label="Photos", accept=["image", "pdf"], max_files=3)
    return show([*live.version.schema, question])


def photo(kind="JPEG", size=(60, 40), **save):
    written = BytesIO()
    Image.new("RGB", size, "orange").save(written, kind, **save)
    return written.getvalue()


def pdf(**change):
    writer = PdfWriter()
    writer.add_blank_page(200, 200)
    writer.add_metadata({"/Author": "Jan Jansen"})
    for name, value in change.items():
        getattr(writer, name)(value)
    written = BytesIO()
    writer.write(written)
    return written.getvalue()


def sent_file(content, name="tyre.jpg", content_type="image/jpeg"):
    return SimpleUploadedFile(name, content, content_type)


def kept(folder):
    return sorted(path.name for path in folder.glob("*/*")) if folder.exists() else []
