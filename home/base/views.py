"""Addresses without a language: the front door, robots.txt, sitemap.xml, and errors."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language, get_supported_language_variant
from django.utils.translation.trans_real import parse_accept_lang_header
from django.views.decorators.http import require_safe
from wagtail import views as wagtail_views
from wagtail.models import Page, Site

from home.base import sitemap
from home.base.sites import Home, home_of


@require_safe
def page(request: HttpRequest, path: str) -> HttpResponse:
    """Serve a page as Wagtail does; it is found with at most two queries, however deep it stands."""
    site = Site.find_for_request(request)
    if site is not None:
        home = home_of(site, get_language() or settings.LANGUAGE_CODE)
        standing = _standing_at(home, [name for name in path.split("/") if name])
        if standing is not None:
            found, rest = standing
            try:
                request._wagtail_route_for_request = found.route(request, rest)  # type: ignore[attr-defined]
            except Http404:
                request._wagtail_route_for_request = None  # type: ignore[attr-defined]
    return wagtail_views.serve(request, path)


def _standing_at(home: Home, names: list[str]) -> tuple[Page, list[str]] | None:
    """Return the deepest page on the way to an address, and what is left of the way.

    None when not even the home page is there: another process deleted it a moment ago, and Wagtail looks itself.
    """
    paths = [f"{home.url_path}{'/'.join(names[:depth])}/" for depth in range(1, len(names) + 1)]
    page = Page.objects.filter(url_path__in=paths).order_by("-depth").first() if names else None
    if page is not None:
        return page.specific, names[page.depth - home.depth :]
    page = home.model._default_manager.filter(pk=home.pk).first()
    return (page, names) if page else None


@require_safe
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


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Tell robots where the sitemap is and what is not for them."""
    lines = ["User-agent: *", "Disallow: /admin/"]
    lines += [f"Disallow: /{code}/search/" for code, _name in settings.LANGUAGES]
    lines += [f"Disallow: /{code}/forms/" for code, _name in settings.LANGUAGES]
    lines += ["", f"Sitemap: {settings.SITE_URL}/sitemap.xml", ""]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


@require_safe
def sitemap_xml(request: HttpRequest) -> HttpResponse:
    """List every public page with its languages."""
    site = Site.find_for_request(request)
    if site is None:
        raise Http404
    context = {"entries": sitemap.entries(site), "default": settings.LANGUAGE_CODE}
    return render(request, "base/sitemap.xml", context, content_type="application/xml; charset=utf-8")
