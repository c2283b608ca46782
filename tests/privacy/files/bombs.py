"""Files that are small to send and cost much to read, made anew each time and always the same."""

import zlib
from io import BytesIO

from PIL import Image


def flat(kind: str, side: int, mode: str = "RGB", **options: object) -> bytes:
    """Return a picture of one colour: a few bytes for millions of points."""
    written = BytesIO()
    Image.new(mode, (side, side), (200,) * len(mode)).save(written, kind, **options)
    return written.getvalue()


def pdf_of(bodies: list[bytes]) -> bytes:
    """Return a PDF with one page whose resources name every one of these objects; of its own size it says that it is small."""
    names = b" ".join(b"%d 0 R" % number for number in range(4, 4 + len(bodies)))
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Resources<</Z[%s]>>>>" % names
    out, starts = bytearray(b"%PDF-1.4\n"), []
    for number, body in enumerate(
        [b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>", page, *bodies], start=1
    ):
        starts.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % start for start in starts)
    end = b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<</Size 10/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF"
    return bytes(out) + end % (len(starts) + 1, table, len(out))


def many_objects() -> bytes:
    return pdf_of([b"<</A[1 2 3]>>"] * 90_000)


def deep() -> bytes:
    return pdf_of([b"[" * 100_000 + b"]" * 100_000])


def wide() -> bytes:
    return pdf_of([b"[" + b"<</A 1>>" * 600_000 + b"]"])


def packed() -> bytes:
    """One object that holds others, a thousand times as large as it is sent."""
    inside = zlib.compress(b"4 0 " + b"[" + b"1 " * 20_000_000 + b"]", 9)
    return pdf_of(
        [b"<</Type/ObjStm/N 1/First 4/Filter/FlateDecode/Length %d>>stream\n%s\nendstream" % (len(inside), inside)]
    )


def repeated() -> bytes:
    """A photo whose markers of segments have no end."""
    return b"\xff\xd8" + b"\xff\xe1\x00\x02" * 400_000


def flicker(side: int, frames: int) -> bytes:
    """Return a GIF in which a point flickers."""
    start = b"GIF89a" + side.to_bytes(2, "little") * 2 + b"\x80\0\0" + b"\xc8" * 6
    frame = b"\x21\xf9\x04\0\x01\0\0\0,\0\0\0\0\x01\0\x01\0\0\x02\x02D\x01\0"
    return start + frame * frames + b";"


PICTURES = {
    "WebP of more than 25 megapixels": lambda: flat("WEBP", 5001, lossless=True),
    "WebP of 25 megapixels": lambda: flat("WEBP", 4990, "RGBA", lossless=True),
    "PNG of more than 25 megapixels": lambda: flat("PNG", 5001, "L"),
    "PNG of 25 megapixels": lambda: flat("PNG", 4990, "RGBA"),
    "JPEG of segments": repeated,
}
DOCUMENTS = {"many objects": many_objects, "deep": deep, "wide": wide, "packed": packed}
