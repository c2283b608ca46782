"""What browsers report as blocked: kept as host and page, told as a finding, and nothing of the visitor."""

import json
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.utils import timezone

from privacy.cookies.blocked import MOST_A_HOST, MOST_KEPT, REPORTS
from privacy.cookies.models import BlockedLoad, NumberCounter
from privacy.register.lint import run_lint

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 30, 12, 0, tzinfo=UTC)


def report(
    client,
    blocked="https://tracker.example/pixel.gif?who=jan@example.com",
    page="http://testserver/en/about/?x=jan",
    **more,
):
    body = {
        "blocked-uri": blocked,
        "document-uri": page,
        "effective-directive": "img-src",
        "referrer": "http://testserver/en/jan/",
    }
    connection = {"REMOTE_ADDR": more.pop("REMOTE_ADDR")} if "REMOTE_ADDR" in more else {}
    sent = json.dumps({"csp-report": {**body, **more}})
    return client.post("/blocked/", sent, content_type="application/csp-report", **connection)


def rows():
    return list(BlockedLoad.objects.values_list("host", "kind", "page", "count"))


def test_a_page_tells_browsers_where_to_report(client):
    """P4: the policy of public pages names our own address, and no other."""
    policy = client.get("/en/").headers["Content-Security-Policy"]
    assert [part for part in policy.split("; ") if part.startswith("report")] == ["report-uri /blocked/"]


def test_what_was_blocked_is_a_finding_with_page_and_host(client):
    """P4: the browser's report becomes a note of the linter; a second one is counted."""
    for _ in range(2):
        assert report(client).status_code == 204
    assert rows() == [("tracker.example", "img-src", "/en/about/", 2)]
    (finding,) = (one for one in run_lint() if one.code == "page.blocked")
    assert "/en/about/" in finding.message
    assert "tracker.example" in finding.message
    assert not finding.blocking


def test_many_pages_of_one_host_are_one_finding_and_a_full_list_says_so(client):
    """P4: made-up reports bury nothing else that the linter says."""
    BlockedLoad.objects.bulk_create(
        BlockedLoad(host="x.example", kind="img-src", page=f"/{n}/", first_seen=NOW, last_seen=timezone.now())
        for n in range(MOST_KEPT - 1)
    )
    found = [one for one in run_lint() if one.code.startswith("page.blocked")]
    assert [(one.code, one.subject) for one in found] == [("page.blocked", "x.example")]
    assert f"{MOST_KEPT - 1} times" in found[0].message
    assert found[0].message.count("/") < 10
    report(client)
    full = [one for one in run_lint() if one.code == "page.blocked_full"]
    assert len(full) == 1
    assert not full[0].blocking


def test_nothing_of_a_visitor_is_kept(client, caplog):
    """R66, P4: no query, no referrer, no address, no token: of an address with one only its pattern."""
    report(client)
    report(client, page="http://testserver/en/rights/mine/jan-secret-token/")
    report(client, page="http://testserver/en/forms/contact/received/jan-secret-token/")
    report(client, page="http://testserver/en/jan-was-here/")
    kept = rows()
    assert {page for _host, _kind, page, _count in kept} == {
        "/en/about/",
        "/en/rights/mine/<str:token>/",
        "/en/forms/<slug:slug>/received/<str:token>/",
    }
    assert "jan" not in f"{kept}{caplog.text}"
    assert set(BlockedLoad.objects.values().first()) == {
        "id", "host", "kind", "page", "count", "first_seen", "last_seen",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("blocked", "page"),
    [
        ("inline", "http://testserver/en/about/"),
        ("chrome-extension://abcdefgh/x.js", "http://testserver/en/about/"),
        ("http://testserver/static/x.js", "http://testserver/en/about/"),
        ("https://jan@", "http://testserver/en/about/"),
        ("https://<script>/", "http://testserver/en/about/"),
        ("https://[::1", "http://testserver/en/about/"),
        ("https://tracker.example/", "https://elsewhere.example/en/about/"),
        ("https://tracker.example/", 7),
        (None, None),
    ],
)
def test_what_is_no_report_about_our_pages_is_answered_alike_and_not_kept(client, blocked, page):
    """P4: extensions, our own files, other sites and nonsense leave nothing."""
    assert report(client, blocked, page).status_code == 204
    assert rows() == []


