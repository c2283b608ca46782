"""Every address of the CMS, found in the URL resolver and filled with records that exist."""

import re
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.contrib.admin.utils import quote
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.urls import get_resolver, reverse
from django.urls.resolvers import RoutePattern
from wagtail.documents.models import Document
from wagtail.images.models import Image
from wagtail.models import Collection, Locale, Page, Site
from wagtail_localize.models import Translation

CMS = "admin/"


@dataclass(frozen=True)
class Address:
    """One pattern: its route as written, and an address that fits it."""

    route: str
    path: str


def patterns(found=None, route=""):
    """Yield (route, pattern) of everything below /admin/ that is written as a route; the catch-all is none."""
    for pattern in found if found is not None else get_resolver().url_patterns:
        here = route + str(pattern.pattern)
        if not CMS.startswith(here) and not here.startswith(CMS):
            continue
        if hasattr(pattern, "url_patterns"):
            yield from patterns(pattern.url_patterns, here)
        elif here.startswith(CMS) and isinstance(pattern.pattern, RoutePattern):
            yield here, pattern


def model_of(route):
    """Return the model whose records a route names."""
    words = route.removeprefix(CMS).split("/")
    if words[0] == "snippets" and len(words) > 3 and words[1] != "choose":
        return apps.get_model(words[1], words[2])
    named = {
        "users": get_user_model(),
        "staff": get_user_model(),
        "groups": Group,
        "images": Image,
        "documents": Document,
        "collections": Collection,
        "locales": Locale,
        "sites": Site,
        "pages": Page,
    }
    return named.get(words[0])


def first_of(model):
    if model is Page:
        return Page.objects.filter(depth=3, locale__language_code="en").order_by("path").first().pk
    found = model._default_manager.order_by("pk").first()
    return found.pk if found else 1


def value_for(route, name, records):
    """Return a value for one part of a route: a record that exists, where there is one."""
    if name in records:
        return records[name]
    for prefix, pk in records.items():
        if route.startswith(CMS + prefix) and name in ("pk", "id"):
            return pk
    if name in ("app_label", "app_name"):
        return "wagtailcore"
    if name in ("model_name",):
        return "page"
    if name == "action":
        return "delete"
    if name == "slug":
        return "x"
    model = model_of(route)
    return quote(first_of(model)) if model else 1


def addresses(**records: Any) -> list[Address]:
    """Return every address of the CMS. `records` gives values by the name of a part, or by the route's beginning."""
    page = first_of(Page)
    fixed = {
        "page_id": page,
        "parent_page_id": page,
        "page_to_move_id": page,
        "page_to_copy_id": page,
        "destination_id": page,
        "content_type_app_name": "pages",
        "content_type_model_name": "contentpage",
        "translation_id": (Translation.objects.first() or Translation()).pk or 1,
        "uidb64": "MQ",
        "token": "x-y",
        **records,
    }
    found = []
    for route, pattern in patterns():
        path = route
        for name in pattern.pattern.converters:
            path = _replace(path, name, str(value_for(route, name, fixed)))
        for outer in ("app_name", "model_name", "app_label"):
            path = _replace(path, outer, str(value_for(route, outer, fixed)))
        for name in list(fixed):
            path = _replace(path, name, str(fixed[name]))
        found.append(Address(route, "/" + path))
    return found


def _replace(path, name, value):
    return re.sub(rf"<(?:\w+:)?{re.escape(name)}>", value, path)


def refused(response) -> bool:
    """Tell whether an answer lets nobody in: the home, the login, or an error that says no."""
    if response.status_code in (301, 302):
        ends = (reverse("wagtailadmin_home"), "/admin/login/")
        # What is not there is looked for again below a language.
        return response.url in ends or response.url.startswith(("/admin/login/?", "/en/admin/"))
    return response.status_code in (403, 404)
