"""Counts of cookie choices for staff: a plot, tables and a file, from the records alone."""

import csv
import re
from datetime import UTC, date, datetime, timedelta
from io import BytesIO, StringIO
from itertools import pairwise
from uuid import uuid4

import openpyxl
import pytest
import time_machine
from django.contrib.auth.models import Permission
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation
from wagtail.users.models import UserProfile

from privacy.cookies.counts_in_words import parts
from privacy.cookies.home import LATELY_KEY
from privacy.cookies.models import ConsentRecord, ConsentText
from privacy.cookies.plot import plot_of, round_top
from privacy.cookies.statistics import Period, Shares, count_choices
from tests.factories import member_of
from tests.privacy.cookies.conftest import ID

pytestmark = pytest.mark.django_db
REPORT = "/admin/reports/cookie-choices/"
NOW = datetime(2026, 7, 31, 10, 0, tzinfo=UTC)
ALL = ("functional", "analytical", "advertising")
YES, NO = dict.fromkeys(ALL, True), dict.fromkeys(ALL, False)
SOME = {**NO, "functional": True}


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def made(db):
    """Add records that are alike, as choices leave them."""
    text = ConsentText.objects.create(
        sha256="a" * 64, kind="choice", language="en", release_number=1, text="What was asked.", recorded_at=NOW
    )

    def make(groups, *, times=1, at=NOW, language="nl", method="banner", again=None, vendors=None):
        offered = {"groups": list(groups), "vendors": ["vimeo"]}
        allowed = vendors if vendors is not None else {"vimeo": groups.get("functional", False)}
        rows = [
            ConsentRecord(
                id=uuid4(),
                recorded_at=at,
                site="testserver",
                language=language,
                release_number=1,
                text=text,
                offered=offered if again is None else {**offered, "again": again},
                decisions={"groups": groups, "vendors": allowed},
                method=method,
                valid_until=at + timedelta(days=180),
            )
            for _ in range(times)
        ]
        return ConsentRecord.objects.bulk_create(rows)

    return make


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


def test_everything_some_and_nothing_are_told_apart(made):
    """C29: per choice, and allowed or refused per purpose."""
    made(YES, times=3)
    made(SOME, times=2)
    made(NO, times=4)
    found = counted()
    assert found.total() == Shares(3, 2, 4)
    assert found.groups == {
        "functional": Shares(5, 0, 4),
        "analytical": Shares(3, 0, 6),
        "advertising": Shares(3, 0, 6),
    }


def test_a_purpose_that_was_not_asked_is_neither_allowed_nor_refused(made):
    """C29: unknown is no refusal."""
    made({"functional": True})
    made({"functional": False, "profiling": False})
    assert counted().groups == {"functional": Shares(1, 0, 1), "profiling": Shares(0, 0, 1)}
    assert counted().total() == Shares(1, 0, 1)


def test_a_company_allowed_on_a_video_is_counted_apart(made):
    """C15, C29: it answers for no purpose; kept beside refused purposes it makes the choice "some", as its maker reads."""
    made({}, method="embed", vendors={"vimeo": True}, times=2)
    made(NO, vendors={"vimeo": True})
    found = counted()
    assert found.alone == {"vimeo": 2}
    assert found.total() == Shares(some=1)
    assert found.groups["functional"] == Shares(nothing=1)
    assert "embed" not in found.methods()


def test_who_was_asked_again_counts_for_what_was_asked_again(made):
    """C22, C29: an answer about one purpose is no answer about the others, nor about all together."""
    made({**YES, "analytical": False}, again=["analytical"])
    found = counted()
    assert found.groups == {"analytical": Shares(nothing=1)}
    assert found.total() == Shares()
    assert found.asked_again == 1


@pytest.mark.parametrize("again", [[], list(ALL), [*ALL, "gone"]])
def test_who_was_asked_everything_again_counts_like_anybody(made, again):
    """C22, C29: a list of nothing, or of all there is, leaves nothing out."""
    made(YES, again=again)
    assert counted().total() == Shares(everything=1)
    assert counted().asked_again == 0


def test_a_withdrawal_by_number_is_a_refusal_made_that_way(made):
    """C19, C29: whatever way a record names, it is counted under it."""
    made(NO, method="receipt", times=2)
    made(YES)
    assert counted().methods() == {"banner": Shares(everything=1), "receipt": Shares(nothing=2)}


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(2026, 7, 14, 21, 59, 59, tzinfo=UTC), date(2026, 7, 14)),
        (datetime(2026, 7, 14, 22, 0, tzinfo=UTC), date(2026, 7, 15)),
    ],
)
def test_a_day_is_a_day_in_the_netherlands(made, moment, day):
    """C29: midnight is the site's own, also for a member of staff who reads elsewhere."""
    made(YES, at=moment)
    with timezone.override("America/New_York"):
        (line,) = counted().lines
    assert line.start == day


