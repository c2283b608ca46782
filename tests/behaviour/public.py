"""Everything that visitors can reach: the pages of the sitemap, what they link to, and what has no page."""

import hashlib
import re
from typing import Any
from urllib.parse import urlsplit

from django.contrib.staticfiles import finders

from tests.behaviour.ground import HOST, Ground
from tests.behaviour.visiting import answer, body_of, visitor

LOCATION = re.compile(rf"http://{re.escape(HOST)}(/[^\"<]*)[\"<]")
LINK = re.compile(r"(?:href|action|data-challenge)=\"(/[^\"#]*)")
FILE = re.compile(r"[\"' ,](/(?:static|media)/[^\"' ,?#]+)")
WITHOUT_LANGUAGE = (
    "/", "/robots.txt", "/sitemap.xml", "/.well-known/gpc.json", "/.well-known/security.txt", "/favicon.ico",
    "/healthz", "/readyz", "/no-such-page/", "/admin/", "/admin/login/", "/admin/password_reset/",
)  # fmt: skip
IN_EVERY_LANGUAGE = (
    "cookies/", "cookies/saved/", "cookies/receipt/", "cookies/withdrawn/", "cookies/choice/", "rights/",
    "rights/mine/no-token/", "search/", "search/?q=band", "forms/contact/", "forms/no-such-form/", "no-such-page/",
)  # fmt: skip
MOST = 600


def languages() -> list[str]:
    """Return the languages that the sitemap knows, in its order."""
    return list(dict.fromkeys(path.split("/")[1] for path in sitemap_paths()))


def sitemap_paths() -> list[str]:
    """Return the path of every address in the sitemap, in its order."""
    return list(dict.fromkeys(LOCATION.findall(visitor().get("/sitemap.xml").content.decode())))


def record_public(ground: Ground) -> dict[str, Any]:
    """Return the answer of every public address, the links between them followed."""
    waiting = [*WITHOUT_LANGUAGE, *sitemap_paths()]
    waiting += [f"/{language}/{path}" for language in languages() for path in IN_EVERY_LANGUAGE]
    found: dict[str, Any] = {}
    while waiting and len(found) < MOST:
        path = waiting.pop(0)
        if path in found or urlsplit(path).path.startswith(("/static/", "/media/")):
            continue
        found[path] = answer(visitor().get(path))
        if not path.startswith("/admin/"):
            waiting += LINK.findall(found[path].get("text", ""))
    for language in languages():
        spoken = visitor().get("/", headers={"accept-language": language})
        found[f"/ in a browser that reads {language}"] = answer(spoken)
    return found


def record_files(pages: dict[str, Any]) -> dict[str, str]:
    """Return the hash of every style sheet, script and picture that pages name, or that it is not there."""
    named = {path for page in pages.values() for path in FILE.findall(page.get("text", ""))}
    return {path: _hash_of(path) for path in sorted(named)}


def _hash_of(path: str) -> str:
    if path.startswith("/static/"):
        place = finders.find(path.removeprefix("/static/"))
        if not isinstance(place, str):
            return "not there"
        with open(place, "rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    response = visitor().get(path)
    return hashlib.sha256(body_of(response)).hexdigest() if response.status_code == 200 else "not there"
