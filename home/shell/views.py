"""Addresses without a language: the front door, robots.txt, sitemap.xml, and errors."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_supported_language_variant
from django.utils.translation.trans_real import parse_accept_lang_header
from wagtail.models import Site

from home.shell import sitemap


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


def robots(request: HttpRequest) -> HttpResponse:
    """Tell robots where the sitemap is and what is not for them."""
    lines = ["User-agent: *", "Disallow: /admin/"]
    lines += [f"Disallow: /{code}/search/" for code, _name in settings.LANGUAGES]
    lines += [f"Disallow: /{code}/forms/" for code, _name in settings.LANGUAGES]
    lines += ["", f"Sitemap: {settings.SITE_URL}/sitemap.xml", ""]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


def sitemap_xml(request: HttpRequest) -> HttpResponse:
    """List every public page with its languages."""
    site = Site.find_for_request(request)
    if site is None:
        raise Http404
    context = {"entries": sitemap.entries(site), "default": settings.LANGUAGE_CODE}
    return render(request, "shell/sitemap.xml", context, content_type="application/xml; charset=utf-8")
