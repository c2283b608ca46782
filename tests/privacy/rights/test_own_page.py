"""The page on which a person sees and uses what we hold: what each press does."""

import io
import json
import logging
import zipfile
from datetime import timedelta

import pytest
from django.utils import timezone

from kargro.logs import WithoutTokens
from leads.submissions.models import Submission
from privacy.ledger.models import LedgerEvent, Subject
from privacy.ledger.selectors import may_use
from privacy.ledger.services import record_basis
from privacy.outbox.models import OutboxMail
from privacy.register.selectors import current_release
from privacy.rights.models import Challenge, RequestStep, RightsRequest
from privacy.rights.post_answer import forget_names
from privacy.rights.services import ANSWERED, close, finish_task
from tests.leads.conftest import ANSWERS, receive  # noqa: F401
from tests.privacy.rights.conftest import ADDRESS, sent

pytestmark = pytest.mark.django_db


def files_of(response):
    archive = zipfile.ZipFile(io.BytesIO(response.content))
    return {name: archive.read(name) for name in archive.namelist()}


def test_the_download_holds_a_page_to_read_and_json_with_its_context(browser, person):
    """R72: everything, with purposes, basis, recipients, retention; what the person gave is marked."""
    mine = browser.prove()
    files = files_of(browser.post(mine, {"action": "download"}))
    assert set(files) == {"my-data.html", "my-data.json"}
    data = json.loads(files["my-data.json"])
    stores = {store["store"]: store for store in data["data"]}
    assert {"leads_submissions.Submission", "privacy_ledger.Subject", "privacy_ledger.LedgerEvent"} <= set(stores)
    assert stores["leads_submissions.Submission"]["source"] == "provided by the data subject"
    assert stores["privacy_ledger.LedgerEvent"]["source"] == "recorded by the controller"
    assert ADDRESS in str(stores)
    contact = next(purpose for purpose in data["context"]["purposes"] if purpose["key"] == "contact")
    assert contact["legal_basis"] == "contract"
    assert contact["retention"]
    assert data["context"]["controller"]["email"] == "info@kargro.nl"
    page = files["my-data.html"].decode()
    assert "Sentinel words about casings." in page
    assert "Deleted 12 months after the last contact" in page
    assert "http-equiv" not in page
    assert "<script" not in page
    asked = RightsRequest.objects.get()
    assert (asked.right, asked.state, asked.outcome) == ("access", "closed", "granted")


def test_a_consent_is_withdrawn_alone_and_at_once(browser, person, in_use):
    """R77: a ledger event; every other purpose goes on."""
    in_use("newsletter", "webinar_offer")
    subject = Subject.objects.get(pk=person.subject_id)
    for key, basis, action in (
        ("newsletter", "consent", "accepted"),
        ("webinar_offer", "legitimate_interest", "notified"),
    ):
        record_basis(
            subject=subject,
            purpose_key=key,
            action=action,
            basis=basis,
            text_hash="0" * 64,
            release_number=current_release().number,
            language="en",
            channel="test",
            now=timezone.now(),
        )
    mine = browser.prove()
    page = browser.get(mine).content.decode()
    assert page.count("Withdraw my consent</button>") == 1
    assert page.count("Object</button>") == 1
    event = LedgerEvent.objects.get(purpose_key="newsletter")
    done = browser.post(mine, {"action": "end", "event": event.pk})
    assert b"Done, from this moment on." in done.content
    assert not may_use(subject, "newsletter")
    assert may_use(subject, "webinar_offer")
    assert may_use(subject, "contact")
    last = LedgerEvent.objects.filter(purpose_key="newsletter").order_by("-sequence").first()
    assert (last.action, last.channel) == ("withdrawn", "rights")
    again = browser.post(mine, {"action": "end", "event": event.pk})
    assert b"Done, from this moment on." not in again.content
    assert LedgerEvent.objects.filter(purpose_key="newsletter").count() == 2


