"""The desk: who may open it, what blocks an answer, two people to delete, letters, extension, deadlines told."""

from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from leads.submissions.models import Submission
from privacy.access.models import AccessEvent
from privacy.ledger.services import get_or_create_subject
from privacy.outbox.models import OutboxMail
from privacy.outbox.services import send_due
from privacy.personal_data.external_stores import ExternalStore
from privacy.retention.people import holdings
from privacy.rights import services
from privacy.rights.alerts import tell_deadlines
from privacy.rights.deadline import received_day
from privacy.rights.letters import answer_letter
from privacy.rights.models import DeadlineAlert, RequestStep, Right, RightsRequest
from privacy.rights.personal_data import RightsRequestData
from privacy.rights.selectors import blockers, figures
from privacy.rights.steps import asker_of, subjects_of
from tests.factories import member_of
from tests.leads.conftest import ANSWERS, receive  # noqa: F401
from tests.privacy.rights.conftest import ADDRESS, LIST, act, desk, sent

pytestmark = pytest.mark.django_db
Outcome = RightsRequest.Outcome


def test_only_officers_who_are_authorised_open_it_and_every_look_is_written_down(client, ask, ada, officer):
    """R65, R68: role and authorisation; a refusal says whom to ask."""
    request = ask()
    untrained = officer("eve", authorised=False)
    page = desk(untrained).get(f"{LIST}{request.pk}/")
    assert page.status_code == 403
    assert b"You are not authorised" in page.content
    assert ADDRESS.encode() not in page.content
    page = desk(ada).get(f"{LIST}{request.pk}/")
    assert ADDRESS in page.content.decode()
    events = AccessEvent.objects.filter(model="privacy_rights.RightsRequest", object_id=request.pk)
    assert {(event.actor_id, event.action) for event in events} == {(untrained.pk, "refused"), (ada.pk, "read")}


def test_whoever_is_not_authorised_learns_of_no_request_whether_it_exists(ask, officer):
    """R65, R68: a number that is not there looks like one that is, and trying it is written down."""
    request, untrained = ask(), officer("eve", authorised=False)
    numbers = (request.pk, 999_999)
    there, nowhere = (desk(untrained).get(f"{LIST}{number}/") for number in numbers)
    assert (there.status_code, nowhere.status_code) == (403, 403)
    assert b"You are not authorised" in nowhere.content
    tried = AccessEvent.objects.filter(actor_id=untrained.pk, action="refused").order_by("pk")
    assert list(tried.values_list("object_id", flat=True)) == list(numbers)


def test_a_mail_of_three_days_ago_is_due_in_25(ask, ada):
    """R71, R82: the clock starts on the day it first reached any box."""
    today = received_day(timezone.now())
    data = {
        "right": "erasure",
        "channel": "access_mailbox",
        "received_on": (today - timedelta(days=3)).isoformat(),
        "language": "nl",
        "name": "Zsofia",
        "email": ADDRESS,
        "phone": "",
        "words": "Please delete.",
    }
    page = desk(ada).post(f"{LIST}new/", data, follow=True)
    request = RightsRequest.objects.get()
    assert request.due_on == today + timedelta(days=25)
    assert page.redirect_chain[-1][0] == f"{LIST}{request.pk}/"
    wrong = desk(ada).post(f"{LIST}new/", {**data, "received_on": (today + timedelta(days=1)).isoformat()})
    assert b"still to come" in wrong.content
    assert b"Please delete." in wrong.content
    nobody = desk(ada).post(f"{LIST}new/", {**data, "email": "", "words": ""})
    assert b"postal address" in nobody.content


def test_the_same_asked_twice_is_one_request_with_the_earlier_clock(ask):
    """R71: duplicates link to the first; a letter found late moves the day forward."""
    first = ask("access", days=2)
    again = ask("access", days=5)
    other = ask("erasure")
    first.refresh_from_db()
    assert again.first_id == first.pk
    assert first.due_on == received_day(timezone.now()) + timedelta(days=23)
    assert other.first_id is None
    assert ask("access", email="somebody@example.com").first_id is None


def test_what_was_written_the_second_time_is_read_with_the_first(ask, ada):
    """R71: the words of a repeat stand on the screen of the request that is answered."""
    first = ask("access", words="What do you have of me?", days=2)
    again = ask("access", words="I asked before. Photos too!")
    assert again.first_id == first.pk
    page = desk(ada).get(f"{LIST}{first.pk}/").content.decode()
    before, after = page.split(f"({again.reference}):")
    assert "What do you have of me?" in before
    assert "I asked before. Photos too!" in after


