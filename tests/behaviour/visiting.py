"""Somebody with a browser: what they ask for and how the site answers."""

import hashlib
import re
from html import unescape
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.test import Client

from tests.behaviour.ground import HOST
from tests.behaviour.normal import normal, normal_policy

# Their values follow from the body or the time; whether there is an ETag is kept.
NOT_KEPT = {"Content-Length", "Expires", "Last-Modified", "ETag"}
READABLE = re.compile(r"^(text/|application/(json|xml|manifest\+json|javascript))")
MAIN = re.compile(r"<main\b.*?</main>", re.S)
UNSEEN = re.compile(r"<(script|style|template)\b.*?</\1>|<!--.*?-->", re.S)
# Attributes may hold a ">".
TAG = re.compile(r"""<(?:[^>"']|"[^"]*"|'[^']*')*>""")
TITLE = re.compile(r"<(title|h1)\b[^>]*>(.*?)</\1>", re.S)


def visitor() -> Client:
    """Return a browser without cookies on our own pages, to which an error is an answer."""
    return Client(raise_request_exception=False, headers={"host": HOST, "sec-fetch-site": "same-origin"})


def post(browser: Client, path: str, data: dict[str, str], **headers: str) -> HttpResponse:
    """Send a form as browsers send one without files."""
    kind = "application/x-www-form-urlencoded"
    return browser.post(path, urlencode(data), content_type=kind, headers=headers)


def body_of(response: HttpResponse) -> bytes:
    """Return the body, of an answer that streams as well."""
    return b"".join(response.streaming_content) if response.streaming else response.content


def headers_of(response: HttpResponse) -> dict[str, Any]:
    """Return the headers that matter, and each cookie by its name and attributes."""
    kept = {name: normal(value) for name, value in response.headers.items() if name not in NOT_KEPT}
    if "Content-Security-Policy" in kept:
        kept["Content-Security-Policy"] = normal_policy(kept["Content-Security-Policy"])
    for name, cookie in response.cookies.items():
        attributes = ("path", "domain", "max-age", "samesite", "secure", "httponly")
        kept[f"Set-Cookie {name}"] = " ".join(f"{key}={cookie[key]}" for key in attributes if cookie[key])
    return {**kept, "ETag": "yes" if "ETag" in response.headers else "no"}


def answer(response: HttpResponse) -> dict[str, Any]:
    """Return a whole answer, to be kept."""
    body, kept = body_of(response), {"status": response.status_code, "headers": headers_of(response)}
    if READABLE.match(response.headers.get("Content-Type", "")):
        text = normal(body.decode())
        return {**kept, "sha256": hashlib.sha256(text.encode()).hexdigest(), "text": text}
    return {**kept, "sha256": hashlib.sha256(body).hexdigest()}


def titles_of(html: str) -> str:
    """Return the title and the headings of the first rank, as read."""
    return " | ".join(words(found[1]) for found in TITLE.findall(html))


def words(html: str) -> str:
    """Return what is read of a piece of HTML, on one line."""
    return " ".join(normal(unescape(TAG.sub(" ", html))).split())


def main_text(html: str) -> str:
    """Return what is read of a page's main part, or of all of it, a line for each piece."""
    main = MAIN.search(html)
    text = unescape(TAG.sub("\n", UNSEEN.sub("", main[0] if main else html)))
    return normal("\n".join(line.strip() for line in text.splitlines()))
