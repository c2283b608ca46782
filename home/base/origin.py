"""Where a post comes from: the protection against forged posts on pages that set no cookie and carry no token."""

from ipaddress import ip_address
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest


def same_origin(request: HttpRequest) -> bool | None:
    """Return whether the browser says that our own page sent the request; None when it says nothing.

    `Sec-Fetch-Site` decides where it is sent (W3C Fetch Metadata); older browsers send `Origin`, or at
    least `Referer`, whose scheme and host must be ours. "same-site" is not enough: another host of the
    domain is another site.
    """
    fetch_site = request.headers.get("Sec-Fetch-Site")
    if fetch_site is not None:
        return fetch_site == "same-origin"
    for header in ("Origin", "Referer"):
        address = request.headers.get(header)
        if address:
            return _is_ours(address, request)
    return None


def _is_ours(address: str, request: HttpRequest) -> bool:
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return (parts.scheme, parts.netloc.lower()) == (request.scheme, request.get_host().lower())


def client_address(request: HttpRequest) -> str:
    """Return the visitor's address as the outermost proxy that we trust saw it; empty when there is none.

    With TRUSTED_PROXIES = n the n-th entry from the right of X-Forwarded-For: what stands further left was
    written by the visitor. Without proxies, or without enough entries, the connection's own address.
    """
    hops = settings.TRUSTED_PROXIES
    entries = [entry.strip() for entry in request.headers.get("X-Forwarded-For", "").split(",")]
    candidates = [entries[-hops]] if 0 < hops <= len(entries) else []
    for candidate in [*candidates, request.META.get("REMOTE_ADDR", "")]:
        try:
            return str(ip_address(candidate))
        except ValueError:
            continue
    return ""