def test_what_blocks_the_answer_stands_on_the_screen_with_who_does_it(ask, ada):
    """R82: identity, deletion, the answer; the second person is missed from half-way on."""
    request = ask("erasure", days=20)
    sentences = [blocker.what for blocker in blockers(request, asker_of(request), now=timezone.now())]
    assert sentences[0].startswith("We do not know yet")
    assert any("Name a deputy" in sentence for sentence in sentences)
    page = desk(ada).get(f"{LIST}{request.pk}/").content.decode()
    assert all(sentence in page for sentence in sentences)
    fresh = ask("erasure", email="fresh@example.com")
    assert not any("deputy" in blocker.what for blocker in blockers(fresh, asker_of(fresh), now=timezone.now()))


def test_nothing_is_granted_before_we_know_who_asks(ask, ada):
    """R78: what may be told without it is that we could not tell."""
    request = ask("access")
    page = act(desk(ada), request, "answer", outcome="granted", text="", reason="")
    assert page.status_code == 409
    assert b"Nobody wrote down how we know who asks." in page.content
    request.refresh_from_db()
    assert request.state == "open"
    act(desk(ada), request, "answer", outcome="unverified", text="", reason="")
    request.refresh_from_db()
    assert (request.state, request.outcome) == ("answered", "unverified")
    assert "Art. 11(2), 12(6)" in sent()[-1].body


def test_two_people_delete(ask, person, ada, bob):
    """R73: who proposed cannot press; a colleague can; then the answer may say so."""
    request = ask("erasure")
    a, b = desk(ada), desk(bob)
    act(a, request, "identify", how="known")
    assert act(a, request, "answer", outcome="granted", text="", reason="").status_code == 409
    act(a, request, "propose")
    refused = act(a, request, "erase")
    assert b"somebody else must look and delete" in refused.content
    assert Submission.objects.filter(subject=person.subject_id).exists()
    done = act(b, request, "erase")
    assert b"The data are deleted." in done.content
    assert not Submission.objects.filter(subject=person.subject_id).exists()
    page = b.get(f"{LIST}{request.pk}/").content.decode()
    assert "kept: The proof of the legal basis" in page
    act(b, request, "answer", outcome="granted", text="Goodbye.", reason="")
    assert "Goodbye." in sent()[-1].body
    kinds = list(RequestStep.objects.filter(request=request).values_list("kind", "by__username"))
    assert ("proposed", "ada") in kinds
    assert ("erased", "bob") in kinds


def test_a_proposal_can_be_taken_back(ask, person, ada, bob):
    """R73: then nobody deletes."""
    request = ask("erasure", identity="mail")
    act(desk(ada), request, "propose")
    act(desk(bob), request, "unpropose")
    assert b"Nothing is proposed." in act(desk(bob), request, "erase").content
    assert Submission.objects.filter(subject=person.subject_id).exists()


def test_tasks_by_hand_hold_back_the_closing_never_the_letter(ask, person, ada, bob, monkeypatch):
    """R73, R85: places out of reach and companies that must be told."""
    store = ExternalStore("Mailbox of sales", "sales@kargro.example", "Answers", "Search and delete.")
    monkeypatch.setattr(services, "external_stores", lambda: [store])
    request = ask("erasure", identity="mail")
    act(desk(ada), request, "propose")
    act(desk(bob), request, "erase")
    act(desk(ada), request, "answer", outcome="granted", text="", reason="")
    sent()
    letter = OutboxMail.objects.get(kind=services.ANSWERED, object_id=request.pk)
    assert letter.state == "sent"
    assert request.tasks.filter(text__startswith="Mailbox of sales").count() == 1
    assert b"There are tasks left." in act(desk(ada), request, "close").content
    for task in request.tasks.all():
        act(desk(ada), request, "task", task=task.pk)
    act(desk(ada), request, "close")
    request.refresh_from_db()
    assert request.state == "closed"


def test_an_extension_needs_a_reason_and_its_letter_inside_the_four_weeks(ask, ada):
    """R83: once, in time, with the day and the way to complain."""
    request, client = ask("access", days=10), desk(ada)
    assert act(client, request, "extend", reason="").status_code == 422
    act(client, request, "extend", reason="Your mail archive has to be searched by hand.")
    request.refresh_from_db()
    assert request.due_on == request.extended_to > request.received_on + timedelta(days=80)
    letter = sent()[-1]
    assert "searched by hand" in letter.body
    assert "Autoriteit Persoonsgegevens" in letter.body
    assert b"the law allows it once" in act(client, request, "extend", reason="Again").content
    late = ask("access", days=29, email="late@example.com")
    assert b"The four weeks are over" in act(client, late, "extend", reason="Too late").content
    late.refresh_from_db()
    assert late.extended_to is None


