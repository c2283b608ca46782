"""Counts of cookie choices, from the records alone, and the bars that show them."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from django.utils import timezone, translation

from privacy.cms.plot import plot_of, round_top
from privacy.cookies.counts_in_words import parts
from privacy.cookies.statistics import Period, Shares, count_choices
from tests.privacy.cookies.conftest import ALL, NO, SOME, YES

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("last_of_july")]


def counted(**asked):
    return count_choices(Period.between(None, None, today=timezone.localdate()), **asked)


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
    shares = [(date(2026, 7, 1), Shares(2, 1, 1)), (date(2026, 7, 2), Shares()), (date(2026, 7, 3), Shares(0, 0, 8))]
    steps = [(start, counted.by_kind) for start, counted in shares]
    names = {"everything": "everything", "some": "some", "nothing": "nothing"}
    plot = plot_of(steps, titles=["a", "b", "c"], names=names)
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


@pytest.mark.parametrize(
    ("language", "share"), [("en", "50%"), ("nl", "50%"), ("de", "50\u00a0%"), ("fr", "50\u00a0%")]
)
def test_a_share_is_spaced_as_the_language_does(language, share):
    """C29: with a space that does not break in German and French."""
    with translation.override(language):
        assert parts(Shares(10, 0, 10))[0] == share
