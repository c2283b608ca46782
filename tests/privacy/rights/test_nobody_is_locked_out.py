"""What strangers do with somebody's address keeps nobody from their rights, and tells nobody anything (R78, R87)."""

import re
import statistics
import time
from datetime import timedelta

import altcha
import pytest
import time_machine
from django.utils import timezone

from privacy.keys import proof_of_work
from privacy.keys.tokens import stored, unsign
from privacy.rights import email_verification, work
from privacy.rights.models import Challenge, CodePage, RightsRequest
from tests.leads.conftest import receive  # noqa: F401
from tests.privacy.rights.conftest import ADDRESS, Browser, code_in, sent

pytestmark = pytest.mark.django_db
TOKEN = re.compile(r"[\w-]{16}\.[\w-]{43}")
WRONG = "0000 0000"


class Elsewhere(Browser):
    """A browser at a connection of its own, one of many."""

    made = 0

    def __init__(self):
        super().__init__()
        Elsewhere.made += 1
        self.defaults["REMOTE_ADDR"] = f"198.51.{Elsewhere.made // 250}.{Elsewhere.made % 250}"


def solved():
    """A key with its work, as a browser sends them."""
    given = work.new_work(now=timezone.now())
    nonce = unsign(work.KEY, given["key"], max_age_seconds=60, now=timezone.now())["n"]
    challenge = altcha.Challenge.from_dict(proof_of_work.puzzle(work.SCOPE, nonce, rounds=1, most_tries=1))
    proof = altcha.Payload(challenge, altcha.solve_challenge(challenge)).to_base64()
    return {"work_key": given["key"], "work_proof": proof}


@pytest.mark.parametrize("asked", [3, 30])
def test_however_often_strangers_asked_its_owner_gets_in(person, asked):
    """R71, R78: three posts of a stranger used to close the page to its owner for a day."""
    for _time in range(asked):
        assert Elsewhere().start(email=ADDRESS).status_code == 302
    mails = sent()
    mine = Elsewhere()
    page = mine.start(email=ADDRESS)
    mails += sent()
    assert mine.post(page.url, {"code": code_in(mails[-1])}).status_code == 302


def test_at_every_hour_of_an_attack_its_owner_gets_in(person):
    """R71, R78: asked for all through a day: the code of the last mail always works, and few mails come."""
    start, mails = timezone.now(), []
    for minute in (*range(0, 30, 3), *range(30, 24 * 60, 20)):
        with time_machine.travel(start + timedelta(minutes=minute), tick=False):
            Elsewhere().start(email=ADDRESS)
            mails += sent()
            owner = Elsewhere()
            page = owner.start(email=ADDRESS)
            mails += sent()
            challenge = email_verification._living(timezone.now()).get()
            assert code_in(mails[-1]).replace(" ", "") == email_verification.code_of(challenge)
            link = "/en/rights/open/" + mails[-1].body.split("/en/rights/open/")[1].split()[0]
            assert owner.get(page.url).status_code == owner.get(link).status_code == 200
    assert len(mails) <= 11
    with time_machine.travel(start + timedelta(minutes=minute), tick=False):
        assert owner.post(page.url, {"code": code_in(mails[-1])}).status_code == 302


def test_wrong_codes_of_strangers_spoil_nothing(person):
    """R78: three wrong ones end the stranger's page; the owner's takes the right one."""
    thief = Elsewhere()
    page = thief.start(email=ADDRESS).url
    (mail,) = sent()
    for _time in range(4):
        assert thief.post(page, {"code": WRONG}).status_code == 422
    mine = Elsewhere()
    assert mine.post(mine.start(email=ADDRESS).url, {"code": code_in(mail)}).status_code == 302
    assert thief.post(page, {"code": code_in(mail)}).status_code == 422


def test_who_guesses_on_many_pages_is_stopped_and_the_link_still_opens(person):
    """R78: sixty wrong codes, then not even the right one; whoever reads the mail presses its button."""
    first = Elsewhere().start(email=ADDRESS)
    (mail,) = sent()
    for _page in range(20):
        thief = Elsewhere()
        page = thief.start(email=ADDRESS).url
        for _time in range(3):
            thief.post(page, {"code": WRONG})
    mine = Elsewhere()
    assert mine.post(first.url, {"code": code_in(mail)}).status_code == 422
    link = "/en/rights/open/" + mail.body.split("/en/rights/open/")[1].split()[0]
    assert mine.post(link).status_code == 302


def test_whoever_proved_their_address_may_ask_again_at_once(browser, person):
    """R71: a page that was closed too early is opened anew without a pause."""
    for _time in range(3):
        browser.get(browser.prove())
    assert Challenge.objects.filter(opened_at__isnull=False).count() == 3


def test_tokens_are_random_and_kept_as_hashes(browser, person):
    """R78: nothing in an address tells which record it is about, and the database alone opens no page."""
    asked = browser.start(email=ADDRESS).url.split("/")[-2]
    (mail,) = sent()
    link = mail.body.split("/en/rights/open/")[1].split("/")[0]
    mine = browser.post(f"/en/rights/code/{asked}/", {"code": code_in(mail)}).url.split("/")[-2]
    assert all(TOKEN.fullmatch(token) for token in (asked, link, mine))
    challenge = Challenge.objects.get()
    assert (CodePage.objects.get().token_hash, challenge.link_hash, challenge.open_hash) == tuple(
        stored(token) for token in (asked, link, mine)
    )
    kept = str([Challenge.objects.values().get(), CodePage.objects.values().get()])
    assert not [token for token in (asked, link, mine) if token in kept or token.split(".")[1] in kept]