@pytest.mark.parametrize("outcome", ["refused", "partial"])
def test_a_refusal_needs_its_reason(ask, ada, outcome):
    """R84: Art. 12(4)."""
    request = ask("complaint", identity="mail")
    page = act(desk(ada), request, "answer", outcome=outcome, text="My words stay.", reason="")
    assert b"Write the reason" in page.content
    assert b"My words stay." in page.content
    act(desk(ada), request, "answer", outcome=outcome, text="", reason="The law has us keep it.")
    assert "The law has us keep it." in sent()[-1].body


@pytest.mark.parametrize("language", ["en", "nl", "de", "fr"])
def test_every_letter_says_reason_remedies_and_cost_in_its_language(ask, language):
    """R84: reason, complaint to the authority, court, free of charge; for each right and outcome."""
    request = ask("access", language=language)
    request.reason, request.answer, ours = "REASON-X", "WORDS-Y", {"REASON-X", "WORDS-Y"}
    court = {"en": "court", "nl": "rechter", "de": "Gericht", "fr": "justice"}[language]
    for right in Right.values:
        for outcome in Outcome.values:
            request.right, request.outcome, request.language = right, outcome, language
            letter = answer_letter(request)
            words = " ".join((letter.subject, letter.heading, *letter.paragraphs, *letter.closing))
            assert {"Autoriteit Persoonsgegevens", "WORDS-Y", court, request.reference} <= {
                word for word in ("Autoriteit Persoonsgegevens", "WORDS-Y", court, request.reference) if word in words
            }, (right, outcome)
            assert ("REASON-X" in words) is (outcome in ("refused", "partial"))
            if language != "en":
                request.language = "en"
                source = answer_letter(request)
                told = {letter.heading, *letter.paragraphs, *letter.closing} - ours
                assert not told & {source.heading, *source.paragraphs, *source.closing}


def test_deadlines_are_told_14_7_3_and_1_days_before_and_once_it_is_over(ask, ada):
    """R82: each officer once for each mark; what is answered meanwhile is not told."""
    request = ask("access")
    told = []
    for days in range(32):
        with time_machine.travel(timezone.now() + timedelta(days=days), tick=False):
            now = timezone.now()
            if tell_deadlines(now):
                told.append(28 - days)
            assert tell_deadlines(now) == 0
            mail.outbox.clear()
            send_due(now=now)
            assert all(ADDRESS not in message.body for message in mail.outbox if "due" in message.subject)
    assert told == [14, 7, 3, 1, -1]
    assert DeadlineAlert.objects.filter(request=request, to=ada).count() == 5


def test_the_home_says_how_many_and_the_first_day(ask, ada):
    """E2, R82: one sentence; urgent within a week, red once it is over."""
    home = desk(ada).get("/admin/").content.decode()
    assert "No request about data is waiting." in home
    ask("access", days=25)
    ask("erasure", days=3)
    cache.clear()
    home = desk(ada).get("/admin/").content.decode()
    assert "2 requests about data, the first due on" in home
    ask("complaint", days=40, email="late@example.com")
    cache.clear()
    assert "1 request about data is overdue" in desk(ada).get("/admin/").content.decode()
    assert "overdue" in desk(ada).get(LIST).content.decode()


def test_requests_that_nobody_may_read_raise_the_alarm(ask, officer):
    """R67: in red on the officers' home, until somebody is authorised."""
    eve = officer("eve", authorised=False)
    ask("access")
    alarm = "Messages wait that nobody may read: “Requests about your data”."
    assert alarm in desk(eve).get("/admin/").content.decode()
    officer("ada")
    cache.clear()
    assert alarm not in desk(eve).get("/admin/").content.decode()


def test_the_figures_come_from_the_requests(ask):
    """R88: counts, median days, share within 28 days."""
    now = timezone.now()
    for days, took in ((40, 4), (40, 10), (60, 30), (1, None), (30, None)):
        request = ask("access", days=days, email=f"a{days}-{took}@example.com")
        if took is not None:
            at = now - timedelta(days=days - took)
            RightsRequest.objects.filter(pk=request.pk).update(answered_at=at, state="closed")
    found = figures(now=now)
    assert (found.received, found.answered, found.waiting, found.overdue) == (5, 3, 2, 1)
    assert (found.median_days, found.in_time) == (10, 67)
    assert found.by_right == (("See my data", 5),)
    assert found.repeats == 0
    ask("access", days=1, email="a1-None@example.com")
    again = figures(now=now)
    assert (again.received, again.repeats, again.waiting, again.by_right) == (5, 1, 2, (("See my data", 5),))
    empty = figures(now=now + timedelta(days=2000))
    assert (empty.received, empty.median_days, empty.in_time) == (0, None, None)


