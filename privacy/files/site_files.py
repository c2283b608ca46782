"""The forms with which staff put pictures and documents on the site: nobody's name or place goes with a file.

Wagtail makes every form for them from these (`WAGTAILIMAGES_IMAGE_FORM_BASE`, `WAGTAILDOCS_DOCUMENT_FORM_BASE`): one
by one, several at once, in a chooser, and when a file is replaced.
"""

import re
from collections.abc import Callable
from functools import partial
from pathlib import PurePath
from typing import Any

import filetype
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db.models.fields.files import FieldFile
from django.utils.translation import gettext as _
from wagtail.documents.forms import BaseDocumentForm
from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm

from privacy.files.apart import PDF, SITE_PICTURE, clean_apart
from privacy.files.pictures import MOST_PIXELS, cannot_be_opened, too_large
from privacy.files.refused import Refused

MOST_PAGES = 1000


class SitePictureField(WagtailImageField):
    """Wagtail's, which reads the picture to know its size and lets a decoder's complaint pass as an error of the site."""

    def check_image_pixel_size(self, f: Any) -> None:
        """Look at the size that the file says; Wagtail counts the frames too, which means to read them all, here."""
        width, height = f.image.get_size()
        if width * height > MOST_PIXELS:
            raise ValidationError(too_large().reason)

    def to_python(self, data: UploadedFile | None) -> UploadedFile | None:
        try:
            return super().to_python(data)
        except ValidationError:
            raise
        except Exception as error:  # a decoder fed with a damaged file may raise anything
            raise ValidationError(cannot_be_opened().reason) from error


class SitePictureForm(BaseImageForm):
    """A picture of the site: whole, and nothing but the picture."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if given := self.fields.get("file"):
            self.fields["file"] = SitePictureField(label=given.label, widget=given.widget, required=given.required)

    def clean_file(self) -> UploadedFile | FieldFile:
        return _cleaned(self.cleaned_data["file"], _site_picture)


class SiteDocumentForm(BaseDocumentForm):
    """A document that visitors may download."""

    def clean_file(self) -> UploadedFile | FieldFile:
        file = self.cleaned_data["file"]
        return _cleaned(file, partial(clean_document, extension=PurePath(file.name).suffix.lower()))


# What a file may be called, by what is in it.
ENDINGS = {
    "application/pdf": (".pdf",),
    "image/jpeg": (".jpg", ".jpeg"),
    "image/png": (".png",),
    "image/webp": (".webp",),
    "text/plain": (".csv", ".txt"),
}
_MARKUP = re.compile(rb"[\x00-\x20]*<")
_NO_TEXT = re.compile(rb"[\x00-\x08\x0e-\x1f]")


def clean_document(content: bytes, *, extension: str) -> bytes:
    """Return a document without what tells who made it; raises Refused for what may not be offered, or cannot be read that far.

    What it is, its content says; its name must agree, for that decides how it is opened once it is downloaded.
    """
    kind = _kind(content)
    if extension not in [ending for endings in ENDINGS.values() for ending in endings] or not kind:
        raise Refused(
            _(
                "Visitors can be offered a PDF, a picture (JPEG, PNG, WebP), or plain text (TXT, CSV). Other files tell who "
                "made them. Save this one as a PDF and add that."
            )
        )
    if extension not in ENDINGS[kind]:
        raise Refused(
            _("This file is called “%(ending)s”, and something else is in it. Save it again as what it is called.")
            % {"ending": extension}
        )
    if kind == "application/pdf":
        return clean_apart(PDF, content, most_pages=MOST_PAGES)[0]
    return content if kind == "text/plain" else _site_picture(content)


def _site_picture(content: bytes) -> bytes:
    return clean_apart(SITE_PICTURE, content)[0]


def _kind(content: bytes) -> str:
    """Return what is in a document, by its bytes; empty for what is offered to nobody."""
    found = filetype.guess(content[:8192])
    if found:
        return found.mime if found.mime in ENDINGS else ""
    # A page or a drawing is text, too, and begins with its first element.
    plain = content.removeprefix(b"\xef\xbb\xbf")
    return "" if _NO_TEXT.search(plain) or _MARKUP.match(plain) else "text/plain"


def _cleaned(file: UploadedFile | FieldFile, clean: Callable[[bytes], bytes]) -> UploadedFile | FieldFile:
    """Put what `clean` leaves in the place of a new file's content, wherever it waits; the file kept so far stays."""
    if not isinstance(file, UploadedFile):
        return file
    file.seek(0)
    try:
        content = clean(file.read())
    except Refused as refusal:
        raise ValidationError(refusal.reason) from refusal
    file.seek(0)
    file.truncate()
    file.write(content)
    file.flush()
    file.seek(0)
    file.size = len(content)
    return file
