"""Tags of every page: languages, links, pictures, drawings, and what search engines read."""

import json
from functools import lru_cache
from typing import Any, Protocol

from django import template
from django.conf import settings
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from wagtail.images.models import AbstractImage
from wagtail.models import Page

from home.base import header_footer, links, pictures, selectors

register = template.Library()
DRAWINGS = ("ring", "tyre", "car", "truck", "stacks", "lamp", "granulate", "wire", "map")


@register.simple_tag(takes_context=True)
def alternates(context: template.Context) -> list[selectors.Alternate]:
    """Return the languages of the current address; read once a request."""
    request = context["request"]
    if not hasattr(request, "shell_alternates"):
        request.shell_alternates = selectors.alternates(context.get("page"), request)
    return request.shell_alternates


@register.simple_tag(takes_context=True)
def other_languages(context: template.Context) -> list[selectors.Alternate]:
    """Return the languages into which the current address is really translated; none where nothing is found."""
    match = context["request"].resolver_match
    if not context.get("page") and (not match or match.view_name == "wagtail_serve"):
        return []
    return [version for version in alternates(context) if version.path and not version.current]


@register.simple_tag(takes_context=True)
def layout(context: template.Context) -> header_footer.Layout:
    """Return header and footer links and messages in the active language; read once a request."""
    return header_footer.layout(context["request"])


@register.simple_tag(takes_context=True)
def framed(context: template.Context, name: str) -> SafeString:
    """Print header or footer of a page; one that says the same as an earlier one is not rendered again.

    The template may use `register`, `layout`, the languages of the address, and nothing else.
    """
    values: dict[str, Any] = {
        key: context.get(key) for key in ("request", "register", "layout", "page", "LANGUAGE_CODE")
    }
    release, shown = values["register"], values["layout"]
    if settings.DEBUG or not values["page"]:
        return render_to_string(name, values)
    key = (name, release and (release.number, release.published_at), shown.parts, tuple(alternates(context)))
    if key not in _frames:
        if len(_frames) >= MAX_FRAMES:
            _frames.clear()
        _frames[key] = render_to_string(name, values)
    return _frames[key]


_frames: dict[tuple, SafeString] = {}
MAX_FRAMES = 500


@register.simple_tag
def fixed(name: str) -> SafeString:
    """Print a component that depends on nothing, such as the style sheets; rendered once a process."""
    return render_to_string(name) if settings.DEBUG else _fixed(name)


@lru_cache(maxsize=64)
def _fixed(name: str) -> SafeString:
    return render_to_string(name)


@register.simple_tag
def arrow(direction: str = "") -> SafeString:
    """Print an arrow: "out", "down", else right."""
    return _arrow(direction)


@lru_cache(maxsize=8)
def _arrow(direction: str) -> SafeString:
    return render_to_string("components/arrow.html", {"direction": direction})


@register.simple_tag(takes_context=True)
def robot_links(context: template.Context) -> SafeString:
    """Print canonical and hreflang links; an address that must not be indexed has neither."""
    versions = [alternate for alternate in alternates(context) if alternate.path]
    if not versions:
        return mark_safe("")
    current = next((version for version in versions if version.current), versions[0])
    links = [("canonical", "", current.url)]
    if len(versions) > 1:
        default = next((version for version in versions if version.code == settings.LANGUAGE_CODE), versions[0])
        links += [("alternate", version.code, version.url) for version in versions]
        links += [("alternate", "x-default", default.url)]
    return format_html_join(
        "\n",
        '<link rel="{}"{} href="{}">',
        ((rel, format_html(' hreflang="{}"', code) if code else "", url) for rel, code, url in links),
    )


@register.simple_tag(takes_context=True)
def href(context: template.Context, page: Page | links.LinkedPage | None) -> str:
    """Return the path of a page in the active language, else of the page itself; empty if neither is live."""
    shown = links.version_to_link(page.pk) if page else None
    return selectors.page_path(shown, context.get("request")) if shown else ""


@register.simple_tag
def picture(
    image: AbstractImage, sizes: str = "(min-width: 60rem) 50vw, 100vw", loading: str = "lazy", alt: str | None = None
) -> SafeString:
    """Print a responsive picture from the sizes that exist; before the worker made them, from one made now."""
    if alt is None:
        alt = "" if getattr(image, "decorative", False) else getattr(image, "contextual_alt_text", "") or ""
    made = pictures.made(image)
    by_format = {
        name: [
            made[spec]
            for spec in pictures.specs()
            if spec in made and spec.endswith(f"format-{name}") and "x630" not in spec
        ]
        for name in pictures.FORMATS
    }
    sources = format_html_join(
        "",
        '<source type="image/{}" srcset="{}" sizes="{}">',
        ((name, _srcset(renditions), sizes) for name, renditions in by_format.items() if name != "jpeg" and renditions),
    )
    shown = pictures.first_cut(image)
    if not shown:
        return mark_safe("")
    return format_html(
        '<picture class="picture">{}<img src="{}" alt="{}" width="{}" height="{}" loading="{}" decoding="async"></picture>',
        sources,
        shown.url,
        alt,
        shown.width,
        shown.height,
        loading,
    )


def _srcset(renditions: list) -> str:
    return ", ".join(f"{rendition.url} {rendition.width}w" for rendition in renditions)


@register.simple_tag
def drawing(name: str, label: str = "") -> SafeString:
    """Print one of the site's drawings inline, so that the style sheet can colour it.

    Without a label it is decoration and hidden from screen readers.
    """
    if name not in DRAWINGS:
        return mark_safe("")
    return _drawn.__wrapped__(name, label) if settings.DEBUG else _drawn(name, label)


@lru_cache(maxsize=256)
def _drawn(name: str, label: str) -> SafeString:
    """A drawing never changes while the site runs."""
    return render_to_string(f"drawings/{name}.html", {"label": label})


@register.simple_tag(takes_context=True)
def social_image_url(context: template.Context) -> str:
    """Return the absolute address of the image shown where the page is shared."""
    image = getattr(context.get("page"), "social_image", None)
    rendition = pictures.made(image).get(pictures.SOCIAL_SPEC) if image else None
    return settings.SITE_URL + (rendition.url if rendition else static("img/share.png"))


@register.simple_tag
def site_url() -> str:
    """Return the canonical address of the site, without a slash at the end."""
    return settings.SITE_URL


class Organisation(Protocol):
    """What is printed of who we are."""

    public_name: str
    legal_name: str
    email: str
    phone_e164: str
    street: str
    postal_code: str
    city: str


@register.simple_tag
def organization_json(controller: Organisation) -> SafeString:
    """Print the organisation as JSON-LD; facts come from the privacy register only."""
    data = {
        "@context": "https://schema.org",
        "@type": "Organization",
        "name": controller.public_name,
        "legalName": controller.legal_name,
        "url": settings.SITE_URL + "/",
        "logo": settings.SITE_URL + static("img/icon-512.png"),
        "foundingDate": "1968",
        "email": controller.email,
        "telephone": controller.phone_e164,
        "address": {
            "@type": "PostalAddress",
            "streetAddress": controller.street,
            "postalCode": controller.postal_code,
            "addressLocality": controller.city,
            "addressCountry": "NL",
        },
    }
    text = json.dumps(data, ensure_ascii=False).replace("<", "\\u003c")
    # allowed markup-from-parts: JSON in which no "<" is left cannot end the element it stands in.
    return mark_safe(f'<script type="application/ld+json">{text}</script>')