def test_requests_go_two_years_after_the_answer(ask):
    """R86: repeats with what answered them; one that waits stays."""
    first, open_one = ask("access", days=1), ask("erasure")
    again = ask("access")
    now = timezone.now()
    services.answer(
        request=first, outcome="taken_back", text="", reason="", by=member_of("Privacy officers", "clerk"), now=now
    )
    store = RightsRequestData()
    assert not store.due("rights-requests", before=now).exists()
    later = now + timedelta(seconds=1)
    assert store.expire("rights-requests", before=later, now=later, limit=100) == 2
    assert list(RightsRequest.objects.all()) == [open_one]
    assert again.first_id == first.pk


def test_somebody_without_an_address_gets_a_letter_to_print(ask, person, ada, agreed):
    """R84: by post; the copy is handed over by hand, which is written down."""
    known = {"phone": "0612345678", "given_code": person.reference}
    request = ask("access", email="", **known, name="Zsofia", words="Heeswijk 1", language="nl")
    client = desk(ada)
    assert client.get(f"{LIST}{request.pk}/letter/").status_code == 302
    assert client.post(f"{LIST}{request.pk}/copy/").status_code == 302
    act(client, request, "identify", how="call")
    alone = client.post(f"{LIST}{request.pk}/copy/", follow=True)
    assert "A colleague must agree first" in alone.content.decode()
    agreed(request, ada)
    copy = client.post(f"{LIST}{request.pk}/copy/")
    assert copy["Content-Type"] == "application/zip"
    taken = AccessEvent.objects.filter(action="export", actor_id=ada.pk)
    assert taken.filter(model="leads_submissions.Submission", object_id=person.pk).exists()
    assert taken.count() == sum(holding.count for holding in holdings(subjects_of(request)))
    page = act(client, request, "answer", outcome="granted", text="", reason="")
    assert b"Print the letter" in page.content
    letter = client.get(f"{LIST}{request.pk}/letter/").content.decode()
    assert "Zsofia" in letter
    assert "is bij deze brief gevoegd" in letter
    assert "/nl/rights/" not in letter
    assert "Nederland" in letter
    assert "Netherlands" not in letter
    assert "Autoriteit Persoonsgegevens" in letter
    assert not OutboxMail.objects.filter(object_id=request.pk, kind=services.ANSWERED).exists()


def test_two_officers_at_once_do_not_answer_twice(ask, ada, bob):
    """P5: the second is told, nothing is sent twice."""
    request = ask("complaint", identity="mail")
    act(desk(ada), request, "answer", outcome="granted", text="Hello", reason="")
    page = act(desk(bob), request, "answer", outcome="refused", text="", reason="No")
    assert b"Somebody answered or closed this meanwhile" in page.content
    assert OutboxMail.objects.filter(object_id=request.pk, kind=services.ANSWERED).count() == 1


def test_deleting_for_a_request_reaches_everybody_known_by_its_address(ask, receive, ada, bob):  # noqa: F811
    """R73: the subject of the address, also where the request came by phone first."""
    message = receive({**ANSWERS, "email": ADDRESS})
    request = ask("erasure", identity="known")
    assert subjects_of(request) == [message.subject_id]
    assert get_or_create_subject(email=ADDRESS, now=timezone.now()).pk == message.subject_id


def test_the_page_of_a_request_looks_a_person_up_once(receive, ada):  # noqa: F811
    """R71: whom the request is about, what blocks it and who else it may be come of one look-up, not of one each."""
    message = receive({**ANSWERS, "phone": ["+31612345678"]})
    receive({**ANSWERS, "email": "another@example.com", "phone": ["+31612345678"]})
    known = {"email": ANSWERS["email"], "phone": "+31612345678", "given_code": message.reference}
    request = services.receive(right="access", channel="phone", language="en", now=timezone.now(), **known)
    client = desk(ada)
    client.get(LIST)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(f"{LIST}{request.pk}/").status_code == 200
    by_number = [query["sql"] for query in asked if 'WHERE "privacy_ledger_subject"."phone_hash"' in query["sql"]]
    assert len(by_number) == len(set(by_number)) == 1
    assert len(asked) <= 56, f"{len(asked)} queries"


@pytest.mark.parametrize(
    ("given", "known"),
    [
        ({"email": "", "phone": "06 12345678", "channel": "website"}, False),
        ({"name": "Somebody", "email": "", "phone": "06 12345678"}, False),
        ({"email": ADDRESS}, False),
        ({"email": ADDRESS, "channel": "website", "identity": "mail"}, True),
    ],
)
def test_what_whoever_asks_gave_is_not_shown_as_known(ask, ada, given, known):
    """R78: a number or a name that was typed on the page stands as that; an address whose code was entered is proven."""
    page = desk(ada).get(f"{LIST}{ask(**given).pk}/").content.decode()
    facts = page.split('class="desk__facts"')[1]
    typed = sum(bool(given.get(name)) for name in ("name", "email", "phone"))
    assert facts.count("As whoever asks gave it: not verified.") == (0 if known else typed)
