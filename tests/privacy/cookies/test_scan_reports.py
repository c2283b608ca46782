"""Reports of scans: kept, read in the CMS, said on the home, made every week (C30, E2)."""

from datetime import timedelta

import pytest
from cookie_consent.models import Cookie, CookieGroup
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from privacy.cookies.models import ScanReport
from privacy.cookies.scanner import weekly
from privacy.cookies.scanner.browser import NoBrowser
from privacy.cookies.scanner.compare import Evidence, Found
from privacy.cookies.scanner.reports import KEPT, begin_report, finish_report, last_scan, latest_report, reported
from privacy.cookies.scanner.scan import CannotScan, Result, plan_scan
from privacy.operations.schedule import jobs
from tests.privacy.register.helpers import logged_in

pytestmark = pytest.mark.django_db
NEW = Found(
    "undeclared", "cookie", "new_one", group="analytical", evidence=(Evidence("analytical", 3, ("/en/", "/nl/")),)
)
UNCLEAR = Found("undeclared", "indexed_db", "store", evidence=(Evidence("none", 1, ("/en/about/",)),))
HOST = Found("undeclared", "host", "tracker.example", evidence=(Evidence("refused", 1, ("/en/",)),))
EARLY = Found("too_early", "cookie", "_ga", group="analytical", vendor="Google Analytics", evidence=(Evidence("none", 1, ("/en/",)),))  # fmt: skip
UNUSED = Found("unused", "cookie", "vuid", "vimeo.com", "functional", "Vimeo")
AWAY = Found("unvisited", "page", "/en/gone/", "404", evidence=(Evidence("none", 1, ("/en/gone/",)),))


def kept(*findings, ago=timedelta(), **options):
    """Return a finished report with these findings."""
    now = timezone.now() - ago
    report = begin_report(plan_scan("https://www.kargrogroup.test", now=now, **options), now=now)
    finish_report(report, Result((), findings), now=now + timedelta(minutes=3))
    return report


def screen(client, query=""):
    return client.get(reverse("cookie_scan") + query).content.decode()


def test_the_screen_says_what_was_found_where_and_in_which_state(client):
    """C30: findings by gravity, each with its pages and states in words."""
    report = kept(NEW, HOST, EARLY, UNUSED, AWAY)
    page = screen(logged_in(client, "Editors"))
    order = [
        page.index(words)
        for words in ("Not declared (2)", "Too early (1)", "Never seen (1)", "Could not be opened (1)")
    ]
    assert order == sorted(order)
    for words in (
        'After allowing only “Analytical”: <span class="w-underline">3 pages<',
        'Before any answer: <span class="w-underline">1 page<',
        'After refusing everything: <span class="w-underline">1 page<',
        'href="https://www.kargrogroup.test/nl/"',
        "and 1 more",
        "on our own domain, Google Analytics",
        "vimeo.com, Vimeo",
        "answered with 404",
        f"{report.pages} pages",
        "Stand-ins answered for other companies",
    ):
        assert words in page


def test_one_click_leads_to_a_declaration_with_name_domain_and_kind(client):
    """C30: the link of an undeclared cookie opens its group's screen with the empty row filled in; saving it declares it."""
    kept(NEW)
    logged_in(client, "Editors")
    group = CookieGroup.objects.get(varname="analytical")
    address = f"{reverse('register_cookie_group', args=[group.pk])}?name=new_one&amp;domain=&amp;kind=cookie#new-cookie"
    assert address in screen(client)
    form = client.get(
        reverse("register_cookie_group", args=[group.pk]),
        {"name": "new_one", "domain": "x.example", "kind": "local_storage"},
    )
    row = form.context["cookies"].forms[-1]
    assert (row["name"].value(), row["domain"].value(), row["kind"].value()) == (
        "new_one",
        "x.example",
        "local_storage",
    )
    assert 'value="new_one"' in form.content.decode()
    assert not Cookie.objects.filter(name="new_one").exists()
    plain = client.get(reverse("register_cookie_group", args=[group.pk]), {"kind": "nonsense", "name": "a"})
    assert plain.context["cookies"].forms[-1]["kind"].value() in (None, "cookie")


