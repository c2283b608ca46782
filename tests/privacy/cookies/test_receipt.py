"""The receipt of a choice: seen and taken away, in its own browser and by its number from any other."""

import hashlib
import json
import re
from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from privacy.cookies.models import ConsentRecord, ConsentText, NumberCounter
from privacy.cookies.personal_data import NumberCounterData
from privacy.cookies.withdrawal import TRIES
from privacy.register.models.facts import Controller, Vendor
from privacy.register.models.texts import CookieGroupText
from privacy.register.selectors import released_register
from tests import factories
from tests.privacy.cookies.conftest import HERE, ID, OTHER_ID, by_number, words

pytestmark = pytest.mark.django_db
NO_STORE = "max-age=0, no-cache, no-store, must-revalidate, private"
ALL = {"functional": True, "analytical": True, "advertising": True}
NONE = dict.fromkeys(ALL, False)


def test_the_receipt_shows_everything_of_this_browsers_choice(send, client, offer):
    """C26: number, time, version, each group and company, how, valid until, number before, the text with its hash."""
    send(id=ID, previous=OTHER_ID, method="settings", groups={**NONE, "functional": True})
    page = client.get("/en/cookies/saved/")
    text, record = words(page), ConsentRecord.objects.get()
    assert page["Cache-Control"] == NO_STORE
    assert '<meta name="robots" content="noindex">' in text
    until = timezone.localtime(record.valid_until).strftime("%Y-%m-%dT%H:%M:%S%z")
    for expected in (ID, OTHER_ID, "<dd>settings</dd>", record.text_id, f"{offer.release}, of ", f'datetime="{until}"'):
        assert expected in text
    assert '<strong lang="en">Functional</strong> <span>allowed</span>' in text
    assert '<strong lang="en">Advertising</strong> <span>refused</span>' in text
    assert "<span>Vimeo (US)</span> <span>allowed</span>" in text
    assert "<span>LinkedIn (US)</span> <span>refused</span>" in text
    assert "Your choice about cookies\nKargro Group asks your permission" in page.content.decode()
    assert hashlib.sha256(record.text.text.encode()).hexdigest() == record.text_id


def test_a_browser_without_a_record_gets_no_receipt(client):
    """C26: nothing is made up: the page says that no choice is kept, the download leads to it."""
    assert "This browser keeps no choice" in words(client.get("/en/cookies/saved/"))
    client.cookies["kargro_consent"] = f'"functional=-1|analytical=-1|advertising=-1|id={ID}|until=1"'
    page = words(client.get("/en/cookies/saved/"))
    assert "Number of the record" in page
    assert "What was decided" not in page
    assert client.get("/en/cookies/saved/?format=json")["Location"] == "/en/cookies/saved/"


def test_a_video_allowed_alone_is_a_receipt_of_that_company(send, client):
    """C15, C26: what this browser keeps stands beside it; the record of the video names its company only."""
    send(id=ID)
    send(id=OTHER_ID, method="embed", groups={}, vendors=["vimeo"], previous=ID)
    page = words(client.get("/en/cookies/saved/"))
    assert "<strong>Vimeo (US)</strong> <span>allowed</span>" in page
    assert "<dt>Advertising</dt><dd>refused</dd>" in page
    assert "Vimeo (US) receives your IP address" in page
    assert OTHER_ID in page
    assert ID in page


def test_the_words_of_a_receipt_keep_the_language_of_the_choice(send, client):
    """C24, C26: chosen in Dutch, read in English: the group's name and the text stay Dutch and say so."""
    send(language="nl", id=ID)
    page = words(client.get("/en/cookies/saved/"))
    assert '<strong lang="nl">Extra functies</strong> <span>refused</span>' in page
    assert 'lang="nl">Uw keuze over cookies' in page


