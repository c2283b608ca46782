"""Pages that the policy refers to: asked once a week, named by the linter while they are gone."""

import threading
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from django.utils import timezone

from privacy.operations.schedule import jobs
from privacy.policy import links, public_web
from privacy.policy.models import LinkCheck
from privacy.register.lint import run_lint
from privacy.register.models.facts import Vendor
from privacy.register.selectors import released_register
from tests.factories import release

pytestmark = pytest.mark.django_db
VIMEO = "https://vimeo.com/cookie_policy"


@pytest.fixture(autouse=True)
def switched_on(settings):
    settings.CHECK_LINKS = True


@pytest.fixture
def web(monkeypatch):
    """The statuses of pages by address, 200 for others; and what was asked."""
    statuses, asked = {}, []

    def status_of(url):
        asked.append(url)
        return statuses.get(url, 200)

    monkeypatch.setattr(links, "status_of", status_of)
    return statuses, asked


def noted():
    return {(finding.code, finding.subject) for finding in run_lint() if finding.code.startswith("links.")}


def test_every_page_that_the_policy_names_is_asked_once_a_week(web):
    """R89: companies and the authority, each once; again after a week and not before."""
    _statuses, asked = web
    now = timezone.now()
    register = released_register("en")
    links.check_links(now)
    assert sorted(asked) == sorted(links.links_of(register))
    assert {VIMEO, register.controller.authority_url} <= set(asked)
    assert links.check_links(now + timedelta(days=6)) == 0
    assert links.check_links(now + timedelta(days=7)) == len(asked) / 2
    assert noted() == set()


@pytest.mark.parametrize("status", [404, 410, 500, 503, None])
def test_a_page_that_is_gone_is_noted_until_it_answers(web, status):
    """R89: with whose it is; asked again the next day; the release is not stopped by it."""
    statuses, asked = web
    now = timezone.now()
    statuses[VIMEO] = status
    links.check_links(now)
    assert noted() == {("links.vendor", "vimeo")}
    (finding,) = [finding for finding in run_lint() if finding.code == "links.vendor"]
    assert VIMEO in finding.message
    assert not finding.blocking
    asked.clear()
    del statuses[VIMEO]
    links.check_links(now + timedelta(days=1))
    assert asked == [VIMEO]
    assert noted() == set()


@pytest.mark.parametrize("status", [401, 403, 405, 429, 999])
def test_a_page_that_refuses_machines_is_not_called_gone(web, status):
    """R89: people may well read it."""
    web[0][VIMEO] = status
    links.check_links(timezone.now())
    assert noted() == set()


def test_the_authority_too(web):
    """R89: the address to complain to."""
    web[0][released_register("en").controller.authority_url] = 404
    links.check_links(timezone.now())
    assert noted() == {("links.authority", "")}


def test_what_the_policy_names_no_more_is_forgotten(web):
    """R89: a company that is switched off disappears here too."""
    now = timezone.now()
    web[0][VIMEO] = 404
    links.check_links(now)
    Vendor.objects.filter(key="vimeo").update(active=False)
    release()
    links.check_links(now)
    assert not LinkCheck.objects.filter(url=VIMEO).exists()
    assert noted() == set()


def test_it_is_a_daily_job_and_can_be_switched_off(web, settings):
    """R89: where the worker has no way out, nothing is asked and nothing is noted."""
    assert jobs()["check_links"].every == timedelta(days=1)
    settings.CHECK_LINKS = False
    assert links.check_links(timezone.now()) == 0
    assert web[1] == []


def test_a_real_answer_is_read_and_redirects_are_followed(monkeypatch):
    """R89: from a server of our own, which also sees that nothing but the question is sent."""
    monkeypatch.setattr(public_web, "is_public", lambda address: address == "127.0.0.1")
    heads = []

    class Page(BaseHTTPRequestHandler):
        def do_GET(self):
            heads.append(dict(self.headers))
            status = {"/there": 200, "/moved": 302}.get(self.path, 404)
            if self.path == "/garbage":
                self.wfile.write(b"no HTTP at all\r\n\r\n")
                return
            self.send_response(status)
            if status == 302:
                self.send_header("Location", "/there")
            self.end_headers()

        def log_message(self, *args):
            """Say nothing."""

    server = HTTPServer(("127.0.0.1", 0), Page)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    monkeypatch.setattr(public_web, "PORTS", {server.server_port})
    base = f"http://127.0.0.1:{server.server_port}"
    try:
        found = [links.status_of(f"{base}{path}") for path in ("/there", "/moved", "/gone", "/garbage")]
    finally:
        server.shutdown()
        server.server_close()
    assert found == [200, 200, 404, None]
    assert links.status_of(f"{base}/there") is None
    assert all(not {"Cookie", "Referer"} & set(head) for head in heads)