def observed(email, browser):
    """Everything an outsider sees of one round: answers, headers, bodies without their token, and how long it took."""
    began = time.perf_counter()
    asked = browser.start(email=email)
    took = [time.perf_counter() - began]
    token = asked.url.split("/")[-2]
    seen = [
        asked.status_code,
        TOKEN.fullmatch(token) is not None,
        asked.url.replace(token, "T"),
        asked.content,
        sorted(asked.headers.items() - {("Location", asked.url)}),
    ]
    for act in (lambda: browser.get(asked.url), lambda: browser.post(asked.url, {"code": WRONG})):
        began = time.perf_counter()
        answer = act()
        took.append(time.perf_counter() - began)
        seen += [answer.status_code, answer.content.replace(token.encode(), b"T"), sorted(answer.headers.items())]
    return seen, took


KINDS = ("known", "unknown", "again", "guessed")


def told_apart(rounds):
    """Return by what an outsider can tell addresses apart that are known to us, unknown, asked for again, guessed at.

    In turn, in one run: by their answers, or by medians of time of which one is twice another.
    """
    for _page in range(email_verification.GUESSES // email_verification.TRIES):
        thief = Elsewhere()
        page = thief.start(email="guessed@example.com").url
        for _time in range(email_verification.TRIES):
            thief.post(page, {"code": WRONG})
    seen, took = {kind: [] for kind in KINDS}, {kind: [] for kind in KINDS}
    with time_machine.travel(timezone.now(), tick=False):
        for number in range(rounds):
            # The known one is asked for as if for the first time; of the unknown ones each is.
            hashes = email_verification.hashing.lookup_hashes(ADDRESS, scope="email")
            Challenge.objects.filter(email_hash__in=hashes).delete()
            addresses = (ADDRESS, f"n{number}@example.com", "again@example.com", "guessed@example.com")
            for kind, address in zip(KINDS, addresses, strict=True):
                looks, times = observed(address, Elsewhere())
                seen[kind].append(looks)
                took[kind].append(times)
    found = set()
    if any(looks != seen["known"][0] for kind in KINDS for looks in seen[kind]):
        found.add("answers")
    medians = [[statistics.median(times) for times in zip(*took[kind], strict=True)] for kind in KINDS]
    if any(max(step) > 2 * min(step) for step in zip(*medians, strict=True)):
        found.add("time")
    return found


def test_nobody_can_tell_known_unknown_and_often_asked_addresses_apart(person):
    """R78: twenty-five rounds: the same bytes, headers and shapes of tokens, and times that do not differ."""
    assert told_apart(25) == set()


def test_a_decoy_and_a_slow_answer_would_be_told_apart(person, monkeypatch):
    """R78: planted: the token of an address that was asked for before is another, and whom we know takes longer."""
    ask = email_verification.ask

    def careless(*, email, **values):
        token = ask(email=email, **values)
        if email == ADDRESS:
            time.sleep(0.2)
        return f"{token[:20]}.decoy" if email.startswith("again") else token

    monkeypatch.setattr(email_verification, "ask", careless)
    assert told_apart(5) == {"answers", "time"}


def test_a_browser_that_works_asks_thirty_times_one_that_does_not_five(browser):
    """R87: work costs a person nothing and a flood much; without JavaScript the page works too."""
    assert [browser.start(email=ADDRESS).status_code for _time in range(7)] == [302] * 5 + [429] * 2
    assert browser.start(email=ADDRESS, **solved()).status_code == 302
    call = {"action": "call", "right": "access", "reference": "KG-7F3K-29QX", "phone": "06 12345678"}
    assert browser.post("/en/rights/", call).status_code == 429
    assert not RightsRequest.objects.exists()
    assert browser.post("/en/rights/", {**call, **solved()}).status_code == 200


def test_work_counts_once_and_for_its_own_key(browser):
    """R87: planted: a solution sent twice, one of another key, a forged key, none."""
    now, good, other = timezone.now(), solved(), solved()
    assert not work._worked({**good, "work_proof": other["work_proof"]}, now)
    assert not work._worked({**good, "work_key": "x"}, now)
    assert not work._worked({**good, "work_proof": ""}, now)
    assert not work._worked({}, now)
    assert work._worked(good, now)
    assert not work._worked(good, now)
    assert not work._worked(other, now + timedelta(hours=3))


def test_the_page_is_given_work_without_a_cookie(browser):
    """R53: fetched on the first touch, kept by nobody."""
    answer = browser.get("/en/rights/work/")
    assert set(answer.json()) == {"key", "puzzle"}
    assert "no-store" in answer["Cache-Control"]
    assert not browser.cookies
    page = browser.get("/en/rights/").content.decode()
    assert page.count('data-work="/en/rights/work/"') == 2
