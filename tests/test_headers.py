"""What every kind of answer tells a browser about itself (ASVS V3.4, V4.1, V13.4)."""

import re
import ssl
import subprocess
import sys

import pytest
from django.conf import settings
from django.core.mail.backends.smtp import EmailBackend
from django.test import Client, override_settings
from django.urls import reverse

from tests.factories import member_of
from tests.test_project import PRODUCTION, ROOT

pytestmark = pytest.mark.django_db
# A page, a list for machines, text, XML, a form, a key, a refusal, errors below a language and without, and the entrance.
PUBLIC = (
    "/en/", "/nl/privacy/", "/.well-known/gpc.json", "/.well-known/security.txt", "/robots.txt", "/sitemap.xml", "/readyz",
    "/de/forms/contact/", "/en/forms/contact/challenge/", "/fr/rights/", "/en/nowhere/", "/nowhere", "/media/images/none.webp",
    "/documents/999/none.pdf", "/en/rights/mine/none/", "/admin/login/", "/", "/en/forms/contact", "/static/css/tokens.css",
    "/static/js/menu.js", "/static/img/icon.svg",
)  # fmt: skip
CMS = (
    "/admin/",
    "/admin/account/",
    "/admin/pages/",
    "/admin/images/",
    "/admin/reports/policy-health/",
    "/admin/privacy/review/",
)
TEXT = re.compile(r"(text/[\w.+-]+|[\w./-]+\+xml|application/xml)(; charset=utf-8)?")


@pytest.fixture
def at_the_desk(client):
    client.force_login(member_of("Editors"))
    return client


def answers(client, paths):
    """Return path → answer. Static files come from the folder of the sources, as in development."""
    with override_settings(DEBUG=False, WHITENOISE_USE_FINDERS=True):
        return {path: Client().get(path) if client is None else client.get(path) for path in paths}


def policy_of(answer):
    parts = (part.split() for part in answer.headers.get("Content-Security-Policy", "").split(";") if part.strip())
    return {name: set(values) for name, *values in parts}


def faults(answer, *, framed_by="'none'"):
    """Return what is missing from an answer."""
    policy, kind = policy_of(answer), answer.headers.get("Content-Type", "")
    said = TEXT.fullmatch(kind)
    rules = {
        "sniffed": answer.headers.get("X-Content-Type-Options") == "nosniff",
        "referrer": answer.headers.get("Referrer-Policy") in ("same-origin", "no-referrer"),
        "framed": policy.get("frame-ancestors") == {framed_by},
        "objects": policy.get("object-src") == {"'none'"},
        "base": policy.get("base-uri") == {"'none'"},
        "opener": answer.headers.get("Cross-Origin-Opener-Policy") == "same-origin",
        "type": bool(kind) and (not said or bool(said[2])) if answer.status_code != 302 else True,
    }
    return [rule for rule, kept in rules.items() if not kept]


def test_every_answer_says_what_a_browser_may_do_with_it(at_the_desk):
    """P4, P7: no sniffing, no referrer elsewhere, no foreign frame, no objects, no other base, a type with its charset."""
    public = {path: faults(answer) for path, answer in answers(None, PUBLIC).items() if not path.startswith("/admin/")}
    assert {path: found for path, found in public.items() if found} == {}
    inside = {path: faults(answer, framed_by="'self'") for path, answer in answers(at_the_desk, CMS).items()}
    assert {path: found for path, found in inside.items() if found} == {}
    bare = Client().get("/en/")
    for name in ("X-Content-Type-Options", "Content-Security-Policy", "Referrer-Policy"):
        del bare.headers[name]
    assert set(faults(bare)) == {"sniffed", "referrer", "framed", "objects", "base"}


def test_no_answer_lets_another_site_read_it(at_the_desk):
    """P7: whoever asks; static files are for everybody, and say so."""
    origin = {"HTTP_ORIGIN": "https://evil.example"}
    open_to = {
        path for path in (*PUBLIC, *CMS) if at_the_desk.get(path, **origin).has_header("Access-Control-Allow-Origin")
    }
    assert {path for path in open_to if not path.startswith("/static/")} == set()


def test_nothing_of_the_cms_is_kept_by_a_cache(at_the_desk):
    """R68, P7: neither the browser's, nor one on the way."""
    found = answers(at_the_desk, (*CMS, "/admin/login/", reverse("wagtailadmin_password_reset")))
    kept = {path: answer.headers.get("Cache-Control", "") for path, answer in found.items()}
    assert {path: said for path, said in kept.items() if "no-store" not in said or "private" not in said} == {}


@pytest.mark.parametrize(
    "folder", ["/static/", "/static/css/", "/media/", "/media/images/", "/documents/", "/private/"]
)
def test_no_folder_is_listed_and_no_request_comes_back(folder):
    """P7: a folder is not found; TRACE gives nobody their headers back, in which a cookie stands."""
    assert Client().get(folder, follow=True).status_code == 404
    for path in (folder, "/en/", "/admin/login/", "/healthz", "/static/js/menu.js"):
        answer = Client().generic("TRACE", path, headers={"X-Secret": "sentinel"})
        assert answer.status_code in (302, 404, 405), path
        assert b"sentinel" not in answer.getvalue()


def test_certificates_of_mail_and_web_servers_are_checked():
    """R61, P7: by name and by whom they were issued, for mail and for the web; no source asks for anything less."""
    for context in (EmailBackend(use_tls=True).ssl_context, ssl._create_default_https_context()):
        assert (context.verify_mode, context.check_hostname) == (ssl.CERT_REQUIRED, True)
    less = re.compile(r"CERT_(NONE|OPTIONAL)|check_hostname\s*=\s*False|_create_unverified_context|verify\s*=\s*False")
    sources = {
        path: path.read_text() for room in ("home", "leads", "privacy", "site") for path in (ROOT / room).rglob("*.py")
    }
    assert [path for path, source in sources.items() if less.search(source)] == []
    assert less.search("context.check_hostname = False")


def test_production_names_the_cookies_of_staff_for_this_host_alone():
    """P7: `__Host-`, which browsers take over TLS alone, without a domain and for every path."""
    names = ("SESSION_COOKIE", "CSRF_COOKIE")
    asked = "; ".join(f"print(s.{name}_NAME, s.{name}_SECURE, s.{name}_PATH, s.{name}_DOMAIN)" for name in names)
    command = [sys.executable, "-c", f"from django.conf import settings as s; {asked}"]
    environ = {**PRODUCTION, "PYTHONPATH": f"{ROOT / 'site'}:{ROOT}"}
    said = subprocess.run(command, cwd=ROOT, env=environ, capture_output=True, text=True, check=True).stdout
    assert said.split("\n")[:2] == ["__Host-kargro_session True / None", "__Host-kargro_csrf True / None"]
    assert settings.SESSION_COOKIE_NAME == "kargro_session"
