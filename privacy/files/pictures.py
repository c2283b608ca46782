"""Pictures are drawn anew: place, time, camera, author and whatever else was packed into the file stay behind."""

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
# Pictures of the site are cut and made smaller from what is kept.
SITE_FORMATS = ("JPEG", "PNG", "WEBP", "AVIF", "GIF")
SITE_QUALITY = 92


def clean_image(content: bytes) -> tuple[bytes, str, str]:
    """Return content, type and extension of a visitor's picture alone, upright; raises Refused."""
    try:
        return _drawn_anew(content)
    except Refused:
        raise
    except Exception as error:  # a decoder fed with garbage may raise anything
        raise cannot_be_opened() from error


def clean_site_picture(content: bytes) -> bytes:
    """Return a picture of the site in its own format and size, upright, without what was packed in; raises Refused."""
    try:
        with Image.open(BytesIO(content), formats=SITE_FORMATS) as picture:
            return _bare(picture)
    except Refused:
        raise
    except Exception as error:  # as above
        raise cannot_be_opened() from error


def cannot_be_opened() -> Refused:
    """Return the refusal of a picture that no decoder reads to its end."""
    return Refused(_("This photo cannot be opened; it may be damaged. Save it again as JPEG and add it."))


def _drawn_anew(content: bytes) -> tuple[bytes, str, str]:
    with Image.open(BytesIO(content), formats=FORMATS) as picture:
        _bounded(picture)
        kind = picture.format if picture.format in ("PNG", "WEBP") else "JPEG"
        picture.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
        upright = _upright(picture)
        upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
        modes = ("RGB",) if kind == "JPEG" else ("RGB", "RGBA", "L")
        plain = upright if upright.mode in modes else upright.convert("RGBA" if "RGBA" in modes else "RGB")
        bare = Image.new(plain.mode, plain.size)
        bare.paste(plain)
    written = BytesIO()
    bare.save(written, kind, quality=QUALITY)
    extension = {"JPEG": "jpg", "PNG": "png", "WEBP": "webp"}[kind]
    return written.getvalue(), f"image/{kind.lower()}", extension


def _bare(picture: Image.Image) -> bytes:
    """Return the picture in its own format; of one that moves, the first frame: pages show no other."""
    _bounded(picture)
    kind = str(picture.format)
    upright = _upright(picture)
    modes = ("RGB", "L") if kind == "JPEG" else ("RGB", "RGBA", "L")
    plain = upright if upright.mode in modes else upright.convert("RGBA" if "RGBA" in modes else "RGB")
    bare = Image.new(plain.mode, plain.size)
    bare.paste(plain)
    # A profile says which colours the numbers mean; it fits no others.
    profile = picture.info.get("icc_profile") if plain.mode == picture.mode else None
    written = BytesIO()
    bare.save(written, kind, quality=SITE_QUALITY, icc_profile=profile)
    return written.getvalue()


def _bounded(picture: Image.Image) -> None:
    if picture.width * picture.height > MOST_PIXELS:
        raise Refused(_("This photo is too large to open. Make it smaller (4000 pixels are plenty) and add it."))


def _upright(picture: Image.Image) -> Image.Image:
    """Return the picture as it is looked at, in eight bits: sixteen are divided, where plain converting would clip."""
    turned = ImageOps.exif_transpose(picture)
    if turned.mode.startswith("I"):
        return turned.point(lambda value: value / 256).convert("L")
    return turned
