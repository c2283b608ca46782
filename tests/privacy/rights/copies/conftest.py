"""A masked copy that is asked for, and one that has come."""

from io import BytesIO
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from privacy.rights import id_documents
from tests.privacy.rights.conftest import sent

REASON = "Your mail came from an address that we do not know."


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.ID_COPY_ROOT = tmp_path / "copies"
    settings.PRIVATE_ROOT = tmp_path / "private"
    return settings.ID_COPY_ROOT


@pytest.fixture
def asked(ask, ada):
    """Ada asked the person for a copy; the letter is not out yet."""
    request = ask("access")
    sent()
    id_documents.ask_for_copy(request=request, reason=REASON, by=ada, now=timezone.now())
    return request


@pytest.fixture
def come(asked, person_sends, django_capture_on_commit_callbacks):
    """The copy has come, masked by the page."""
    assert person_sends(asked).status_code == 200
    return asked


@pytest.fixture
def person_sends(browser):
    def send(request, content=None, **fields):
        link = link_in(sent()[-1])
        picture = SimpleUploadedFile("holiday.jpg", content or photo(), content_type="image/jpeg")
        return browser.post(link, {"copy": picture, "in_browser": "1", **fields})

    return send


def photo(colour="black", kind="JPEG", size=(80, 50)):
    written = BytesIO()
    Image.new("RGB", size, colour).save(written, kind)
    return written.getvalue()


def link_in(mail) -> str:
    return "/" + next(word for word in mail.body.split() if "/rights/identity/" in word).split("/", 3)[3]


def files_in(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]
