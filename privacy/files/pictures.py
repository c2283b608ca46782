"""Photos are drawn anew: place, time, camera and whatever else was packed into the file stay behind."""

from io import BytesIO

import pillow_heif
from django.utils.translation import gettext as _
from PIL import Image, ImageOps

from privacy.files.refused import Refused

pillow_heif.register_heif_opener()


FORMATS = ("JPEG", "PNG", "WEBP", "HEIF")
# More is no photo but an attempt to fill the memory.
MOST_PIXELS = 50_000_000
LONGEST_SIDE = 4000
QUALITY = 88


def clean_image(content: bytes) -> tuple[bytes, str, str]:
    """Return content, type and extension of the picture alone, upright; raises Refused."""
    try:
        return _drawn_anew(content)
    except Refused:
        raise
    except Exception as error:  # a decoder fed with garbage may raise anything
        raise Refused(_("This photo cannot be opened; it may be damaged. Save it again as JPEG and add it.")) from error


def _drawn_anew(content: bytes) -> tuple[bytes, str, str]:
    with Image.open(BytesIO(content), formats=FORMATS) as picture:
        if picture.width * picture.height > MOST_PIXELS:
            raise Refused(_("This photo is too large to open. Make it smaller (4000 pixels are plenty) and add it."))
        kind = picture.format if picture.format in ("PNG", "WEBP") else "JPEG"
        picture.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
        upright = ImageOps.exif_transpose(picture)
        upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
        modes = ("RGB",) if kind == "JPEG" else ("RGB", "RGBA", "L")
        plain = upright if upright.mode in modes else upright.convert("RGBA" if "RGBA" in modes else "RGB")
        bare = Image.new(plain.mode, plain.size)
        bare.paste(plain)
    written = BytesIO()
    bare.save(written, kind, quality=QUALITY)
    extension = {"JPEG": "jpg", "PNG": "png", "WEBP": "webp"}[kind]
    return written.getvalue(), f"image/{kind.lower()}", extension
