"""The layers that keep machines out: each alone, what they add up to, and what is counted of them (R46)."""

from datetime import timedelta

import pytest
from django.utils import timezone

from leads.submissions import spam
from leads.submissions.models import Submission
from leads.submissions.spam.models import LayerCount, ProtectionSettings, RateCounter
from leads.submissions.spam.score import MANY, SOME, sent_before
from privacy.outbox.models import OutboxMail
from tests.factories import member_of
from tests.leads.building import answer, ask, ident, line, live_form, send, value_of
from tests.leads.conftest import ANSWERS, PATH, proof_of_work
from tests.leads.inbox.conftest import desk
from tests.leads.staff import reader

pytestmark = pytest.mark.django_db
LINKS = "See https://a.example https://b.example www.c.example for casings of every size."
HELD, NEW = Submission.State.HELD, Submission.State.NEW


def counted():
    return {(row.layer, row.outcome): row.count for row in LayerCount.objects.all()}


def page_key(age=10):
    """A key of the check page: no script fetched it, so no work is asked."""
    return spam.new_key("contact", now=timezone.now() - timedelta(seconds=age)).text


def state():
    return Submission.objects.get().state


def test_a_script_gets_work_with_its_key_and_its_solution_sends(visitor):
    """R46: the challenge is in ALTCHA's format; its solution is good for its key."""
    answer = visitor.get(f"{PATH}challenge/").json()
    assert set(answer) == {"key", "puzzle"}
    assert answer["puzzle"]["parameters"]["algorithm"] == "PBKDF2/SHA-256"
    assert visitor.send().status_code == 302
    assert (state(), counted()) == (NEW, {})


@pytest.mark.parametrize("proof", ["", "x", "e30=", "bnVsbA==", "W10=", "\x00", "é", "A" * 50_000])
def test_a_fetched_key_without_its_solution_is_asked_once_more(visitor, proof):
    """R46: no proof, no message; never a 5xx; the check page takes its place."""
    response = visitor.send(form_proof=proof)
    assert response.status_code == 200
    assert "Check and send" in response.content.decode()
    assert not Submission.objects.exists()
    assert counted() == {("proof", "asked"): 1}


def test_a_solution_is_good_for_its_own_key_only(visitor):
    """R46: a replayed proof is refused."""
    stolen = proof_of_work(visitor.key())
    assert visitor.send(form_proof=stolen).status_code == 200
    assert not Submission.objects.exists()


def test_a_solution_is_carried_through_an_error(visitor):
    """Nobody works twice: the form shown again holds key and solution."""
    key = visitor.key()
    proof = proof_of_work(key)
    html = visitor.send({**ANSWERS, "email": "nobody"}, form_key=key, form_proof=proof).content.decode()
    assert proof in html
    assert visitor.send(form_key=key, form_proof=proof).status_code == 302


def test_without_a_script_a_plain_message_reaches_the_inbox(visitor):
    """R46, R5: no work alone is no reason to hold anybody back."""
    assert visitor.send(form_key=page_key()).status_code == 302
    assert state() == NEW


@pytest.mark.parametrize(
    ("answers", "extra", "reason"),
    [
        ({**ANSWERS, "message": LINKS}, {}, "links"),
        (ANSWERS, {"website": "https://spam.example"}, "trapped"),
    ],
)
def test_without_work_another_sign_holds_a_message_back(visitor, answers, extra, reason):
    """R46: held, not lost; the visitor gets the usual receipt; nobody is mailed."""
    response = visitor.send(answers, form_key=page_key(), **extra)
    message = Submission.objects.get()
    assert message.reference in visitor.get(response.url).content.decode()
    assert (message.state, message.spam_signal) == (HELD, reason)
    assert len(message.events) == 1
    assert not OutboxMail.objects.exists()
    assert sum(count for (_layer, outcome), count in counted().items() if outcome == "held") == 1


def test_a_few_links_with_work_reach_the_inbox_and_many_do_not(visitor):
    """R46: customers send links; nobody sends ten."""
    visitor.send({**ANSWERS, "message": LINKS})
    assert state() == NEW
    Submission.objects.all().delete()
    visitor.send({**ANSWERS, "message": "https://a.example " * 10})
    assert Submission.objects.get().spam_signal == "links_many"


def test_a_browser_that_never_says_where_it_posts_from_is_held_back_not_lost(visitor):
    """R53, R46: asked once; the second time its message is kept apart."""
    visitor.headers = {}
    visitor.defaults.pop("HTTP_SEC_FETCH_SITE", None)
    assert visitor.send().status_code == 200
    assert visitor.send(form_key=page_key()).status_code == 302
    assert Submission.objects.get().spam_signal == "nowhere"


