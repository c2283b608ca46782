"""What staff read about cookie choices: the report, its file, and the line on the home."""

import csv
import re
from datetime import timedelta
from io import BytesIO, StringIO

import openpyxl
import pytest
from django.contrib.auth.models import Permission
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.users.models import UserProfile

from privacy.cookies.dashboard import LATELY_KEY
from privacy.cookies.models import ConsentRecord
from privacy.cookies.statistics import Period, count_choices
from tests.factories import member_of
from tests.privacy.cookies.conftest import ID, NO, NOW, SOME, YES

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("last_of_july")]
REPORT = "/admin/reports/cookie-choices/"


@pytest.fixture
def reader(client):
    """A browser in which a privacy officer is signed in."""
    client.force_login(member_of("Privacy officers"))
    return client


def counted(**asked):
    return count_choices(Period.between(None, None, today=timezone.localdate()), **asked)


def text_of(response):
    """Return a page as one line of text without its tags."""
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def table(page, caption):
    """Return the rows below a caption, as lists of cells."""
    found = re.search(rf"<caption[^>]*>\s*{re.escape(caption)}\s*</caption>(.*?)</table>", page, re.DOTALL)
    rows = re.findall(r"<tr>(.*?)</tr>", found[1], re.DOTALL)
    return [
        [re.sub(r"<[^>]+>", "", cell).strip() for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row)] for row in rows
    ]


def test_staff_see_counts_and_no_single_choice(reader, send, offer):
    """C24, C25, C29: through the visitors' own door: a sentence, a plot, numbers; no id of a record."""
    send(id=ID)
    send(groups={**dict.fromkeys(offer.keys, False), "functional": True})
    send(method="embed", groups={}, vendors=["vimeo"])
    response = reader.get(REPORT)
    page = response.content.decode()
    assert "2 answers: 0 allowed everything, 1 some, 1 nothing." in text_of(response)
    assert table(page, "By purpose")[1:] == [
        ["Functional", "2", "1", "1"],
        ["Analytical", "2", "0", "2"],
        ["Advertising", "2", "0", "2"],
    ]
    assert table(page, "By language")[1:] == [["English", "2", "0", "1", "1"]]
    assert table(page, "By way of answering")[1:] == [["Banner", "2", "0", "1", "1"]]
    assert table(page, "Allowed on a video, for one company alone")[1:] == [["Vimeo", "1"]]
    assert table(page, "Answers, and what was allowed and refused")[1:] == [
        ["31 July 2026", "2", "0", "1", "1", "1 / 1", "0 / 2", "0 / 2", "1"]
    ]
    for record in ConsentRecord.objects.all():
        assert str(record.pk) not in page
        assert record.text_id not in page


def test_nineteen_answers_are_numbers_and_twenty_are_shares(reader, made):
    """C29: on the screen too."""
    made(YES, times=10)
    made(NO, times=9)
    page = text_of(reader.get(REPORT))
    assert "19 answers: 10 allowed everything, 0 some, 9 nothing." in page
    assert "%" not in page[page.index("19 answers") :]
    made(SOME)
    page = text_of(reader.get(REPORT))
    assert "20 answers: 50% allowed everything, 5% some, 45% nothing." in page
    assert "10 (50%)" in page


def test_the_plot_says_in_words_what_it_shows(reader, made):
    """C29, X6: an image with title and description, and the same numbers as a table."""
    made(YES, times=3)
    page = reader.get(REPORT).content.decode()
    svg = re.search(r'<svg class="choices-plot".*?</svg>\s*</svg>\s*</svg>', page, re.DOTALL)[0]
    assert 'role="img"' in svg
    title, what = re.search(r'aria-labelledby="(\S+) (\S+)"', svg).groups()
    assert f'<title id="{title}">Answers by day, as stacked bars</title>' in svg
    assert re.search(rf'<desc id="{what}">\s*3 answers: 3 allowed everything', svg)
    assert svg.count("choices-part--everything") == 2
    assert "style=" not in svg
    assert "<script" not in svg
    assert "<details" in page[page.index("</svg>") :]


def test_numbers_in_the_plot_are_written_as_browsers_read_them(reader, made):
    """C29: a German member of staff sees the same bars: no decimal comma in a width."""
    made(YES, times=3)
    made(NO, at=NOW - timedelta(days=3))
    profile = UserProfile.get_for_user(reader.get(REPORT).wsgi_request.user)
    profile.preferred_language = "de"
    profile.save()
    page = reader.get(REPORT).content.decode()
    svg = page[page.index("choices-plot") : page.index("choices-details")]
    assert re.search(r'<html[^>]* lang="de"', page)
    assert not re.findall(r'(?:x|y|width|height)="[^"]*,[^"]*"', svg)
    assert re.findall(r'width="\d+\.\d+%"', svg)


