"""The CMS as each role meets it: the menu, every screen that links lead to, and what is closed to whom."""

import json
import re
from collections.abc import Iterator
from typing import Any

from django.http import HttpResponse
from django.test import Client

from tests.behaviour.ground import Ground
from tests.behaviour.normal import normal
from tests.behaviour.visiting import body_of, main_text, post, titles_of, visitor

ADDRESS = re.compile(r"(?:[\"']|&quot;)(/admin/[^\"'#?&<>{}\s\\]*)")
SIDEBAR = re.compile(r'<script id="wagtail-sidebar-props" type="application/json">(.*?)</script>', re.S)
# A stay ends there, or a file of translations is read.
NOT_ASKED = ("/admin/logout/", "/admin/jsi18n/", "/admin/sprite/")
# What happened at one moment stands there in no fixed order.
NOT_READ = ("/admin/reports/site-history/",)
NUMBER, UUID = re.compile(r"/\d+(?=/|$)"), re.compile(r"/[0-9a-f]{8}-[0-9a-f-]{27}(?=/|$)")
MOST = 400
NOBODY = "nobody"


def pattern_of(path: str) -> str:
    """Return an address with the records that it names left out."""
    return normal(UUID.sub("/‹uuid›", NUMBER.sub("/‹n›", path)))


def sign_in(ground: Ground, name: str) -> Client:
    """Return the browser of a sample user who has signed in, or of nobody."""
    browser = visitor()
    if name != NOBODY:
        post(browser, "/admin/login/", {"username": name, "password": ground.users[name], "next": "/admin/"})
    return browser


def record_cms(ground: Ground) -> dict[str, Any]:
    """Return menus, screens and queries by user; then how each address that anybody reached answers every user."""
    people = {name: sign_in(ground, name) for name in [*ground.users, NOBODY]}
    found: dict[str, Any] = {}
    examples: dict[str, str] = {}
    known: dict[tuple[str, str], str] = {}
    for name, browser in people.items():
        home = browser.get("/admin/")
        found[f"menu of {name}"] = menu_of(home.content.decode())
        screens = crawl(browser, home.content.decode())
        found[f"screens of {name}"] = {pattern: screen for pattern, (_path, screen) in screens.items()}
        for pattern, (path, _screen) in screens.items():
            examples.setdefault(pattern, path)
        known |= {(name, path): screen["outcome"] for path, screen in screens.values()}
        queries = ground.queries_of(lambda browser=browser: browser.get("/admin/"))
        found[f"home of {name}"] = {"queries": queries}
    found["permissions"] = {
        pattern: {name: known.get((name, path)) or outcome(browser.get(path)) for name, browser in people.items()}
        for pattern, path in examples.items()
    }
    return found


def menu_of(html: str) -> dict[str, str]:
    """Return the menu: where each label leads to, below the labels above it."""
    props = SIDEBAR.search(html)
    return dict(_items(json.loads(props[1]), ())) if props else {}


def _items(part: Any, above: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """Walk the sidebar's description; an item with a list behind it is a menu of its own."""
    if isinstance(part, dict):
        for value in part.values():
            yield from _items(value, above)
    elif isinstance(part, list):
        item = part[0] if part and isinstance(part[0], dict) and "label" in part[0] else None
        if item is None:
            for value in part:
                yield from _items(value, above)
            return
        here = (*above, str(item["label"]))
        yield " › ".join(here), str(item.get("url", ""))
        yield from _items(part[1:], here)


def crawl(browser: Client, home: str) -> dict[str, tuple[str, dict[str, Any]]]:
    """Follow every address that screens name, one for each pattern; return the screens with their addresses."""
    waiting, screens = ["/admin/", *ADDRESS.findall(home)], {}
    while waiting and len(screens) < MOST:
        path = waiting.pop(0)
        pattern = pattern_of(path)
        if pattern in screens or path.startswith(NOT_ASKED):
            continue
        response = browser.get(path)
        html = _html_of(response)
        screens[pattern] = path, screen_of(response, "" if path.startswith(NOT_READ) else html)
        waiting += [*ADDRESS.findall(html), *ADDRESS.findall(f'"{response.headers.get("Location", "")}"')]
    return screens


def _html_of(response: HttpResponse) -> str:
    kind = response.headers.get("Content-Type", "")
    return body_of(response).decode() if kind.startswith(("text/html", "application/json")) else ""


def screen_of(response: HttpResponse, html: str) -> dict[str, Any]:
    """Return what is kept of a screen: where asking ends, its headings and what is read on it."""
    kept = {"outcome": outcome(response), "type": response.headers.get("Content-Type", "")}
    if kept["type"].startswith("text/html"):
        kept |= {"titles": titles_of(html), "text": main_text(html)}
    return kept


def outcome(response: HttpResponse) -> str:
    """Return the status, and where it leads to."""
    leads_to = response.headers.get("Location", "")
    return f"{response.status_code} {pattern_of(leads_to)}".strip()
