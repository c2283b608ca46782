"""The site of the half-hour behind the proxy of compose.yaml: a running server is asked, by TLS and without."""

import json
import re
from urllib.parse import urlencode

import pytest

from privacy.cookies.services import CHOICES
from tests.proxy import HOST, proxy
from tests.sending_forms import send_contact_form

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]


@pytest.fixture(scope="module")
def front(production):
    with proxy(production.site.url.removeprefix("http://")) as running:
        yield running


def test_the_running_site_speaks_tls_alone_and_says_so(front):
    """R1, P4: http leads to https for good; over https every answer binds the browser for two years, cookies are for TLS alone."""
    for path in ("/", "/nl/privacy/", "/admin/login/", "/static/nothing.css", "/media/images/nothing"):
        answer = front.ask(path, tls=False)
        assert (answer.status, answer.headers["location"]) == (301, f"https://{HOST}{path}")
        assert front.ask(path).headers["strict-transport-security"] == "max-age=63072000"
    page = front.ask("/nl/privacy/")
    assert page.status == 200
    assert f"https://{HOST}" in page.body.decode()
    assert not re.findall(rb'(?:src|href|action)="http://(?:www\.)?kargro', page.body)
    cookies = front.ask("/admin/login/").headers["set-cookie"]
    assert "Secure" in cookies
    # A name that is not ours is refused by the site, also when it stands in the address of a redirect.
    assert front.ask("/nl/", Host="evil.example").status == 400


def test_public_pages_come_from_the_cache_and_staff_pages_never(front):
    """P3, C5: the second visitor asks the site nothing; what depends on a person is drawn each time."""
    expected = {"/nl/": ["MISS", "HIT"], "/en/privacy/": ["MISS", "HIT"], "/admin/login/": ["MISS", "MISS"]}
    for path, states in expected.items():
        before = len(front.said().splitlines())
        assert front.ask(path).body
        assert front.ask(path, Cookie="kargro_consent=x").body
        front.wait(lambda before=before: len(front.said().splitlines()) >= before + 2)
        assert [json.loads(line)["cache"] for line in front.said().splitlines()[before:]] == states


def test_a_made_up_address_switches_off_no_limit(front, production):
    """P7: whatever X-Forwarded-For a visitor writes, the limit counts their own connection."""
    (number,) = production.site.sql("SELECT max(number) FROM privacy_register_release")[0]
    records = "SELECT count(*) FROM privacy_cookies_consentrecord"
    (before,) = production.site.sql(records)[0]
    for index in range(CHOICES.most + 5):
        answer = front.ask(
            "/en/cookies/choice/", method="POST", body=urlencode({"method": "no_js", "release": number}).encode(),
            Content_Type="application/x-www-form-urlencoded", Sec_Fetch_Site="same-origin",
            X_Forwarded_For=f"203.0.113.{index}",
        )  # fmt: skip
        assert answer.status in (200, 302, 303), answer.body
    assert production.site.sql(records) == [(before + CHOICES.most,)]


def test_a_form_is_taken_through_the_proxy(front, production):
    """P3, R39: the origin check knows the site's address, and the receipt is for the sender alone."""

    def ask(path, body):
        kind = {"Content_Type": "application/x-www-form-urlencoded"} if body else {}
        answer = front.ask(path, method="POST" if body else "GET", body=body, Sec_Fetch_Site="same-origin", **kind)
        return answer.status, answer.headers.get("location", ""), answer.body.decode()

    before = production.site.sql("SELECT count(*) FROM leads_submissions_submission")[0][0]
    receipt = send_contact_form(ask, email="behind@example.com")
    assert production.site.sql("SELECT count(*) FROM leads_submissions_submission")[0][0] == before + 1
    first, second = (front.ask(receipt) for _ in range(2))
    assert first.status == second.status == 200
    assert "no-store" in first.headers["cache-control"]
    forged = urlencode({"name": "x"}).encode()
    assert front.ask("/en/forms/contact/", method="POST", body=forged, Sec_Fetch_Site="cross-site").status == 403