@pytest.mark.parametrize("work", [True, False])
def test_the_sixth_post_of_a_connection_is_held_back_and_mails_nobody(visitor, work):
    """R46: whatever work its browser did: whoever fills mailboxes has a browser too. Staff let it in."""
    for number in range(spam.BUSY_FROM):
        answers = {"name": "Jan", "email": f"jan-{number}@example.com", "message": f"Number {number} of a busy day"}
        visitor.send(answers, **({} if work else {"form_key": page_key()}))
    assert OutboxMail.objects.filter(kind="submissions.receipt").count() == spam.BUSY_FROM - 1
    states = list(Submission.objects.order_by("pk").values_list("state", flat=True))
    assert states == [NEW] * (spam.BUSY_FROM - 1) + [HELD]


TEXT = "We buy every casing you have in stock, today and at the best price."


def test_the_same_text_of_another_sender_within_a_day_is_held_back(visitor, time_machine_later):
    """Issue 3, duplicates: recognised in other spacing and capitals."""
    visitor.send({**ANSWERS, "message": TEXT})
    visitor.send({"name": "Somebody", "email": "else@example.com", "message": TEXT.upper().replace(" ", "  ")})
    assert list(Submission.objects.order_by("pk").values_list("spam_signal", flat=True)) == ["", "repeated"]
    with time_machine_later(hours=25):
        visitor.send({"name": "A third", "email": "third@example.com", "message": TEXT})
    assert Submission.objects.filter(state=NEW).count() == 2


@pytest.mark.parametrize(
    "again",
    [ANSWERS, {**ANSWERS, "email": "JAN@example.com "}, {"name": "J.", "phone": "06 12345678", "message": TEXT}],
    ids=["the same", "written otherwise", "by number"],
)
def test_who_sends_the_same_text_again_reaches_the_inbox_as_the_same_person(visitor, again):
    """Issue 3, X7: people press twice to be sure; the handler is offered to put both together."""
    first = {**ANSWERS, "message": TEXT, "phone": "+31 6 12345678"}
    visitor.send(first)
    visitor.send({**again, "message": TEXT})
    assert list(Submission.objects.values_list("state", flat=True)) == [NEW, NEW]
    second = Submission.objects.order_by("pk").last()
    html = desk(reader("anna")).get(f"/admin/inbox/{second.pk}/").content.decode()
    assert "1 more message waits from this address or number" in html
    assert "word for word the same" in html


@pytest.mark.parametrize(("times", "held"), [(3, 0), (4, 1)])
def test_nobody_sends_the_same_text_a_fourth_time(visitor, times, held):
    """R46: from then on it is held back, not lost."""
    for _time in range(times):
        visitor.send({**ANSWERS, "message": TEXT})
    assert Submission.objects.filter(spam_signal="repeated").count() == held
    assert Submission.objects.count() == times


def test_somebody_without_an_address_is_nobody_known(visitor):
    """R46: two messages that name no way to reply are not taken for one person's."""
    assert not sent_before(key_digest="", content="c", answers={}, now=timezone.now()).repeated
    visitor.send({**ANSWERS, "message": TEXT})
    known = Submission.objects.get().content_hash
    assert sent_before(key_digest="", content=known, answers={"message": TEXT}, now=timezone.now()).repeated
    assert not sent_before(key_digest="", content=known, answers=ANSWERS, now=timezone.now()).repeated


def test_short_texts_of_two_people_are_not_the_same(visitor):
    """“Please call me” is written by many."""
    visitor.send({"name": "Jan", "email": "jan@example.com", "message": "Please call me"})
    for _time in range(4):
        visitor.send({"name": "Piet", "email": "piet@example.com", "message": "Please call me"})
    assert Submission.objects.filter(state=NEW).count() == 4
    assert Submission.objects.filter(spam_signal="repeated").count() == 1


def test_a_form_that_asks_for_no_text_is_never_taken_for_repeated():
    """R46: one person orders the same six times, others choose the same; ids of answers are nobody's words."""
    ProtectionSettings.objects.create(rate=False)
    version = live_form(
        ask("name", "Name"),
        ask("email", "E-mail", "one_of"),
        ask("choice", "What", choices=[answer("Truck"), answer("Car")]),
        ask("choices", "Brands", choices=[line("Michelin"), line("Other")]),
        ask("line", "Note"),
    )
    chosen = {ident("What"): value_of("Truck"), ident("Brands"): [value_of("Michelin"), value_of("Other")]}
    for sender in ["jan"] * 5 + ["piet", "els"]:
        answers = {"name": sender, "email": f"{sender}@example.com", **chosen}
        assert send(version, answers).status_code == 302
    assert set(Submission.objects.values_list("state", "content_hash")) == {(NEW, "")}
    for _time in range(4):
        send(version, {"name": "Jan", "email": "jan@example.com", **chosen, ident("Note"): "As always"})
    assert Submission.objects.filter(spam_signal="repeated").count() == 1


