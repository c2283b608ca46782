"""The lists: least data, the right messages, the oldest first, and never more work than a page."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from leads.inbox import selectors
from leads.inbox.selectors import VIEWS, Chosen, desk_of, next_of, open_count, page_of
from leads.submissions.models import Submission
from leads.teams.models import Team
from tests.leads.conftest import ANSWERS
from tests.leads.inbox.conftest import LIST, SECRETS, desk, page
from tests.leads.staff import reader, team

pytestmark = pytest.mark.django_db
TUESDAY = datetime(2026, 11, 24, 9, tzinfo=UTC)


def references(html):
    return sorted({found.reference for found in Submission.objects.all() if found.reference in html})


def test_the_list_masks_who_wrote(anna, message):
    """R65: first letter of the address, last two digits of the number; no name, no message."""
    html = page(desk(anna), LIST)
    for shown in (message.reference, "Casings", "Jansen Transport", "j••••@…", "••••78", ">en<"):
        assert shown in html, shown
    assert not [secret for secret in SECRETS if secret in html]


def test_the_inbox_opens_on_mine_and_unassigned(anna, bert, receive):
    """X7: what is given to me, to one of my teams, or to nobody; not what is given to others."""
    ours, theirs = team("Ours", anna), team("Theirs", bert)
    given = {
        "to me": {"assigned_to": anna},
        "to my team": {"team": ours},
        "to nobody": {},
        "to bert": {"assigned_to": bert},
        "to another team": {"team": theirs},
        "to bert in my team": {"team": ours, "assigned_to": bert},
    }
    made = {name: receive() for name in given}
    for name, values in given.items():
        Submission.objects.filter(pk=made[name].pk).update(**values)
    expected = {
        "desk": {"to me", "to my team", "to nobody"},
        "mine": {"to me", "to my team"},
        "unassigned": {"to nobody"},
        "waiting": set(given),
    }
    client = desk(anna)
    for show, names in expected.items():
        address = LIST if show == "desk" else f"{LIST}?show={show}"
        assert references(page(client, address)) == sorted(made[name].reference for name in names), show


def test_each_list_holds_its_own_and_none_what_is_held_back(anna, receive):
    """X7: answered, closed and tests are lists of their own; a message held back is in none."""
    made = {}
    for state in Submission.State.values:
        made[state] = receive()
        Submission.objects.filter(pk=made[state].pk).update(state=state)
    made["test"] = receive()
    Submission.objects.filter(pk=made["test"].pk).update(is_test=True)
    client = desk(anna)
    expected = {"waiting": ["new", "open"], "answered": ["answered"], "closed": ["closed"], "tests": ["test"]}
    for show, names in expected.items():
        assert references(page(client, f"{LIST}?show={show}")) == sorted(made[name].reference for name in names), show
    assert not [show for show in VIEWS if made["held"].reference in page(client, f"{LIST}?show={show}")]
    assert page(client, f"{LIST}?show=nonsense").count('aria-current="page"') >= 1


def test_overdue_is_more_than_one_working_day(anna, receive):
    """X7: marked in colour and in words; received on a Friday, it is overdue on Monday, not on Sunday."""
    friday = datetime(2026, 11, 20, 14, tzinfo=UTC)
    late = receive(at=friday)
    for moment, overdue in ((friday + timedelta(days=2), False), (friday + timedelta(days=3, minutes=1), True)):
        with time_machine.travel(moment, tick=True):
            client = desk(anna)
            assert (late.reference in page(client, f"{LIST}?show=overdue")) is overdue
            html = page(client, LIST)
            assert ("inbox-mark-overdue" in html) is overdue
            assert (">overdue</span>" in html) is overdue


def test_a_call_back_returns_to_the_list_on_its_day(anna, receive):
    """X7: until then it waits only among all that wait, which tells the day."""
    message = receive(at=TUESDAY)
    Submission.objects.filter(pk=message.pk).update(state="open", assigned_to=anna, call_back_on=TUESDAY.date())
    for day, shown in ((-1, False), (0, True), (1, True)):
        with time_machine.travel(TUESDAY + timedelta(days=day), tick=True):
            client = desk(anna)
            assert (message.reference in page(client, LIST)) is shown
            assert "call again on Tue 24 Nov" in page(client, f"{LIST}?show=waiting")


def test_a_list_is_narrowed_by_language_form_and_team(anna, receive):
    """X7: what fits nothing says so, and is not the same as an empty list."""
    sales = team("Sales")
    mine, dutch, theirs = receive(), receive(), receive()
    Submission.objects.filter(pk=dutch.pk).update(language="nl")
    Submission.objects.filter(pk=theirs.pk).update(team=sales)
    client = desk(anna)
    everything = sorted([mine.reference, dutch.reference, theirs.reference])
    for query, expected in (
        ("language=nl", [dutch.reference]),
        ("form=contact", everything),
        (f"team={sales.pk}", [theirs.reference]),
        ("team=x&form=", everything),
    ):
        assert references(page(client, f"{LIST}?show=waiting&{query}")) == expected, query
    html = page(client, f"{LIST}?show=waiting&form=nothing-like-it")
    assert "No message in this list fits" in html
    assert "Show the whole list" in html


def test_an_empty_list_says_what_belongs_there(anna):
    """X7: in each list its own sentence."""
    client = desk(anna)
    for key, view in VIEWS.items():
        assert str(view.empty).replace("'", "&#x27;") in page(client, f"{LIST}?show={key}")


def test_the_list_is_paged_by_key(anna, receive):
    """Oldest first, each message once, whatever came in between; answered ones the newest first."""
    start = timezone.now() - timedelta(days=2)
    made = [receive(at=start + timedelta(minutes=n // 2)).pk for n in range(60)]
    for chosen, expected in ((Chosen("waiting"), made), (Chosen("answered"), made[::-1])):
        seen, after = [], ""
        while True:
            found = page_of(desk_of(anna, timezone.now()), chosen, after)
            seen += [message.pk for message in found.messages]
            if not found.next:
                break
            after = found.next
        assert seen == expected
        Submission.objects.update(state="answered")
    html = page(desk(anna), f"{LIST}?show=answered")
    assert len(references(html)) == selectors.PAGE_SIZE
    assert "Next messages" in html


@pytest.mark.parametrize(
    "after", ["nonsense", "2026-13-45~1", "~", "2026-01-01T00:00:00~x", "2026-01-01T00:00:00~1", "2026-01-01T00:00:00+00:00~" + "9" * 40]
)  # fmt: skip
def test_a_broken_page_address_shows_the_beginning(anna, message, after):
    assert message.reference in desk(anna).get(LIST, {"after": after}).content.decode()


def test_after_the_last_message_the_list_begins_again(anna, receive):
    """X7: the next message is the one after this; at the end, what was skipped; alone, none."""
    first, second = receive(at=timezone.now() - timedelta(hours=2)), receive()
    now = timezone.now()
    assert next_of(desk_of(anna, now), Chosen(), first) == second.pk
    assert next_of(desk_of(anna, now), Chosen(), second) == first.pk
    second.delete()
    assert next_of(desk_of(anna, now), Chosen(), first) is None


def test_a_list_costs_the_same_for_one_message_and_for_a_page(anna, receive):
    """X7: at most 25 queries, and not one more a message."""
    client, costs = desk(anna), []
    for count in (1, 20):
        for _ in range(count):
            receive()
        Submission.objects.update(team=Team.objects.get_or_create(name="Sales")[0], assigned_to=anna, claimed_by=anna)
        page(client, LIST)
        with CaptureQueriesContext(connection) as queries:
            page(client, LIST)
        costs.append(len(queries))
    assert costs[0] == costs[1] <= 25


def test_nothing_is_counted_beyond_a_thousand(anna, receive, monkeypatch):
    """X7: “999+”, and the database is asked for no more than that."""
    monkeypatch.setattr(selectors, "COUNTED", 2)
    monkeypatch.setattr("leads.inbox.words.COUNTED", 2)
    for _ in range(5):
        receive()
    assert open_count(desk_of(anna, timezone.now())).count == 3
    assert "Inbox (2+)" in page(desk(anna), "/admin/")


def test_the_menu_tells_how_many_wait(anna, receive):
    """X7: “Inbox (2)”, for those who have one: what the inbox opens with."""
    receive()
    receive()
    Submission.objects.filter(pk=receive().pk).update(is_test=True)
    assert "Inbox (2)" in page(desk(anna), "/admin/")
    nobody = reader("nobody", purpose="", role="Editors")
    assert "Inbox" not in page(desk(nobody), "/admin/")


def test_whoever_opened_a_message_is_named_for_ten_minutes(anna, bert, message):
    """X7: “anna is on this”, in the list of others, and then no more."""
    desk(anna).get(f"{LIST}{message.pk}/")
    assert "anna is on this" in page(desk(bert), LIST)
    assert "is on this" not in page(desk(anna), LIST)
    Submission.objects.update(claimed_at=timezone.now() - timedelta(minutes=11))
    assert "is on this" not in page(desk(bert), LIST)


def test_addresses_of_the_inbox_hold_nobodys_data(anna, receive):
    """R69: links of the lists and of a message hold ids and words of ours."""
    message = receive({**ANSWERS, "phone": ["+31612345678"]})
    client = desk(anna)
    for address in (LIST, f"{LIST}?show=waiting&language=en&form=contact", f"{LIST}{message.pk}/"):
        html = page(client, address)
        links = [part.split('"')[0] for name in ("href=", "action=") for part in html.split(f'{name}"')[1:]]
        assert links
        assert not [link for link in links if "jan" in link.lower() or "612345678" in link]
