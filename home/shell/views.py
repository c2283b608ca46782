"""The front door: `/` leads to a language, and remembers nothing."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_supported_language_variant
from django.utils.translation.trans_real import parse_accept_lang_header


def front_door(request: HttpRequest) -> HttpResponse:
    """Redirect to the language the browser asks for; Accept-Language only (policy §4.2, T8)."""
    response = HttpResponseRedirect(f"/{preferred_language(request)}/")
    patch_vary_headers(response, ["Accept-Language"])
    response["Cache-Control"] = "public, max-age=0, s-maxage=300"
    return response


def preferred_language(request: HttpRequest) -> str:
    """Return the first language of Accept-Language that the site speaks, else the source language."""
    for code, _quality in parse_accept_lang_header(request.headers.get("Accept-Language", "")):
        try:
            return get_supported_language_variant(code)
        except LookupError:
            continue
    return settings.LANGUAGE_CODE
