"""Pictures are drawn anew: place, time, camera, author and whatever else was packed into the file stay behind."""

from io import BytesIO

import pillow_heif
from PIL import Image, ImageOps

from privacy.files.refused import Refused
from privacy.files.refused import gettext_noop as _

pillow_heif.register_heif_opener()


FORMATS = ("JPEG", "PNG", "WEBP", "HEIF")
# The best telephones take no more by themselves. What says that it holds more is not opened.
MOST_PIXELS = 25_000_000
LONGEST_SIDE = 4000
QUALITY = 88
# Pictures of the site are cut and made smaller from what is kept.
SITE_FORMATS = ("JPEG", "PNG", "WEBP", "AVIF", "GIF")
SITE_QUALITY = 92
# Encoders that would take a minute for a little less to keep.
_FAST: dict[str, dict[str, int]] = {"AVIF": {"speed": 9}, "WEBP": {"method": 2}}


def clean_image(content: bytes) -> tuple[bytes, str, str]:
    """Return content, type and extension of a visitor's picture alone, upright; raises Refused."""
    _webp_bounded(content)
    try:
        return _drawn_anew(content)
    except (Refused, MemoryError):
        raise
    except Exception as error:  # a decoder fed with garbage may raise anything
        raise cannot_be_opened() from error


def clean_site_picture(content: bytes) -> tuple[bytes, str, str]:
    """Return content, type and extension of a picture of the site in its own format, upright, without what was packed in.

    Raises Refused.
    """
    _webp_bounded(content)
    try:
        with Image.open(BytesIO(content), formats=SITE_FORMATS) as picture:
            kind = str(picture.format).lower()
            return _bare(picture), f"image/{kind}", kind
    except (Refused, MemoryError):
        raise
    except Exception as error:  # as above
        raise cannot_be_opened() from error


def cannot_be_opened() -> Refused:
    """Return the refusal of a picture that no decoder reads to its end."""
    return Refused(_("This photo cannot be opened; it may be damaged. Save it again as JPEG and add it."))


def too_large() -> Refused:
    """Return the refusal of a picture that is not decoded."""
    return Refused(_("This photo is too large to open. Make it smaller (4000 pixels are plenty) and add it."))


def _drawn_anew(content: bytes) -> tuple[bytes, str, str]:
    with Image.open(BytesIO(content), formats=FORMATS) as picture:
        _bounded(picture)
        kind = picture.format if picture.format in ("PNG", "WEBP") else "JPEG"
        modes = ("RGB",) if kind == "JPEG" else ("RGB", "RGBA", "L")
        bare = _picture_alone(picture, modes)
    written = BytesIO()
    bare.save(written, kind, quality=QUALITY, **_FAST.get(kind, {}))
    extension = {"JPEG": "jpg", "PNG": "png", "WEBP": "webp"}[kind]
    return written.getvalue(), f"image/{kind.lower()}", extension


def _bare(picture: Image.Image) -> bytes:
    """Return the picture in its own format; of one that moves, the first frame: pages show no other."""
    _bounded(picture)
    kind = str(picture.format)
    bare = _picture_alone(picture, ("RGB", "L") if kind == "JPEG" else ("RGB", "RGBA", "L"))
    # A profile says which colours the numbers mean; it fits no others.
    profile = picture.info.get("icc_profile") if bare.mode == picture.mode else None
    written = BytesIO()
    bare.save(written, kind, quality=SITE_QUALITY, icc_profile=profile, **_FAST.get(kind, {}))
    return written.getvalue()


def _bounded(picture: Image.Image) -> None:
    """Refuse by what the file says at its beginning, before anything of the picture is read."""
    if picture.width * picture.height > MOST_PIXELS:
        raise too_large()


def _webp_bounded(content: bytes) -> None:
    """The same for WebP, whose decoder takes the room for a picture as soon as it is opened (RFC 9649, 2.5 to 2.7)."""
    kind, bits = content[8:16], int.from_bytes(content[20:30], "little")
    if kind == b"WEBPVP8X":
        width, height = (bits >> 32 & 0xFFFFFF) + 1, (bits >> 56 & 0xFFFFFF) + 1
    elif kind == b"WEBPVP8L":
        width, height = (bits >> 8 & 0x3FFF) + 1, (bits >> 22 & 0x3FFF) + 1
    elif kind == b"WEBPVP8 ":
        width, height = bits >> 48 & 0x3FFF, bits >> 64 & 0x3FFF
    else:
        return
    if width * height > MOST_PIXELS:
        raise too_large()


def _picture_alone(picture: Image.Image, modes: tuple[str, ...]) -> Image.Image:
    """Return the points of a picture as it is looked at, upright and in a mode of `modes`, and nothing that came with them.

    It is made smaller first: at its full size no second one is ever in memory.
    """
    # Sixteen bits are divided, where plain converting would clip.
    eight = picture.point(lambda value: value / 256).convert("L") if picture.mode.startswith("I") else picture
    eight.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
    eight.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    ImageOps.exif_transpose(eight, in_place=True)
    plain = eight if eight.mode in modes else eight.convert("RGBA" if "RGBA" in modes else "RGB")
    bare = Image.new(plain.mode, plain.size)
    bare.paste(plain)
    return bare
