"""A PDF is written anew: who made it, what is attached to it and what would run in it stay behind."""

from io import BytesIO
from typing import Any, cast

from pypdf import PdfReader, PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, NameObject, StreamObject

from privacy.files.jpeg_segments import without_metadata
from privacy.files.refused import Refused
from privacy.files.refused import gettext_noop as _

MOST_PAGES = 200
MOST_OBJECTS = 50_000
# What starts by itself, runs, carries other files, or tells who made the document and how.
_DROPPED = (
    *("/AA", "/OpenAction", "/JS", "/JavaScript", "/XFA", "/AF", "/EF", "/EmbeddedFiles", "/Collection"),
    *("/RichMediaContent", "/Metadata", "/PieceInfo"),
)
_ACTIONS = (
    "/JavaScript",
    "/Launch",
    "/SubmitForm",
    "/ImportData",
    "/GoToR",
    "/GoToE",
    "/Rendition",
    "/RichMediaExecute",
)
_NOTES = ("/FileAttachment", "/RichMedia", "/Screen", "/Movie", "/Sound", "/3D")


def clean_pdf(content: bytes, *, most_pages: int = MOST_PAGES) -> tuple[bytes, str, str]:
    """Return content, type and extension of the document alone; raises Refused."""
    try:
        return _written_anew(content, most_pages), "application/pdf", "pdf"
    except (Refused, MemoryError):
        raise
    except Exception as error:  # a parser fed with garbage may raise anything
        raise Refused(_("This PDF cannot be opened; it may be damaged. Print it to a new PDF and add that.")) from error


def _written_anew(content: bytes, most_pages: int) -> bytes:
    reader = PdfReader(BytesIO(content))
    # A password that only restricts printing or copying opens to everybody: every reader shows such a document.
    if reader.is_encrypted and not reader.decrypt(""):
        raise Refused(_("This PDF is locked with a password. Save it without one and add it again."))
    # What the file says of its own size counts for nothing.
    if sum(map(len, reader.xref.values())) + len(reader.xref_objStm) > MOST_OBJECTS or len(reader.pages) > most_pages:
        raise _too_long(most_pages)
    writer = PdfWriter(clone_from=reader)
    writer.metadata = None
    _scrub(writer.root_object)
    # Without this what was cut off would still stand in the file.
    writer.compress_identical_objects(remove_duplicates=False, remove_unreferenced=True)
    written = BytesIO()
    writer.write(written)
    return written.getvalue()


def _too_long(most_pages: int) -> Refused:
    return Refused(_("This PDF is too long: %(most)d pages at most."), most=most_pages)


def _scrub(root: DictionaryObject) -> None:
    """Cut off, everywhere below `root`, what is dropped, acts or attaches."""
    seen: set[int] = set()
    waiting: list[Any] = [root]
    while waiting:
        node = waiting.pop()
        if isinstance(node, IndirectObject):
            if node.idnum in seen:
                continue
            seen.add(node.idnum)
            node = node.get_object()
        if isinstance(node, DictionaryObject):
            _cut(node)
            waiting += [node.raw_get(key) for key in node]
        elif isinstance(node, ArrayObject):
            waiting += list(node)


def _cut(node: DictionaryObject) -> None:
    if isinstance(node, StreamObject) and node.get("/Filter") in ("/DCTDecode", ["/DCTDecode"]):
        node._data = without_metadata(node._data)
    for key in set(_DROPPED) & node.keys():
        del node[key]
    if node.get("/S") in _ACTIONS:
        for key in list(node):
            del node[key]
    if "/Annots" in node:
        kept = [
            note for note in cast("ArrayObject", node["/Annots"]) if note.get_object().get("/Subtype") not in _NOTES
        ]
        node[NameObject("/Annots")] = ArrayObject(kept)