@pytest.mark.parametrize("body", ["", "{", "[1, null]", '{"csp-report": 1}', "[" * 5000, "x" * 20_000])
def test_no_body_breaks_the_door(client, body):
    """P4: never a 5xx."""
    assert client.post("/blocked/", body, content_type="application/reports+json").status_code == 204
    assert client.get("/blocked/").status_code == 405
    assert rows() == []


def test_the_reporting_api_is_understood_too(client):
    """P4: a list of reports, with the newer names."""
    body = {
        "blockedURL": "https://cdn.example/a.js",
        "documentURL": "http://testserver/en/",
        "effectiveDirective": "script-src-elem",
    }
    client.post(
        "/blocked/", json.dumps([{"type": "csp-violation", "body": body}]), content_type="application/reports+json"
    )
    assert rows() == [("cdn.example", "script-src-elem", "/en/", 1)]


def fill(last_seen, *, count=50):
    BlockedLoad.objects.bulk_create(
        BlockedLoad(host=f"x{n}.example", kind="img-src", page="/en/", first_seen=NOW, last_seen=last_seen, count=count)
        for n in range(MOST_KEPT)
    )


def test_one_connection_is_believed_so_often_a_day(client):
    """P4: nobody fills the list: twenty loads a day, however they are put into reports."""
    loads = [
        {"body": {"blockedURL": f"https://l{n}.example/", "documentURL": "http://testserver/en/", "effectiveDirective": "img-src"}}
        for n in range(30)
    ]  # fmt: skip
    with time_machine.travel(NOW, tick=False):
        client.post("/blocked/", json.dumps(loads), content_type="application/reports+json")
        assert len(rows()) == 5
        for number in range(REPORTS.most):
            report(client, f"https://t{number}.example/")
        assert len(rows()) == REPORTS.most
        assert NumberCounter.objects.get().count == REPORTS.most + 5
    with time_machine.travel(NOW + timedelta(days=1), tick=False):
        report(client, "https://tomorrow.example/")
        assert len(rows()) == REPORTS.most + 1
    with time_machine.travel(NOW + timedelta(days=31, seconds=1), tick=False):
        report(client)
        assert len(rows()) == 1


def test_made_up_reports_do_not_push_a_real_one_out(client):
    """P4: a day of one connection's reports against a full list leaves what was met the day before."""
    fill(NOW - timedelta(days=3))
    with time_machine.travel(NOW - timedelta(days=1), tick=False):
        report(client, "https://real.example/")
    with time_machine.travel(NOW, tick=False):
        for number in range(MOST_KEPT + 5):
            report(client, f"https://made-up{number}.example/", REMOTE_ADDR="203.0.113.9")
        assert "real.example" in {host for host, *_rest in rows()}
        assert len(rows()) == MOST_KEPT


def test_made_up_reports_do_not_keep_a_real_one_out(client):
    """P4: a list full of rows that were counted often takes a new one, and the next new one leaves it there."""
    fill(NOW - timedelta(hours=1))
    with time_machine.travel(NOW, tick=False):
        report(client, "https://real.example/")
        report(client, "https://another.example/")
        assert {"real.example", "another.example"} <= {host for host, *_rest in rows()}
        assert len(rows()) == MOST_KEPT


def test_one_host_takes_so_many_rows(client):
    """P4: a host that is reported on every page leaves room for the others; its newest pages stand."""
    BlockedLoad.objects.bulk_create(
        BlockedLoad(host="x.example", kind="img-src", page=f"/{n}/", first_seen=NOW, last_seen=NOW - timedelta(hours=n))
        for n in range(MOST_A_HOST)
    )
    with time_machine.travel(NOW, tick=False):
        report(client, "https://x.example/")
    pages = {page for _host, _kind, page, _count in rows()}
    assert len(rows()) == MOST_A_HOST
    assert "/en/about/" in pages
    assert f"/{MOST_A_HOST - 1}/" not in pages