def test_an_objection_stops_the_use_without_being_weighed(browser, person):
    """R76: a use that rests on legitimate interest."""
    subject = Subject.objects.get(pk=person.subject_id)
    record_basis(
        subject=subject,
        purpose_key="webinar_offer",
        action="notified",
        basis="legitimate_interest",
        text_hash="0" * 64,
        release_number=current_release().number,
        language="en",
        channel="test",
        now=timezone.now(),
    )
    event = LedgerEvent.objects.get(purpose_key="webinar_offer")
    browser.post(browser.prove(), {"action": "end", "event": event.pk})
    assert not may_use(subject, "webinar_offer")
    assert LedgerEvent.objects.filter(purpose_key="webinar_offer", action="objected").count() == 1
    assert RightsRequest.objects.get(right="objection").outcome == "granted"


def test_nobody_ends_what_belongs_to_somebody_else(browser, person, receive, in_use):  # noqa: F811
    """R77: the number of another person's event does nothing."""
    in_use("newsletter")
    other = receive(ANSWERS)
    sent()
    subject = Subject.objects.get(pk=other.subject_id)
    event = record_basis(
        subject=subject,
        purpose_key="newsletter",
        action="accepted",
        basis="consent",
        text_hash="0" * 64,
        release_number=current_release().number,
        language="en",
        channel="test",
        now=timezone.now(),
    )
    mine = browser.prove()
    for value in (event.pk, "x", "9" * 30, ""):
        assert browser.post(mine, {"action": "end", "event": value}).status_code == 200
    assert may_use(subject, "newsletter")


def test_deleting_asks_once_more_then_deletes_and_says_what_stays(browser, person):
    """R73, R84: gone from every store, with one letter; then the request loses the name too."""
    mine = browser.prove()
    asked = browser.post(mine, {"action": "erase"})
    assert b"Delete my data?" in asked.content
    assert Submission.objects.exists()
    done = browser.post(mine, {"action": "erase", "sure": "yes"})
    assert b"Your data are deleted" in done.content
    assert not Submission.objects.filter(subject=person.subject_id).exists()
    assert browser.get(mine).status_code == 404
    (letter,) = [mail for mail in sent() if "answer" in mail.subject]
    assert letter.to == [ADDRESS]
    assert "We deleted your data." in letter.body
    assert "The proof of the legal basis is kept" in letter.body
    assert "Autoriteit Persoonsgegevens" in letter.body
    request = RightsRequest.objects.get()
    # Nothing went to anybody outside, so nobody has to be told (Art. 19), and the request is closed at once.
    assert (request.state, request.email) == ("closed", ADDRESS)
    assert not request.tasks.exists()


def test_once_the_letter_is_out_the_request_names_nobody(browser, person, officer):
    """R73, R86: the address is needed for the letter and for nothing afterwards."""
    mine = browser.prove()
    browser.post(mine, {"action": "erase", "sure": "yes"})
    ada, now = officer(), timezone.now()
    request = RightsRequest.objects.get()
    for task in request.tasks.all():
        finish_task(task=task, by=ada, now=now)
    if request.state == "answered":
        close(request=request, by=ada, now=now)
    assert forget_names(now=now) == 0
    letter = OutboxMail.objects.filter(kind=ANSWERED)
    letter.update(state="given_up")
    assert forget_names(now=now) == 0, "a letter that did not arrive is sent again, or by post"
    letter.update(state="queued")
    sent()
    assert forget_names(now=now) == 1
    request.refresh_from_db()
    assert (request.email, request.name, request.words, request.answer) == ("", "", "", "")
    assert request.outcome == "granted"
    assert {step.text for step in RequestStep.objects.all()} == {""}
    assert not Challenge.objects.exists()


def test_what_needs_a_person_becomes_a_request_with_its_day(browser, person):
    """R71: correct, restrict, object, complain; confirmed by mail, due in 28 days."""
    mine = browser.prove()
    refused = browser.post(mine, {"action": "ask", "right": "rectification", "words": ""})
    assert refused.status_code == 422
    assert b'href="#ask-words"' in refused.content
    browser.post(mine, {"action": "ask", "right": "rectification", "words": "My name is spelt wrong."})
    request = RightsRequest.objects.get()
    assert request.due_on - request.received_on == timedelta(days=28)
    assert (request.identity, request.state, request.words) == ("mail", "open", "My name is spelt wrong.")
    (mail,) = sent()
    assert request.reference in mail.subject
    assert "spelt" not in mail.subject + mail.body
    # Asked again it joins the first; so does a right that the site exercises itself.
    browser.post(mine, {"action": "ask", "right": "rectification", "words": "And my street."})
    assert list(RightsRequest.objects.order_by("pk").values_list("first_id", flat=True)) == [None, request.pk]