def test_withdrawing_in_the_own_browser_is_an_ordinary_refusal(send, submit, client, offer):
    """C19, C26: one button, a post to the door of choices; afterwards there is nothing left to withdraw."""
    send(id=ID, groups=ALL)
    assert 'value="refuse_all">Withdraw</button>' in words(client.get("/en/cookies/saved/"))
    assert submit(method="settings", decision="refuse_all").status_code == 303
    record = ConsentRecord.objects.get(previous=ID)
    assert record.decisions["groups"] == NONE
    assert ">Withdraw</button>" not in words(client.get("/en/cookies/saved/"))


def test_another_browser_sees_the_choice_by_its_number(send, elsewhere):
    """C26: as the own browser does, with the buttons to take it away and to withdraw."""
    send(id=ID, groups=ALL)
    for typed in (ID, ID.upper(), f"%20{ID}%0A", ID.replace("-", "- ")):
        response = elsewhere(typed)
        assert response.status_code == 200
        assert response["Cache-Control"] == NO_STORE
        assert ID in words(response)
        assert "Withdraw this choice" in words(response)
        assert "kargro_consent" not in response.cookies


def test_no_number_stands_in_an_address(send, elsewhere, client):
    """C26, R69: forms post it; no link, action or redirect of either page holds it."""
    send(id=ID, groups=ALL)
    for page in (client.get("/en/cookies/saved/"), elsewhere(ID), elsewhere(ID, "withdraw")):
        addresses = re.findall(r'(?:href|action|src)="([^"]*)"', page.content.decode())
        assert addresses
        assert not [address for address in addresses if ID in address]
    assert 'value="' not in words(client.get(f"/en/cookies/receipt/?number={ID}")).split('id="number"')[1].split(">")[0]


def test_every_wrong_number_has_the_same_answer(send, elsewhere, submit):
    """C26: unknown, malformed, lapsed, empty, too long: the same bytes, status and headers, whatever is asked."""
    with time_machine.travel(timezone.now() - timedelta(days=181)):
        send(id=ID, groups=ALL)
    # Answers carry the second they were made in.
    with time_machine.travel(timezone.now(), tick=False):
        answers = [
            elsewhere(number, action)
            for number in (
                ID,
                OTHER_ID,
                "",
                "x",
                "%00",
                ID[:-1],
                "11111111-1111-1111-8111-111111111111",
                "9" * 5000,
                "%FF",
            )
            for action in ("show", "download", "withdraw")
        ]
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.content for answer in answers}) == 1
    assert len({str(sorted(answer.headers.items())) for answer in answers}) == 1
    assert not by_number().exists()


def test_a_body_that_is_no_form_is_a_wrong_number(send, elsewhere):
    """C26: never a 5xx, never another answer."""
    send(id=ID, groups=ALL)
    client = Client()
    for body, kind in (
        (f'{{"number": "{ID}"}}', "application/json"),
        (b"--x", "multipart/form-data; boundary=x"),
        (b"\xff", "a/b"),
    ):
        response = client.generic("POST", "/en/cookies/receipt/", body, content_type=kind, headers=HERE)
        assert response.status_code == 404
        assert response.content == elsewhere("x").content


