"""Whatever is posted: a clear answer, never a 5xx, nothing typed lost, nothing stored twice."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from leads.submissions import spam
from leads.submissions.models import Submission
from leads.submissions.spam.models import RateCounter
from privacy.outbox.models import OutboxMail
from privacy.outbox.services import send_due
from tests.leads.conftest import ANSWERS, PATH, Visitor

pytestmark = pytest.mark.django_db


def test_a_megabyte_is_too_large_and_given_back(visitor):
    """Issue 2: 413 in plain words, the text still in the field."""
    text = "a" * 1_000_000
    response = visitor.send({**ANSWERS, "message": text})
    html = response.content.decode()
    assert response.status_code == 413
    assert "longer than the form accepts" in html
    assert text in html
    assert not Submission.objects.exists()


def test_more_than_the_server_reads_is_too_large(visitor):
    """Issue 2: beyond what is read at all, still a page in plain words."""
    response = visitor.send({**ANSWERS, "message": "a" * 3_000_000})
    assert response.status_code == 413
    assert "larger than this site accepts" in response.content.decode()


def test_too_many_fields_are_refused(visitor):
    """Issue 2: never a 5xx."""
    response = visitor.post(PATH, {f"f{number}": "x" for number in range(10_050)})
    assert response.status_code == 413


def test_a_message_that_is_too_long_says_by_how_much(visitor):
    """The limit is named, with what was typed; the browser cuts nothing off."""
    response = visitor.send({**ANSWERS, "message": "é" * 5001})
    html = response.content.decode()
    assert response.status_code == 422
    assert "Use 5000 characters at most. These are 5001." in html
    assert "é" * 5001 in html


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("Jan\x00sen", "Jansen"),
        ("\u202eنديم\u202c الحسن", "\u202eنديم\u202c الحسن"),
        ("אבי כהן", "אבי כהן"),
        ("Zoë 🚚👩🏽‍🔧", "Zoë 🚚👩🏽‍🔧"),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        ("O'Brien; DROP TABLE x;--", "O'Brien; DROP TABLE x;--"),
        ("{{ 7|add:7 }}{% now 'Y' %}", "{{ 7|add:7 }}{% now 'Y' %}"),
        ("Jan\r\nBcc: all@example.com", "Jan Bcc: all@example.com"),
        ("Jan\u2028sen", "Jan sen"),
    ],
)
def test_names_of_every_kind_are_kept_and_shown_as_text(visitor, name, kept):
    """Issue 2: null bytes go, line breaks become spaces, everything else is text."""
    assert visitor.send({**ANSWERS, "name": name}).status_code == 302
    assert Submission.objects.get().answers["name"] == kept
    page = visitor.send({"name": name, "message": "x"}).content.decode()
    assert "<script>alert(1)" not in page


def test_header_injection_reaches_no_mail(visitor, mailoutbox):
    """Issue 2, R69: an address with a line break is refused; no answer stands in a header."""
    assert visitor.send({**ANSWERS, "email": "jan@example.com\nBcc: all@example.com"}).status_code == 422
    visitor.send({**ANSWERS, "name": "Jan\r\nBcc: all@example.com", "subject": "Hi\r\nX-Bad: 1"})
    send_due(now=timezone.now())
    assert len(mailoutbox) == 2
    for mail in mailoutbox:
        assert "Bcc" not in mail.message()
        assert "X-Bad" not in str(mail.message().items())


def test_a_post_from_another_site_is_refused_with_the_answers_kept(visitor):
    """R53, X3: 403 in plain words; the person may still send them from our page."""
    response = visitor.send(headers={"Sec-Fetch-Site": "cross-site"})
    html = response.content.decode()
    assert response.status_code == 403
    assert "did not come from our own page" in html
    assert "Two hundred casings, please." in html
    assert re.search(r'name="form_key" value="[^"]+"', html)
    assert not Submission.objects.exists()


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Sec-Fetch-Site": "none"}, 403),
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Referer": "https://evil.example/http://testserver/"}, 403),
        ({"Origin": "http://testserver"}, 302),
        ({"Referer": "http://testserver/en/contact/"}, 302),
        ({}, 200),
    ],
)
def test_the_origin_decides_whether_a_post_is_taken(db, headers, status):
    """R53: our own page is taken, another site refused, a browser that says nothing is asked once more."""
    visitor = Visitor()
    visitor.headers = {}
    visitor.defaults.pop("HTTP_SEC_FETCH_SITE", None)
    assert visitor.send(headers=headers).status_code == status
    assert Submission.objects.count() == (1 if status == 302 else 0)


def test_an_expired_key_is_answered_with_a_fresh_one(visitor):
    """Issue 2: a page left open for days loses nothing."""
    old = visitor.key(age=25 * 60 * 60)
    response = visitor.send(form_key=old)
    html = response.content.decode()
    assert response.status_code == 200
    assert "open for a long time" in html
    assert "Two hundred casings, please." in html
    assert old not in html
    assert not Submission.objects.exists()


@pytest.mark.parametrize("key", ["x", "a.b", "éé.ß", "null", "W10.x"])
def test_a_forged_key_stores_nothing(visitor, key):
    """R46: only a key of ours sends."""
    assert visitor.send(form_key=key).status_code == 200
    assert not Submission.objects.exists()


def test_a_key_of_another_form_stores_nothing(visitor):
    """R46: a key is for one form."""
    assert visitor.send(form_key=visitor.key(slug="other")).status_code == 200
    assert not Submission.objects.exists()


def test_the_trap_stores_nothing_and_loses_nothing(visitor):
    """R46: a person whose browser filled the hidden field can still send."""
    response = visitor.send(website="https://spam.example")
    html = response.content.decode()
    assert response.status_code == 200
    assert "hidden field was filled in" in html
    assert "Two hundred casings, please." in html
    assert "spam.example" not in html
    assert not Submission.objects.exists()


def test_the_trap_is_a_real_field_out_of_sight(visitor):
    """R46: not display:none, which machines skip; not reachable by Tab."""
    html = visitor.get(PATH).content.decode()
    assert re.search(r'<input id="form-website" name="website" type="text" value="" tabindex="-1"', html)


@pytest.mark.parametrize(("age", "stored"), [(1, 0), (3, 1)])
def test_a_form_filled_in_faster_than_people_can_is_asked_about(visitor, age, stored):
    """R46: minimum time, two seconds from the first touch."""
    visitor.send(form_key=visitor.key(age=age))
    assert Submission.objects.count() == stored


def test_a_hundred_posts_in_a_moment_are_slowed_down(visitor):
    """Issue 2, R46: 429 with the answers kept and a time to come back; what was taken before is kept once each."""
    statuses = [visitor.send({**ANSWERS, "message": f"Number {n}"}).status_code for n in range(100)]
    assert set(statuses) == {302, 429}
    assert Submission.objects.count() == statuses.count(302) == spam.POSTS_A_WINDOW
    response = visitor.send()
    assert response.status_code == 429
    assert response["Retry-After"] == "600"
    assert "Two hundred casings, please." in response.content.decode()


def test_the_rate_limit_counts_the_network_of_an_ipv6_visitor(db):
    """R46: one house has 2^64 addresses."""
    now = timezone.now()
    assert spam.count_post("2001:db8::1", now=now)
    assert spam.count_post("2001:db8::ffff", now=now)
    assert list(RateCounter.objects.values_list("count", flat=True)) == [2]


def test_the_rate_limit_keeps_no_address(db):
    """R46: a keyed hash, not the address."""
    spam.count_post("192.0.2.44", now=timezone.now())
    kept = str(RateCounter.objects.values())
    assert RateCounter.objects.get().count == 1
    assert "192.0.2.44" not in kept


@pytest.mark.parametrize(
    ("proxies", "forwarded", "expected"),
    [
        (0, "203.0.113.9", "127.0.0.1"),
        (1, "203.0.113.9", "203.0.113.9"),
        (1, "198.51.100.1, 203.0.113.9", "203.0.113.9"),
        (2, "198.51.100.1, 203.0.113.9, 10.0.0.2", "203.0.113.9"),
        (2, "203.0.113.9", "127.0.0.1"),
        (1, "", "127.0.0.1"),
        (1, "not an address", "127.0.0.1"),
    ],
)
def test_only_a_trusted_proxy_is_believed_about_the_address(rf, settings, proxies, forwarded, expected):
    """R46: an address that a visitor writes into a header is not counted under."""
    settings.TRUSTED_PROXIES = proxies
    request = rf.get("/", headers={"X-Forwarded-For": forwarded})
    assert spam.client_address(request) == expected


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b"{}", "application/json"),
        (b"name=%FF%FE&message=%ED%A0%80", "application/x-www-form-urlencoded"),
        (b"--x\r\nbroken", "multipart/form-data; boundary=x"),
        (b"name=x", "application/x-www-form-urlencoded; charset=hex"),
        (b"", "multipart/form-data"),
        (b"a" * 90_000, "text/plain"),
    ],
)
def test_broken_bodies_get_a_readable_4xx(visitor, body, content_type):
    """Issue 2: never a 5xx, nothing stored."""
    response = visitor.generic("POST", PATH, body, content_type)
    assert 400 <= response.status_code < 500
    assert not Submission.objects.exists()


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS"])
def test_other_methods_are_refused(visitor, method):
    assert visitor.generic(method, PATH).status_code == 405


def test_an_address_that_never_had_a_form_is_not_found(visitor):
    assert visitor.get("/en/forms/none/").status_code == 404
    assert visitor.send(path="/en/forms/none/").status_code == 404


def test_a_form_not_live_in_a_language_shows_phone_and_mail(visitor):
    """E4: never a hole."""
    from leads.forms.models import LiveForm

    LiveForm.objects.filter(language="nl").delete()
    response = visitor.get("/nl/forms/contact/")
    assert response.status_code == 404
    assert "info@kargro.nl" in response.content.decode()


def test_a_key_two_minutes_ahead_is_not_believed(visitor):
    """R46: keys from a clock that runs ahead are no way around the minimum time."""
    ahead = spam.new_key("contact", now=timezone.now() + timedelta(minutes=2)).text
    assert visitor.send(form_key=ahead).status_code == 200
    assert not Submission.objects.exists()


def test_nothing_about_a_refused_post_is_queued(visitor):
    """R46: a refused post costs no mail."""
    visitor.send(form_key="")
    visitor.send({"name": ""})
    visitor.send(headers={"Sec-Fetch-Site": "cross-site"})
    assert not OutboxMail.objects.exists()
