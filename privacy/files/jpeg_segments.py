"""Photos that stand in a document as they came: what was packed in beside the picture is left out, byte by byte."""

START, SCAN, END = 0xD8, 0xDA, 0xD9
# What a decoder needs of the segments for applications: JFIF, the colour profile, and Adobe's kind of colours.
KEPT = {0xE0, 0xE2, 0xEE}
COMMENT = 0xFE


def without_metadata(jpeg: bytes) -> bytes:
    """Return a JPEG without EXIF, XMP, IPTC and comments; its picture stays the same, byte for byte.

    What does not read as a JPEG is returned as it is.
    """
    if jpeg[:2] != bytes((0xFF, START)):
        return jpeg
    kept, at = [jpeg[:2]], 2
    while at + 4 <= len(jpeg) and jpeg[at] == 0xFF and jpeg[at + 1] not in (SCAN, END):
        kind, after = jpeg[at + 1], at + 2 + int.from_bytes(jpeg[at + 2 : at + 4], "big")
        if kind != COMMENT and (kind in KEPT or not 0xE0 <= kind <= 0xEF):
            kept.append(jpeg[at:after])
        at = after
    return b"".join(kept) + jpeg[at:]