@pytest.mark.parametrize(
    "headers",
    [{"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}, {"Origin": "https://evil.test"}, {}],
)
def test_a_number_from_another_site_does_nothing(send, elsewhere, headers):
    """C26, R53: the origin check of the door of choices; nothing shown, nothing withdrawn, nothing counted."""
    send(id=ID, groups=ALL)
    counted = list(NumberCounter.objects.values())
    for action in ("show", "download", "withdraw"):
        response = elsewhere(ID, action, headers=headers)
        assert response.status_code == 403
        assert ID not in words(response)
    assert not by_number().exists()
    assert list(NumberCounter.objects.values()) == counted


def test_a_thousand_tries_from_one_connection_are_stopped(elsewhere, send):
    """C26: thirty in ten minutes, then 429, also for a right number; afterwards again, from elsewhere all along."""
    send(id=ID, groups=ALL)
    with time_machine.travel(timezone.now(), tick=False) as clock:
        statuses = [elsewhere("x").status_code for _ in range(TRIES.most + 1)]
        assert statuses == [404] * TRIES.most + [429]
        NumberCounter.objects.update(count=1000)
        stopped = elsewhere(ID, "withdraw")
        assert (stopped.status_code, stopped["Retry-After"]) == (429, "600")
        assert not by_number().exists()
        assert elsewhere(ID, REMOTE_ADDR="198.51.100.7").status_code == 200
        clock.shift(timedelta(minutes=10))
        assert elsewhere(ID).status_code == 200


def test_the_count_of_tries_keeps_no_address_and_goes_after_a_day(elsewhere):
    """C26, R58: a keyed hash, another than that of posts to forms; the rule of the codes against spam deletes it."""
    from leads.submissions.spam import count_post
    from leads.submissions.spam.models import RateCounter

    now = timezone.now()
    elsewhere("x", REMOTE_ADDR="203.0.113.9")
    count_post("203.0.113.9", now=now)
    counter = NumberCounter.objects.get()
    assert "203.0.113.9" not in str(NumberCounter.objects.values())
    assert counter.address_hash != RateCounter.objects.get().address_hash
    assert released_register("en").retention("form-protection").value == 1
    store = NumberCounterData()
    assert not store.find(subject_ids=[1]).exists()
    assert store.expire("form-protection", before=counter.window_start, now=now, limit=10) == 0
    assert store.expire("form-protection", before=counter.window_start + timedelta(seconds=1), now=now, limit=10) == 1


def document(response):
    assert response.status_code == 200
    assert response["Content-Type"] == "application/json"
    assert response["Content-Disposition"] == 'attachment; filename="cookie-receipt.json"'
    assert response["Cache-Control"] == NO_STORE
    assert response["X-Robots-Tag"] == "noindex"
    return json.loads(response.content)


def test_the_download_has_the_field_names_of_the_specification(send, client, elsewhere):
    """C26: ISO/IEC TS 27560:2023 in four sections, DPV terms; the same document in the own browser and by number."""
    send(language="nl", id=ID, method="settings", groups={**NONE, "functional": True})
    receipt = document(client.get("/nl/cookies/saved/?format=json"))
    assert receipt == document(elsewhere(ID, "download"))
    record = ConsentRecord.objects.get()
    assert receipt["@type"] == "dpv:ConsentRecord"
    assert receipt["schema_version"].endswith("ISO/IEC TS 27560:2023")
    assert receipt["record"]["record_id"] == receipt["record"]["pii_principal_id"] == ID
    assert receipt["record"]["decisions"] == record.decisions
    notice = receipt["pii_processing"]["privacy_notice"]
    assert notice["sha256"] == hashlib.sha256(notice["text"].encode()).hexdigest() == record.text_id
    assert receipt["pii_processing"]["language"] == "nl"
    purposes = {purpose["purpose_id"]: purpose for purpose in receipt["pii_processing"]["purposes"]}
    assert list(purposes) == ["functional", "analytical", "advertising"]
    functional = purposes["functional"]
    assert functional["lawful_basis"] == "dpv:Consent"
    assert functional["recipient_third_parties"] == ["vimeo"]
    assert functional["withdrawal_method"].endswith("/nl/cookies/receipt/")
    assert {kind["pii_attribute_id"] for kind in functional["pii_information"]} >= {"ip_address"}
    assert any(period.startswith("vuid: 2 jaar") for period in functional["retention_period"])
    parties = {party["party_id"]: party for party in receipt["party_identification"]}
    assert parties["controller"]["party_name"] == "Kargro Groep Holding"
    assert parties["google_analytics"]["party_role"] == "dpv:DataProcessor"
    states = {event.get("purpose_id") or event["party_id"]: event["event_state"] for event in receipt["events"]}
    assert states["functional"] == states["vimeo"] == "dpv:ConsentGiven"
    assert states["analytical"] == states["linkedin"] == "dpv:ConsentRefused"
    assert {event["validity_duration"] for event in receipt["events"]} == {"P180DT00H00M00S"}


def test_every_field_of_the_download_is_named_in_its_context_or_ours(send, client):
    """C26: a reader of JSON-LD meets no name that is neither the vocabulary's nor said to be ours."""
    from privacy.cookies.receipt_json import CONTEXT

    ours = {
        "previous_record_id", "site", "method", "valid_until", "decisions", "policy_version", "published_at", "sha256",
        "text", "pii_attribute_id", "party_type", "receives",
    }  # fmt: skip
    send(id=ID, groups=ALL)
    receipt = document(client.get("/en/cookies/saved/?format=json"))

    def names(value, inside=""):
        if isinstance(value, dict) and inside not in ("@context", "decisions"):
            for name, inner in value.items():
                yield name
                yield from names(inner, name)
        elif isinstance(value, list):
            for inner in value:
                yield from names(inner, inside)

    found = {name for name in names(receipt) if not name.startswith("@")}
    assert found - CONTEXT.keys() == ours


def test_what_was_allowed_before_is_withdrawn_not_refused(send, client, elsewhere):
    """C26: a no after a yes is a withdrawal, in a later choice and by number."""
    send(id=ID, groups=ALL)
    send(id=OTHER_ID, previous=ID, method="settings")
    later = document(client.get("/en/cookies/saved/?format=json"))
    assert {event["event_state"] for event in later["events"]} == {"dpv:ConsentWithdrawn"}
    third = str(uuid4())
    send(id=third, previous=OTHER_ID, groups={**NONE, "functional": True})
    elsewhere(third, "withdraw")
    events = document(elsewhere(third, "download"))["events"]
    given = {event.get("purpose_id") or event["party_id"] for event in events if event["event_state"].endswith("Given")}
    taken = {event.get("purpose_id") or event["party_id"] for event in events if event["method"] == "receipt"}
    assert given == taken == {"functional", "vimeo"}


def test_a_receipt_is_unchanged_after_the_register_was_edited_and_released(send, client, elsewhere):
    """C25: labels, company, address and text stay those of the release that asked; page and JSON alike."""
    send(id=ID, groups=ALL)
    before = elsewhere(ID, "download").content
    article = words(elsewhere(ID)).split('<article class="choice-receipt"')[1].split("</article>")[0]
    CookieGroupText.objects.filter(group__varname="functional").update(
        label="Other", summary="Other.", description="Other."
    )
    Vendor.objects.filter(key="vimeo").update(name="Somebody else", active=False)
    Controller.objects.update(public_name="Kargro Groep", street="Nieuwe weg 1")
    release = factories.release()
    assert released_register("en").number == release.number
    assert elsewhere(ID, "download").content == before
    assert words(elsewhere(ID)).split('<article class="choice-receipt"')[1].split("</article>")[0] == article
    assert ConsentText.objects.get().pk in article


def test_the_page_for_a_number_is_the_same_for_everyone(client, send):
    """C5, C26: asked for, it shows a field and nothing about the browser; in no cache and no search engine."""
    first = Client().get("/en/cookies/receipt/")
    send(id=ID, groups=ALL)
    second = client.get("/en/cookies/receipt/")
    assert first.content == second.content
    assert second["Cache-Control"] == NO_STORE
    assert '<meta name="robots" content="noindex">' in words(second)
    assert client.put("/en/cookies/receipt/").status_code == 405


def test_the_settings_lead_to_the_receipt(client):
    """C26: one line in the settings of every page, the same for everyone."""
    page = words(client.get("/en/"))
    dialog = page.split("<dialog")[1].split("</dialog>")[0]
    assert '<a href="/en/cookies/saved/">Receipt of your choice</a>' in dialog


def test_the_kept_text_keeps_cells_and_list_items_apart(send):
    """C25: what was shown can be read: no word runs into the next."""
    send(id=ID)
    text = ConsentText.objects.get().text
    assert "vuid Vimeo Tells viewers of a video apart. 2 years Cookie, third party: vimeo.com" in text
    assert "Privacy statement of Google\nGoogle Analytics" in text
