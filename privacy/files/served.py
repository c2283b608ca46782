"""Files as browsers get them: a file of ours is looked at or kept, and never runs (CWE-79, CWE-434; ASVS 5.0, V5.4).

Which type a file is served as stands in the lists below, whatever it is called and whatever was stored before anybody
checked: nothing here is ever a page, a drawing or a script.
"""

from pathlib import PurePath

from django.conf import settings
from django.http import FileResponse, HttpRequest
from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header
from django.views import static
from wagtail.documents.views import serve as wagtails

PICTURES = {
    "avif": "image/avif",
    "gif": "image/gif",
    "jpeg": "image/jpeg",
    "jpg": "image/jpeg",
    "png": "image/png",
    "webp": "image/webp",
}
DOCUMENTS = {
    **PICTURES,
    "csv": "text/csv; charset=utf-8",
    "pdf": "application/pdf",
    "txt": "text/plain; charset=utf-8",
}
UNKNOWN = "application/octet-stream"


def document(request: HttpRequest, document_id: str, document_filename: str) -> HttpResponseBase:
    """Hand a document to whoever may have it, as a download; Wagtail says who may."""
    response = wagtails.serve(request, document_id, document_filename)
    if isinstance(response, FileResponse):
        _name_type(response, document_filename, DOCUMENTS)
        keep(response, document_filename)
    return response


def picture(request: HttpRequest, path: str) -> HttpResponseBase:
    """Show a picture of a page; what lies among them and is none is a download."""
    response = static.serve(request, path, document_root=str(settings.MEDIA_ROOT))
    if isinstance(response, FileResponse):
        _name_type(response, path, PICTURES)
        if response["Content-Type"] == UNKNOWN:
            keep(response, PurePath(path).name)
    return inert(response)


def keep(response: HttpResponseBase, name: str) -> HttpResponseBase:
    """Let a browser keep what it gets under a name, and show nothing of it."""
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return inert(response)


def inert(response: HttpResponseBase) -> HttpResponseBase:
    """Let nothing in an answer run, load or be guessed at, even where a browser shows it, and let no other site embed it."""
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response._csp_exempt = True  # type: ignore[attr-defined]
    return response


def _name_type(response: HttpResponseBase, name: str, types: dict[str, str]) -> None:
    """Say what a file is by our list; that it is packed, as its name may let others think, is for nobody to undo."""
    response["Content-Type"] = types.get(PurePath(name).suffix.lower().lstrip("."), UNKNOWN)
    del response["Content-Encoding"]
