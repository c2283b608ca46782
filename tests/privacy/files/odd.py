"""Files as telephones, scanners and offices make them: odd, and with more in them than one sees."""

from io import BytesIO

from PIL import Image
from PIL.TiffImagePlugin import IFDRational
from pypdf import PdfWriter
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject, NumberObject

SENTINEL = "Sentinel Jansen"
XMP = f"<x:xmpmeta xmlns:x='adobe:ns:meta/'><dc:creator>{SENTINEL}</dc:creator></x:xmpmeta>".encode()
# A Photoshop block with one IPTC record: by-line.
IPTC = b"Photoshop 3.0\x008BIM\x04\x04\x00\x00\x00\x00\x00\x14\x1c\x02\x50\x00\x0f" + SENTINEL.encode()


def told(kind: str = "JPEG", size: tuple[int, int] = (60, 40), turned: int = 1) -> bytes:
    """Return a picture with position and author in EXIF, and the author in XMP, IPTC and a comment, where `kind` has them."""
    exif = Image.Exif()
    exif[0x013B], exif[0x0112] = SENTINEL, turned
    exif.get_ifd(0x8825).update({1: "N", 2: (IFDRational(52), IFDRational(3), IFDRational(4))})
    picture, written = Image.radial_gradient("L").resize(size).convert("RGB"), BytesIO()
    more = (
        {"comment": SENTINEL, "xmp": XMP}
        if kind == "JPEG"
        else {"comment": SENTINEL}
        if kind == "GIF"
        else {"xmp": XMP}
    )
    picture.save(written, kind, exif=exif, **more)
    content = written.getvalue()
    if kind != "JPEG":
        return content
    return content[:2] + b"\xff\xed" + (len(IPTC) + 2).to_bytes(2, "big") + IPTC + content[2:]


def tells(content: bytes) -> bool:
    """Tell whether anything of what `told` packs in is still in a picture or around it."""
    with Image.open(BytesIO(content)) as picture:
        exif = picture.getexif()
        packed = {"exif", "xmp", "comment", "photoshop", "XML:com.adobe.xmp"} & picture.info.keys()
        return bool(SENTINEL.encode() in content or exif or exif.get_ifd(0x8825) or packed)


def sixteen_bit_ramp() -> bytes:
    """Return a grey PNG of sixteen bits a point, dark at the left and light at the right."""
    picture, written = Image.new("I;16", (256, 4)), BytesIO()
    for x in range(256):
        for y in range(4):
            picture.putpixel((x, y), x * 257)
    picture.save(written, "PNG")
    return written.getvalue()


def document(photo: bytes = b"", **owner_only: str) -> bytes:
    """Return a PDF with an author, a photo as it came, and a password that opens it to everybody."""
    writer, written = PdfWriter(), BytesIO()
    page = writer.add_blank_page(200, 200)
    writer.add_metadata({"/Author": SENTINEL})
    if photo:
        stream = DecodedStreamObject()
        stream.set_data(photo)
        stream.update(
            {
                NameObject("/Type"): NameObject("/XObject"),
                NameObject("/Subtype"): NameObject("/Image"),
                NameObject("/Filter"): NameObject("/DCTDecode"),
                NameObject("/Width"): NumberObject(60),
                NameObject("/Height"): NumberObject(40),
                NameObject("/ColorSpace"): NameObject("/DeviceRGB"),
                NameObject("/BitsPerComponent"): NumberObject(8),
            }
        )
        pictures = DictionaryObject({NameObject("/Photo"): writer._add_object(stream)})
        page[NameObject("/Resources")] = DictionaryObject({NameObject("/XObject"): pictures})
    if owner_only:
        writer.encrypt(user_password="", owner_password="only the owner", **owner_only)
    writer.write(written)
    return written.getvalue()