def test_days_language_and_purpose_narrow_the_report(reader, made):
    """C29: each filter alone and together; the links to usual periods keep the others."""
    made(YES, times=2, language="nl")
    made(NO, times=3, language="de")
    made(SOME, times=4, language="de", at=NOW - timedelta(days=40))

    def said(**asked):
        return text_of(reader.get(REPORT, asked))

    assert "5 answers: 2 allowed everything, 0 some, 3 nothing." in said()
    assert "3 answers: 0 allowed everything, 0 some, 3 nothing." in said(language="de")
    older = {"recorded_at_from": "2026-06-01", "recorded_at_to": "2026-06-30"}
    assert "4 answers: 0 allowed everything, 4 some, 0 nothing." in said(**older)
    assert "4 answers about “Functional”: 4 allowed it, 0 refused it." in said(**older, group="functional")
    assert "Nobody answered in this period, language and purpose." in said(**older, language="fr")
    page = reader.get(REPORT, {"language": "de", "group": "analytical"}).content.decode()
    assert "recorded_at_from=2026-07-25&amp;recorded_at_to=2026-07-31&amp;language=de&amp;group=analytical" in page


@pytest.mark.parametrize(
    "asked",
    [
        {"recorded_at_from": "0001-01-01"},
        {"recorded_at_to": "0001-01-01"},
        {"recorded_at_from": "9999-12-31", "recorded_at_to": "9999-12-31"},
        {"recorded_at_from": "yesterday"},
        {"language": "x"},
        {"group": "%s' OR 1=1"},
        {"export": "pdf"},
        {"p": "7"},
    ],
)
def test_no_address_breaks_the_report(reader, made, asked):
    """C29: dates at the ends of the calendar and rubbish are answered like anything else."""
    made(YES)
    assert reader.get(REPORT, asked).status_code == 200
    assert reader.get(REPORT + "results/", asked).status_code == 200
    assert reader.get(REPORT, {"export": "csv", **asked}).status_code == 200


def test_the_report_says_what_belongs_there_while_it_is_empty(reader):
    """C24, X7: an empty list explains itself; no plot of nothing."""
    page = reader.get(REPORT).content.decode()
    assert "Nobody has chosen in the last thirty days." in page
    assert "choices-plot" not in page


def test_an_answer_only_to_a_video_is_shown_without_a_plot(reader, made):
    """C29: nothing is divided by nobody."""
    made({}, method="embed", vendors={"vimeo": True})
    response = reader.get(REPORT)
    assert "choices-plot" not in response.content.decode()
    assert table(response.content.decode(), "Allowed on a video, for one company alone")[1:] == [["Vimeo", "1"]]


HEADINGS = ["Day", "Language", "About", "Answers", "Allowed", "Allowed in part", "Refused"]


def read_csv(response):
    return list(csv.reader(StringIO(b"".join(response.streaming_content).decode("utf-8-sig"))))


def read_xlsx(response):
    sheet = openpyxl.load_workbook(BytesIO(b"".join(response.streaming_content))).active
    return [["" if cell is None else str(cell).removesuffix(" 00:00:00") for cell in row] for row in sheet.values]


@pytest.mark.parametrize(("format", "read"), [("csv", read_csv), ("xlsx", read_xlsx)])
def test_the_file_has_a_line_for_each_day_language_and_purpose(reader, made, format, read):
    """C29: accept, refuse and partial, for what is asked together, each purpose and each company alone."""
    made(YES, times=2)
    made(SOME, language="de")
    made(NO, at=NOW - timedelta(days=1))
    made({}, method="embed", vendors={"vimeo": True}, language="de")
    made({**NO, "analytical": True}, again=["analytical"], language="de")
    lines = read(reader.get(REPORT, {"export": format}))
    assert lines == [
        HEADINGS,
        ["2026-07-30", "nl", "Everything asked", "1", "0", "0", "1"],
        ["2026-07-30", "nl", "Advertising", "1", "0", "", "1"],
        ["2026-07-30", "nl", "Analytical", "1", "0", "", "1"],
        ["2026-07-30", "nl", "Functional", "1", "0", "", "1"],
        ["2026-07-31", "de", "Everything asked", "1", "0", "1", "0"],
        ["2026-07-31", "de", "Advertising", "1", "0", "", "1"],
        ["2026-07-31", "de", "Analytical", "2", "1", "", "1"],
        ["2026-07-31", "de", "Functional", "1", "1", "", "0"],
        ["2026-07-31", "de", "Vimeo, on a video", "1", "1", "", ""],
        ["2026-07-31", "nl", "Everything asked", "2", "2", "0", "0"],
        ["2026-07-31", "nl", "Advertising", "2", "2", "", "0"],
        ["2026-07-31", "nl", "Analytical", "2", "2", "", "0"],
        ["2026-07-31", "nl", "Functional", "2", "2", "", "0"],
    ]


