"""What visitors' files are kept as: the picture or the document alone, whatever their maker packed in."""

from io import BytesIO

import pytest
from PIL import Image
from pypdf import PdfReader

from privacy.files.jpeg_segments import without_metadata
from privacy.files.pdf import clean_pdf
from privacy.files.pictures import clean_image
from privacy.files.refused import Refused
from tests.privacy.files.odd import SENTINEL, document, sixteen_bit_ramp, tells, told


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "HEIF"])
def test_a_visitors_picture_is_kept_without_position_and_author(kind):
    """Issue 18, C: EXIF, XMP, IPTC and comments."""
    given = told(kind)
    assert tells(given)
    assert not tells(clean_image(given)[0])


def test_sixteen_bits_of_grey_are_kept_as_the_picture():
    """Issue 18, C: not as a white page."""
    content, kind, _extension = clean_image(sixteen_bit_ramp())
    kept = Image.open(BytesIO(content))
    assert kind == "image/png"
    assert [kept.getpixel((x, 1)) for x in (0, 64, 128, 255)] == pytest.approx([0, 64, 128, 255], abs=2)


@pytest.mark.parametrize("algorithm", ["RC4-40", "RC4-128", "AES-128", "AES-256"])
def test_a_pdf_that_only_its_owner_may_change_is_taken_and_cleaned(algorithm):
    """Issue 18, H: what every reader opens is no locked document; it is kept open, and tells nothing."""
    given = document(told(), algorithm=algorithm)
    assert PdfReader(BytesIO(given)).is_encrypted
    content, _kind, _extension = clean_pdf(given)
    kept = PdfReader(BytesIO(content))
    assert not kept.is_encrypted
    assert (len(kept.pages), kept.metadata) == (1, None)
    assert SENTINEL.encode() not in content
    assert not tells(kept.pages[0]["/Resources"]["/XObject"]["/Photo"]._data)


def test_a_long_document_is_refused_by_the_bound_it_is_given():
    """Issue 18, H: staff may give more pages than visitors."""
    with pytest.raises(Refused, match="0 pages at most"):
        clean_pdf(document(), most_pages=0)


def test_the_picture_inside_a_jpeg_is_not_touched():
    """Issue 18, C: only what stands beside it goes; what is no JPEG stays as it is."""
    given = told()
    left = without_metadata(given)
    assert not tells(left)
    assert Image.open(BytesIO(left)).tobytes() == Image.open(BytesIO(given)).tobytes()
    assert without_metadata(left) == left
    assert without_metadata(b"no jpeg") == b"no jpeg"


@pytest.mark.parametrize("progressive", [False, True])
def test_nothing_hides_behind_fill_bytes_between_scans_or_after_the_end_of_a_jpeg(progressive):
    """Issue 18, C: fill bytes before a segment, a segment between two scans, and a second picture (MPF) with its own EXIF."""
    written, secret = BytesIO(), SENTINEL.encode()
    with Image.open(BytesIO(told())) as picture:
        plain = picture.convert("RGB")
        plain.info.clear()
        plain.save(written, "JPEG", progressive=progressive, restart_marker_blocks=1)
    whole = written.getvalue()
    hidden = b"\xe1" + (len(secret) + 2).to_bytes(2, "big") + secret
    scan = whole.rindex(b"\xff\xda") if progressive else 2
    planted = whole[:2] + b"\xff\xff\xff" + hidden + whole[2:scan] + b"\xff" + hidden + whole[scan:] + told() + secret
    left = without_metadata(planted)
    assert secret in planted
    assert secret not in left
    assert left == without_metadata(whole) == whole
