"""Photos that stand in a document as they came: what was packed in beside the picture is left out, byte by byte."""

import re

START, SCAN, END = b"\xff\xd8", 0xDA, 0xD9
# What a decoder needs of the segments for applications: JFIF, the colour profile, and Adobe's kind of colours.
KEPT = {0xE0, 0xE2, 0xEE}
COMMENT = 0xFE
# What begins a segment, after as many fill bytes as there are. The picture holds 00 after FF, and marks to begin again at.
_MARK = re.compile(rb"\xff+([\x02-\xcf\xd9-\xfe])")


def without_metadata(jpeg: bytes) -> bytes:
    """Return a JPEG without EXIF, XMP, IPTC, comments and what follows its end; its picture stays the same, byte for byte.

    What does not begin as a JPEG is returned as it is. Of one that holds no picture nothing but its beginning is left.
    """
    if jpeg[:2] != START:
        return jpeg
    kept, at, begun = [START], 2, False
    while mark := _MARK.search(jpeg, at):
        kind, after = mark[1][0], mark.end() + int.from_bytes(jpeg[mark.end() : mark.end() + 2], "big")
        kept.append(jpeg[at : mark.start()] if begun else b"")
        if kind == END:
            return b"".join(kept) + bytes((0xFF, END))
        if kind != COMMENT and (kind in KEPT or not 0xE0 <= kind <= 0xEF):
            kept.append(jpeg[mark.end() - 2 : after])
        at, begun = after, begun or kind == SCAN
    return b"".join(kept) + (jpeg[at:] if begun else b"")