def test_closing_the_page_closes_it(browser, person):
    """R78: on a shared computer."""
    mine = browser.prove()
    assert b"This page is closed" in browser.post(mine, {"action": "finish"}).content
    assert browser.get(mine).status_code == 404


def test_without_an_address_a_reference_and_a_call(browser, person):
    """R41, R78: the same answer for a code that we know and one that we do not; both are written down, for nothing is lost."""
    pages = []
    for reference in (person.reference, "KG-2222-2222"):
        data = {"action": "call", "right": "access", "reference": reference, "phone": "0612345678"}
        pages.append(browser.start(**data))
    assert pages[0].status_code == pages[1].status_code == 200
    assert pages[0].content == pages[1].content
    request, unknown = RightsRequest.objects.order_by("pk")
    assert (request.subject_id, request.identity, request.phone) == (person.subject_id, "", "+31612345678")
    assert (unknown.given_code, unknown.phone) == ("KG-2222-2222", "+31612345678")
    assert unknown.subject_id != person.subject_id
    assert "+31 6 12345678" in pages[0].content.decode()
    wrong = browser.start(action="call", right="access", reference="", phone="")
    assert wrong.status_code == 422
    assert b'href="#call-reference"' in wrong.content


@pytest.mark.parametrize(
    "written",
    [
        str.lower,
        lambda code: code.replace("-", " "),
        lambda code: code.replace("-", ""),
        lambda code: code[3:],
        lambda code: code.replace("-", "–"),
        lambda code: code.replace("-", "‑"),
        lambda code: code + ".",
    ],
)
def test_a_code_is_known_however_it_is_written(browser, person, written):
    """R41: nobody is told "we will call you" and forgotten over a dash."""
    browser.start(action="call", right="access", reference=written(person.reference), phone="0612345678")
    assert RightsRequest.objects.get().subject_id == person.subject_id


def test_nothing_personal_stands_in_addresses_subjects_or_queue(browser, person):
    """R69: tokens hold numbers; subjects and queue rows too."""
    mine = browser.prove()
    browser.post(mine, {"action": "ask", "right": "complaint", "words": "Sentinel words"})
    assert "sentinel" not in mine.lower()
    assert all("sentinel" not in mail.subject.lower() for mail in sent())
    assert "sentinel" not in str(list(OutboxMail.objects.values())).lower()


def test_the_log_holds_no_address_that_opens_a_page(browser, person):
    """R69: a refused form is logged with its address, and the token in it opens the page for half an hour."""
    mine = browser.prove()
    token = mine.split("/")[-2]
    record = logging.LogRecord("django.request", logging.WARNING, "", 0, "Unprocessable Entity: %s", (mine,), None)
    assert token in record.getMessage()
    (console,) = [one for one in logging.getLogger().handlers if any(isinstance(f, WithoutTokens) for f in one.filters)]
    assert console.filter(record)
    assert record.getMessage() == "Unprocessable Entity: /en/rights/mine/…/"
    plain = logging.LogRecord("x", logging.INFO, "", 0, "erasure %s finished: %s records removed", (1, 2), None)
    assert console.filter(plain)
    assert plain.getMessage() == "erasure 1 finished: 2 records removed"


def test_a_person_with_a_thousand_records_sees_the_latest_and_downloads_all(browser, person):
    """R72: the page stays light; the package is whole."""
    note = {"kind": "remark", "text": "Sentinel", "at": timezone.now()}
    person.notes.bulk_create(person.notes.model(submission=person, **note) for _ in range(1000))
    mine = browser.prove()
    page = browser.get(mine).content.decode()
    assert "950 older records stand in the download." in page
    data = json.loads(files_of(browser.post(mine, {"action": "download"}))["my-data.json"])
    notes = next(store for store in data["data"] if store["store"] == "leads_submissions.SubmissionNote")
    assert len(notes["records"]) == 1000
