"""What every response says about caching and about what a page may load."""

from collections.abc import Callable

from django.conf import settings
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.utils.cache import add_never_cache_headers, patch_cache_control

CMS_PATHS = ("/admin/",)
PUBLIC_SECONDS = 300


def response_policy(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Relax the content security policy under the CMS only; let shared caches keep anonymous pages.

    A preview is a public page that the CMS shows in a frame: it keeps the page's own policy, and may be framed by us.

    A page is public when it answered a GET with 200, sets no cookie, varies by no cookie and did not
    say anything else about caching itself.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if getattr(request, "is_preview", False):
            response._csp_replace = settings.PREVIEW_CONTENT_SECURITY_POLICY  # type: ignore[attr-defined]
            response["X-Frame-Options"] = "SAMEORIGIN"
        elif request.path.startswith(CMS_PATHS):
            response._csp_replace = settings.ADMIN_CONTENT_SECURITY_POLICY  # type: ignore[attr-defined]
            if not response.has_header("Cache-Control"):
                add_never_cache_headers(response)
            if response.get("X-Frame-Options") != "DENY":
                response.setdefault("X-Frame-Options", "SAMEORIGIN")
        elif _may_be_public(request, response):
            patch_cache_control(response, public=True, max_age=0, s_maxage=PUBLIC_SECONDS)
        if response.status_code == 304:
            # The page's own policy is in the browser's cache; a 304 does not know the page and must not replace it.
            response._csp_exempt = True  # type: ignore[attr-defined]
        response.setdefault(
            "Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()"
        )
        return response

    return middleware


def _may_be_public(request: HttpRequest, response: HttpResponse) -> bool:
    return (
        request.method in ("GET", "HEAD")
        and response.status_code == 200
        and not response.cookies
        and not response.has_header("Cache-Control")
        and "cookie" not in response.get("Vary", "").lower()
    )


class PublicCompression(GZipMiddleware):
    """Compress what anyone may read. The CMS, and answers that may not be stored, hold secrets and stay plain; so do files,
    which mostly are compressed already and tell how long they are.

    No random padding: a page is the same bytes for everyone (C5), and holds nothing to be guessed.
    """

    max_random_bytes = 0

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        secret = request.path.startswith(CMS_PATHS) or "no-store" in response.get("Cache-Control", "")
        if secret or isinstance(response, FileResponse):
            return response
        return super().process_response(request, response)