def test_the_first_and_last_moment_of_the_period_count_and_their_neighbours_do_not(made):
    """C29: the days asked for, and no second more; clocks changed on 29 March."""
    period = Period(date(2026, 3, 29), date(2026, 3, 29))
    for moment in (
        datetime(2026, 3, 28, 22, 59, 59, tzinfo=UTC),
        datetime(2026, 3, 28, 23, 0, tzinfo=UTC),
        datetime(2026, 3, 29, 21, 59, 59, tzinfo=UTC),
        datetime(2026, 3, 29, 22, 0, tzinfo=UTC),
    ):
        made(YES, at=moment)
    assert count_choices(period).total() == Shares(everything=2)


@pytest.mark.parametrize(
    ("days", "step", "bars"), [(62, "day", 62), (63, "week", 10), (371, "week", 54), (372, "month", 13)]
)
def test_a_long_period_is_told_in_weeks_or_months(made, days, step, bars):
    """C29: every choice of the period is in a bar, whatever their step."""
    period = Period.between(None, None, today=date(2026, 7, 31), days=days)
    first, last = period.moments
    made(YES, at=first)
    made(NO, at=last - timedelta(seconds=1))
    steps = count_choices(period).steps()
    assert (period.step, len(steps)) == (step, bars)
    assert steps[0][1] == Shares(everything=1)
    assert steps[-1][1] == Shares(nothing=1)


@pytest.mark.parametrize(
    ("first", "last", "shown"),
    [
        (None, None, (date(2026, 7, 2), date(2026, 7, 31))),
        (date(2026, 7, 20), None, (date(2026, 7, 20), date(2026, 7, 31))),
        (None, date(2026, 6, 30), (date(2026, 6, 1), date(2026, 6, 30))),
        (date(2026, 7, 20), date(2026, 7, 10), (date(2026, 7, 10), date(2026, 7, 20))),
        (date(2027, 1, 1), date(2028, 1, 1), (date(2026, 7, 31), date(2026, 7, 31))),
    ],
)
def test_a_period_never_reaches_into_the_future(first, last, shown):
    """C29: whatever days are picked."""
    period = Period.between(first, last, today=date(2026, 7, 31))
    assert (period.first, period.last) == shown


def test_shares_are_shown_from_twenty_answers_on():
    """C29: below that numbers, no percentages; a share of one in seven says nothing."""
    assert Shares(10, 4, 5).percent is None
    assert Shares(10, 5, 5).percent == (50, 25, 25)


def test_percentages_add_up_to_a_hundred():
    """C29: rounding loses and invents nobody."""
    assert Shares(20, 20, 20).percent == (34, 33, 33)
    assert Shares(1, 1, 998).percent == (0, 0, 100)
    assert sum(Shares(33, 33, 1).percent) == 100


def test_bars_begin_at_zero_and_stand_in_proportion():
    """C29: heights are the numbers themselves, from a baseline of nothing."""
    steps = [(date(2026, 7, 1), Shares(2, 1, 1)), (date(2026, 7, 2), Shares()), (date(2026, 7, 3), Shares(0, 0, 8))]
    names = {"everything": "everything", "some": "some", "nothing": "nothing"}
    plot = plot_of(steps, step="day", titles=["a", "b", "c"], names=names)
    assert [line.label for line in plot.lines] == ["0", "4", "8"]
    assert plot.lines[0].at == plot.height
    first, empty, last = plot.bars
    assert [part.height for part in first.parts] == [50, 25, 25]
    assert first.parts[0].y + first.parts[0].height == plot.height
    assert empty.parts == ()
    assert [(part.kind, part.height) for part in last.parts] == [("nothing", 200)]
    heights = [name.at for _kind, name in plot.names]
    assert all(upper + 18 <= lower for lower, upper in pairwise(heights))
    assert min(heights) >= 8


@pytest.mark.parametrize(("most", "top"), [(1, 2), (2, 2), (3, 4), (10, 10), (11, 20), (99, 100), (101, 200)])
def test_the_scale_ends_at_a_round_number_above_the_largest_bar(most, top):
    """C29: the line half-way is a whole number too."""
    assert round_top(most) == top


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
    return list(csv.reader(StringIO(b"".join(response.streaming_content).decode())))


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
    client.force_login(member_of(role))
    assert "20 answers in 30 days" not in client.get(reverse("wagtailadmin_home")).content.decode()


@pytest.mark.parametrize(
    ("language", "share"), [("en", "50%"), ("nl", "50%"), ("de", "50\u00a0%"), ("fr", "50\u00a0%")]
)
def test_a_share_is_spaced_as_the_language_does(language, share):
    """C29: with a space that does not break in German and French."""
    with translation.override(language):
        assert parts(Shares(10, 0, 10))[0] == share