def test_the_row_that_a_link_filled_in_is_saved_like_any_other(client):
    """C30: from the finding to the draft of the register."""
    logged_in(client, "Privacy officers")
    group = CookieGroup.objects.get(varname="analytical")
    url = reverse("register_cookie_group", args=[group.pk])
    page = client.get(url, {"name": "new_one", "kind": "cookie"})
    values = {}
    for form in (page.context["form"], page.context["cookies"].management_form, *page.context["cookies"].forms):
        values |= {field.html_name: field.value() for field in form if field.value() not in (None, False)}
    row = page.context["cookies"].forms[-1].prefix
    values |= {f"{row}-text": "Counts something.", f"{row}-duration_value": 2, f"{row}-duration_unit": "days"}
    assert client.post(url, values).status_code == 302
    assert Cookie.objects.get(name="new_one").cookiegroup == group
    assert Cookie.objects.get(name="new_one").facts.first_party


def test_where_the_group_is_not_clear_each_is_offered(client):
    """C30: a person decides; a database of the browser is declared as local storage."""
    kept(UNCLEAR)
    page = screen(logged_in(client, "Editors"))
    for group in CookieGroup.objects.all():
        assert f"/privacy/cookies/{group.pk}/?name=store&amp;domain=&amp;kind=local_storage#new-cookie" in page


def test_an_undeclared_host_leads_to_a_new_company(client):
    """C30: a host belongs to a company."""
    kept(HOST)
    assert reverse("companies:add") in screen(logged_in(client, "Editors"))


def test_who_may_only_read_gets_no_button(client):
    """R65: an administrator sees the report and changes no cookie."""
    kept(NEW, HOST, UNUSED)
    page = screen(logged_in(client, "Administrators"))
    assert "Not declared (2)" in page
    assert "#new-cookie" not in page
    assert reverse("companies:add") not in page


def test_nothing_found_is_said_in_a_sentence_and_no_scan_in_another(client):
    """E2, X7: empty states say what belongs here."""
    logged_in(client, "Privacy officers")
    assert "No scan yet." in screen(client)
    kept()
    assert "Everything that was seen is declared" in screen(client)
    assert "Cookie scan (" not in screen(client)


def test_the_menu_counts_the_findings(client):
    """C30: a badge, for those who may read the report."""
    kept(NEW, UNUSED)
    assert "Cookie scan (2)" in screen(logged_in(client, "Privacy officers"))
    assert "Cookie scan" not in logged_in(client, "Translators").get(reverse("wagtailadmin_home")).content.decode()


@pytest.mark.parametrize(
    ("findings", "ago", "sentence", "mark"),
    [
        ((), timedelta(), "0 findings.", "folded"),
        ((), timedelta(days=15), "0 findings.", "open"),
        ((UNUSED,), timedelta(), "1 finding.", "open"),
        ((NEW, UNUSED), timedelta(), "2 findings.", "urgent"),
    ],
)
def test_the_home_says_when_the_site_was_scanned_and_what_was_found(client, findings, ago, sentence, mark):
    """E2: green only while it is fresh and clean; urgent when visitors are met by what nobody declared."""
    report = kept(*findings, ago=ago)
    home = logged_in(client, "Privacy officers").get(reverse("wagtailadmin_home")).content.decode()
    date = date_format(timezone.localtime(report.started_at), "SHORT_DATE_FORMAT")
    line = next(line for line in home.split("<li>" if mark != "folded" else "<p") if "Last cookie scan" in line)
    assert f"Last cookie scan: {date}, {sentence}" in line
    assert ("<strong>" in line.split("Last cookie scan")[0]) == (mark == "urgent")
    assert (f'<a href="{reverse("cookie_scan")}">' in line) == (mark != "folded")


def test_the_home_says_that_there_was_no_scan_and_that_one_failed(client):
    """E2: nothing known is not all well."""
    logged_in(client, "Privacy officers")
    home = reverse("wagtailadmin_home")
    assert "have not been scanned yet" in client.get(home).content.decode()
    with pytest.raises(CannotScan), reported(plan_scan("https://a.test", now=timezone.now()), now=timezone.now()):
        raise CannotScan
    assert "could not be made" in client.get(home).content.decode()
    assert "did not answer at this address" in screen(client)