def test_a_flood_of_one_text_is_held_back_whatever_else_is_chosen():
    """R46: the words are compared, so another name, choice or number does not hide them."""
    version = live_form(
        ask("email", "E-mail", "one_of"),
        ask("number", "How many"),
        ask("choice", "What", choices=[answer("Truck"), answer("Car")]),
        ask("message", "Message"),
    )
    for number, what in enumerate(("Truck", "Car", "Truck")):
        chosen = {ident("How many"): str(number), ident("What"): value_of(what)}
        send(version, {"email": f"sender-{number}@example.com", "message": TEXT, **chosen})
    assert list(Submission.objects.order_by("pk").values_list("spam_signal", flat=True)) == ["", "repeated", "repeated"]


def test_the_hash_of_a_text_does_not_tell_it(visitor):
    """R61: keyed, and different for different keys."""
    told = {"message": "We buy every casing you have in stock, today."}
    first = spam.content_hash(written=told, told=told)
    assert len(first) == 64
    assert "casing" not in first


@pytest.mark.parametrize(
    ("signs", "code"),
    [
        ((), None),
        ((spam.NO_WORK,), None),
        ((spam.BUSY,), "busy"),
        ((SOME,), None),
        ((spam.NO_WORK, SOME), "links"),
        ((spam.NO_WORK, spam.BUSY), "busy"),
        ((SOME, spam.BUSY), "busy"),
        ((MANY,), "links_many"),
        ((spam.REPEATED, spam.NO_WORK), "repeated"),
        ((spam.TRAPPED,), "trapped"),
        ((spam.NOWHERE,), "nowhere"),
    ],
)
def test_signs_add_up_as_the_table_says(signs, code):
    """R46: docs/privacy.md has the same table."""
    decisive = spam.held_by(signs)
    assert (decisive.code if decisive else None) == code


@pytest.mark.parametrize(
    ("layer", "extra"),
    [
        ("trap", {"website": "x"}),
        ("time", {"age": 0}),
        ("proof", {"form_proof": ""}),
        ("links", {"message": "https://a.example " * 12}),
    ],
)
def test_a_layer_switched_off_lets_pass(visitor, layer, extra):
    """Issue 3: each is switchable."""
    ProtectionSettings.objects.create(**{layer: False})
    key = visitor.key(age=extra.pop("age", 10))
    answers = {**ANSWERS, "message": extra.pop("message", ANSWERS["message"])}
    assert visitor.send(answers, form_key=key, **extra).status_code == 302
    assert (state(), counted()) == (NEW, {})


def test_rate_and_repetition_can_be_switched_off(visitor):
    ProtectionSettings.objects.create(rate=False, repeated=False)
    for number in range(2):
        visitor.send({**ANSWERS, "email": f"visitor{number}@example.com", "message": TEXT})
    assert Submission.objects.filter(state=NEW).count() == 2
    assert not RateCounter.objects.exists()


def test_origin_and_key_cannot_be_switched_off(visitor):
    """R53: there is no switch for them."""
    names = {field.name for field in ProtectionSettings._meta.get_fields()}
    assert not names & {"origin", "key", "files"}
    ProtectionSettings.objects.create(trap=False, time=False, proof=False, rate=False, repeated=False, links=False)
    assert visitor.send(headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    assert visitor.send(form_key="").status_code == 200
    assert not Submission.objects.exists()


def test_what_the_layers_did_is_shown_to_those_who_look_after_the_site(visitor):
    """Issue 3: counted, with a drawing and its numbers; no address, no text."""
    visitor.send(website="https://spam.example")
    visitor.send(headers={"Sec-Fetch-Site": "cross-site"})
    html = desk(member_of("Administrators")).get("/admin/reports/protection/").content.decode()
    assert "A layer acted 2 times" in html
    assert "<svg" in html
    assert "spam.example" not in html
    empty = html.replace("2 times", "")
    assert "<details>" in empty


def test_counts_are_kept_for_thirteen_months(db):
    now = timezone.now()
    for days in (399, 401):
        LayerCount.objects.create(
            day=timezone.localdate(now) - timedelta(days=days), slug="a", layer="key", outcome="asked"
        )
    spam.drop_old_counts(now)
    assert LayerCount.objects.count() == 1