def test_the_file_follows_the_filters_and_is_by_day_however_long_the_period(reader, made):
    """C29: what is exported is what is shown, in days."""
    made(YES, at=NOW - timedelta(days=300))
    made(YES)
    made(NO, language="de")
    asked = {"recorded_at_from": "2025-09-01", "recorded_at_to": "2026-07-31", "language": "nl", "group": "advertising"}
    lines = read_csv(reader.get(REPORT, {**asked, "export": "csv"}))
    assert [line[:4] for line in lines[1:]] == [
        ["2025-10-04", "nl", "Advertising", "1"],
        ["2026-07-31", "nl", "Advertising", "1"],
    ]


@pytest.mark.parametrize("extra", [{}, {"export": "csv"}, {"export": "xlsx"}])
def test_the_report_costs_the_same_however_many_choices_there_are(reader, made, django_assert_num_queries, extra):
    """C24, C29: counted by the database, in one query of ours."""
    made(YES)
    reader.get(REPORT, extra)
    with CaptureQueriesContext(connection) as few:
        reader.get(REPORT, extra)
    for language in ("nl", "de", "fr", "en"):
        for days in range(20):
            made(YES, language=language, at=NOW - timedelta(days=days))
            made(SOME, language=language, at=NOW - timedelta(days=days), method="settings")
    with CaptureQueriesContext(connection) as many:
        reader.get(REPORT, extra)
    assert len(many) == len(few) <= 11
    with django_assert_num_queries(1):
        assert counted().total().total == 161


def test_only_those_who_may_see_the_counts(django_user_model, client):
    """C24: permission is asked for the address, not only for the menu."""
    user = django_user_model.objects.create_user("editor", "editor@example.test", "secret-enough-1234")
    user.user_permissions.set(Permission.objects.filter(codename="access_admin"))
    client.force_login(user)
    for address in (REPORT, REPORT + "results/", REPORT + "?export=csv"):
        response = client.get(address)
        assert response.status_code in (302, 403)
    assert "reports/cookie-choices" not in client.get("/admin/").content.decode()


def test_officers_read_on_their_home_how_visitors_answered(reader, made):
    """E2, X7: number, period and link in one sentence, with a bar of the shares."""
    made(YES, times=61)
    made(SOME, times=18)
    made(NO, times=69)
    made(NO, times=50, at=NOW - timedelta(days=31))
    page = reader.get(reverse("wagtailadmin_home"))
    assert "148 answers in 30 days: 41% allowed everything, 12% some, 47% nothing." in text_of(page)
    assert f'<a href="{REPORT}">148 answers' in page.content.decode()
    widths = re.findall(r'class="choices-part choices-part--(\w+)"[^>]* width="([\d.]+)%"', page.content.decode())
    assert [kind for kind, _width in widths] == ["everything", "some", "nothing"]
    assert abs(sum(float(width) for _kind, width in widths) - 100) < 0.01


def test_the_home_shows_numbers_while_there_are_few(reader, made):
    """C29, E2: below twenty no share, no bar; before the first answer no panel."""
    assert "panel-cookie-choices" not in reader.get(reverse("wagtailadmin_home")).content.decode()
    cache.clear()
    made(YES)
    page = reader.get(reverse("wagtailadmin_home"))
    assert "1 answer in 30 days: 1 allowed everything, 0 some, 0 nothing." in text_of(page)
    assert "choices-part" not in page.content.decode()


def test_the_home_counts_at_most_once_a_minute(reader, made):
    """X7: with the panel the home stays within fifteen queries and five panels; its numbers are a minute old at most."""
    made(YES, times=20)
    reader.get(reverse("wagtailadmin_home"))
    made(NO, times=20)
    with CaptureQueriesContext(connection) as queries:
        page = reader.get(reverse("wagtailadmin_home"))
    assert len(queries) <= 15, [query["sql"][:90] for query in queries]
    assert "20 answers in 30 days" in text_of(page)
    assert 1 <= page.content.decode().count('<section class="w-panel') <= 5
    cache.delete(LATELY_KEY)
    assert "40 answers in 30 days" in text_of(reader.get(reverse("wagtailadmin_home")))


@pytest.mark.parametrize("role", ["Editors", "Translators", "Lead handlers", "Team leaders", "Administrators"])
def test_others_read_nothing_of_it_on_their_home(client, made, role):
    """X7: each role its own sentences."""
    made(YES, times=20)
    client.force_login(member_of("Privacy officers"))
    assert "20 answers in 30 days" in text_of(client.get(reverse("wagtailadmin_home")))
    client.force_login(member_of(role))
    assert "20 answers in 30 days" not in text_of(client.get(reverse("wagtailadmin_home")))