def test_a_scan_that_was_cut_off_says_nothing_and_one_under_way_is_announced(client):
    """C30: a report without an end is never read as clean."""
    logged_in(client, "Privacy officers")
    now = timezone.now()
    plan = plan_scan("https://a.test", now=now)
    begin_report(plan, now=now - timedelta(minutes=2))
    assert "A scan has been under way since" in screen(client)
    ScanReport.objects.update(started_at=now - timedelta(hours=3))
    page = screen(client)
    assert "was cut off" in page
    assert "Everything that was seen is declared" not in page
    with pytest.raises(ZeroDivisionError), reported(plan, now=now):
        raise ZeroDivisionError
    assert ScanReport.objects.first().failure == "cut_off"
    with pytest.raises(NoBrowser), reported(plan, now=now):
        raise NoBrowser
    assert ScanReport.objects.count() == 2


def test_a_scan_of_a_part_does_not_stand_in_place_of_a_whole_one(client):
    """C30: one clean language must not hide what the whole scan found."""
    part = kept(ago=timedelta(hours=2), language="nl")
    assert latest_report(now=timezone.now()) == part
    whole = kept(NEW, ago=timedelta(hours=1))
    later = kept(language="nl")
    assert latest_report(now=timezone.now()) == whole
    page = screen(logged_in(client, "Editors"), f"?report={later.pk}")
    assert "a part of the site" in page
    assert "Everything that was seen is declared" in page
    for unknown in ("?report=0", "?report=x", "?report=99999999999"):
        assert client.get(reverse("cookie_scan") + unknown, follow=True).status_code == 404


def test_a_report_by_an_earlier_version_of_the_policy_says_so(client):
    """C30: what was declared then may not be what is declared now."""
    kept()
    ScanReport.objects.update(release_number=1)
    assert "Another version of the policy is in force by now" in screen(logged_in(client, "Editors"))


def test_the_last_fifty_reports_are_kept():
    """C30: and no more."""
    first = kept(NEW, ago=timedelta(days=60))
    plan = plan_scan("https://a.test", now=timezone.now())
    for days in range(KEPT):
        begin_report(plan, now=timezone.now() - timedelta(days=days))
    assert ScanReport.objects.count() == KEPT
    assert not ScanReport.objects.filter(pk=first.pk).exists()


def test_home_and_menu_ask_the_database_once_a_minute(django_assert_num_queries):
    """X7: the home stays within its queries."""
    kept(NEW)
    with django_assert_num_queries(1):
        assert last_scan(now=timezone.now()).count == last_scan(now=timezone.now()).grave == 1


@pytest.fixture
def started(monkeypatch):
    """The scans that the weekly job starts, without a process."""
    found = []
    monkeypatch.setattr(weekly, "start_scan", found.append)
    return found


def test_the_site_is_scanned_every_week_where_a_browser_is_installed(settings, started, monkeypatch):
    """C30, P6: a job like every other, which does nothing and raises nothing without a browser or an address."""
    job = jobs()["scan_cookies"]
    assert job.every == timedelta(weeks=1)
    job.run(timezone.now())
    assert started == []
    settings.COOKIE_SCAN_URL = "https://www.kargrogroup.test"
    monkeypatch.setattr(weekly, "what_is_missing", lambda: "A scan needs Chromium.")
    job.run(timezone.now())
    assert started == []
    monkeypatch.setattr(weekly, "what_is_missing", lambda: "")
    job.run(timezone.now())
    assert started == ["https://www.kargrogroup.test"]


def test_no_scan_is_started_while_one_is_under_way(settings, started, monkeypatch):
    """C30: two browsers at a time would be one too many; one that was cut off is in nobody's way."""
    settings.COOKIE_SCAN_URL = "https://www.kargrogroup.test"
    monkeypatch.setattr(weekly, "what_is_missing", lambda: "")
    now = timezone.now()
    begin_report(plan_scan("https://a.test", now=now), now=now - timedelta(hours=1))
    weekly.weekly_scan(now)
    assert started == []
    weekly.weekly_scan(now + timedelta(hours=2))
    assert len(started) == 1


def test_the_scan_runs_as_a_process_of_its_own(monkeypatch, settings):
    """C30, P6: mail does not wait for a browser."""
    calls = []
    monkeypatch.setattr(weekly.subprocess, "Popen", lambda command, **options: calls.append(command))
    weekly.start_scan("https://www.kargrogroup.test")
    assert calls[0][1:] == [str(settings.BASE_DIR / "manage.py"), "scan_cookies", "https://www.kargrogroup.test"]
