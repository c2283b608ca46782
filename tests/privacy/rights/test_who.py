"""Who asks: what they are known by, who shares it, how we know it, and how a mistake is put right."""

import json
import re
import zipfile
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from privacy.keys import hashing
from privacy.ledger.services import get_or_create_subject, record_basis
from privacy.personal_data.look_up import look_up
from privacy.register.selectors import released_register
from privacy.rights import services, who
from privacy.rights.models import RequestStep, RightsRequest
from privacy.rights.personal_data import RightsRequestData
from privacy.rights.steps import NotPossible, asker_of, candidates, subjects_of
from privacy.rights.subject_access import sections_of
from tests.factories import a_processor, release
from tests.privacy.rights.conftest import ADDRESS, LIST, act, desk, sent

pytestmark = pytest.mark.django_db
NUMBER = "+31612345678"


@pytest.fixture
def shared(receive):
    """Two messages with one number: one without an address, one beside another address."""
    first = receive({"name": "Piet Post", "phone": [NUMBER], "message": "Bel mij."})
    second = receive({"name": "Kim Shared", "email": "kim@example.net", "phone": [NUMBER], "message": "Hallo."})
    sent()
    return first, second


def decide(client, request, message, same, reason="They named what they wrote."):
    entry = {"entry": message.subject_id, "same": same, "reason": reason}
    return act(client, request, "person", **entry)


def test_a_caller_with_another_address_finds_the_messages_with_their_number(ask, shared, ada, agreed):
    """R95: whose they seem to be is shown, nothing is answered before each is decided, and the copy then holds what is joined."""
    request, client = ask("access", email="piet@elsewhere.example", phone="06-12345678", identity="known"), desk(ada)
    first, second = shared
    page = client.get(f"{LIST}{request.pk}/").content.decode()
    assert "Piet Post" in page
    assert "Kim Shared" in page
    assert "kim@example.net" in page
    assert subjects_of(request) == [request.subject_id]
    refused = act(client, request, "answer", outcome="granted", text="", reason="")
    assert refused.status_code == 409
    assert b"say of each whether it is the same person" in refused.content
    decide(client, request, first, "yes")
    decide(client, request, second, "no", reason="A colleague at the same desk.")
    assert sorted(subjects_of(request)) == sorted({request.subject_id, first.subject_id})
    agreed(request, ada)
    copy = zipfile.ZipFile(BytesIO(client.post(f"{LIST}{request.pk}/copy/").content))
    held = copy.read("my-data.json").decode()
    assert "Bel mij." in held
    assert "Kim Shared" not in held
    assert act(client, request, "answer", outcome="granted", text="", reason="").status_code == 200
    texts = [step.text for step in RequestStep.objects.filter(kind__in=("joined", "apart")).order_by("pk")]
    assert texts == ["They named what they wrote.", "A colleague at the same desk."]


def test_a_decision_is_changed_by_another_and_both_stay(ask, shared, ada):
    """R95: the newest word counts; a reason is needed each time, and strangers cannot be joined."""
    request, client = ask("access", email="", phone=NUMBER, identity="known"), desk(ada)
    second = shared[1]
    assert decide(client, request, second, "yes", reason="").status_code == 422
    assert act(client, request, "person", entry=999999, same="yes", reason="x").status_code == 409
    decide(client, request, second, "yes")
    assert second.subject_id in subjects_of(request)
    decide(client, request, second, "no", reason="It was her colleague.")
    assert second.subject_id not in subjects_of(request)
    kinds = request.steps.filter(subject_number=second.subject_id).values_list("kind", flat=True)
    assert list(kinds) == ["joined", "apart"]


def test_a_code_beside_another_address_joins_nobody_without_a_decision(ask, person, ada):
    """R41, R78, R95: it finds the message; who reads another address gets and deletes nothing by it until an officer says so."""
    code = person.reference.lower().replace("-", " ")
    request, client = ask("access", email="another@example.net", given_code=code, identity="known"), desk(ada)
    (one,) = candidates(asker_of(request))
    assert (one.entry.subject_id, one.joined) == (person.subject_id, None)
    assert subjects_of(request) == [request.subject_id]
    assert act(client, request, "answer", outcome="granted", text="", reason="").status_code == 409
    decide(client, request, person, "yes")
    assert person.subject_id in subjects_of(request)
    decide(client, request, person, "no", reason="The code was read from somebody else's screen.")
    assert subjects_of(request) == [request.subject_id]


def test_a_code_counts_once_we_called_back_on_it_and_no_later_one(ask, person, shared, ada):
    """R78, R95: by the number of the message that it names; another code, written down afterwards, waits for a decision."""
    request = ask("access", email="another@example.net", given_code=person.reference)
    who.identify(request=request, how="call", by=ada, now=timezone.now())
    request.refresh_from_db()
    assert person.subject_id in subjects_of(request)
    assert not asker_of(request).is_undecided
    who.add_code(request=request, given_code=shared[0].reference, by=ada, now=timezone.now())
    request.refresh_from_db()
    assert shared[0].subject_id not in subjects_of(request)
    assert asker_of(request).is_undecided


def test_asking_again_with_something_else_finds_more(ask, person, shared):
    """R71, R95: what the repeat gave is looked at with the first, with which it is answered."""
    first = ask("access")
    again = ask("access", given_code=shared[0].reference)
    assert again.first_id == first.pk
    assert shared[0].subject_id in {one.entry.subject_id for one in candidates(asker_of(first))}


def test_a_request_is_found_by_what_it_holds_until_its_name_goes(ask, person, settings):
    """R95, R61: its number too, through a change of keys; not once it was forgotten or put right."""
    request = ask("access", phone="+49 30 123456", name="Zsofia")
    assert [entry.subject_id for entry in look_up("030 123456")] == [request.subject_id]
    settings.LOOKUP_KEYS = ["another-lookup-key-0123456789abcdef0", *settings.LOOKUP_KEYS]
    assert [entry.subject_id for entry in look_up("030 123456")] == [request.subject_id]
    request.save(update_fields=request.rotate_hashes())
    assert request.hash_key == hashing.lookup_key_id()
    settings.LOOKUP_KEYS = settings.LOOKUP_KEYS[:1]
    assert request.subject_id in [entry.subject_id for entry in look_up("030 123456")]
    RightsRequestData().correct(request, {"phone": "+31612345678"}, now=timezone.now())
    assert not look_up("030 123456")
    assert look_up("0612345678")


def test_staff_write_the_reference_down_and_are_told_when_it_names_nothing(ask, person, ada):
    """R41: in any writing, while the caller can still be asked."""
    client, values = desk(ada), {"right": "access", "channel": "phone", "received_on": "2026-11-01", "language": "nl"}
    wrong = client.post(f"{LIST}new/", {**values, "given_code": "KG-2222-2222"})
    assert wrong.status_code == 422
    assert b"We hold nothing with this reference" in wrong.content
    client.post(f"{LIST}new/", {**values, "given_code": person.reference.replace("-", "–").lower()})
    request = RightsRequest.objects.get()
    assert request.subject_id == person.subject_id
    page = client.get(f"{LIST}{request.pk}/").content.decode()
    assert request.given_code in page


@pytest.mark.parametrize(
    ("language", "typed", "kept"), [("de", "030 123456", "+4930123456"), ("nl", "0612345678", NUMBER)]
)
def test_a_number_that_staff_write_down_is_read_in_the_language_of_the_caller(ada, language, typed, kept):
    """R39, R95: and one on which nobody can be called is refused with what to do."""
    client = desk(ada)
    values = {"right": "access", "channel": "phone", "received_on": "2026-11-01", "language": language}
    assert b"phone number" in client.post(f"{LIST}new/", {**values, "phone": "06 1234"}).content
    client.post(f"{LIST}new/", {**values, "phone": typed})
    assert RightsRequest.objects.get().phone == kept


def offered(client, request):
    page = client.get(f"{LIST}{request.pk}/").content.decode()
    shown = page[page.index('id="identity"') :]
    buttons = re.findall(r'<input type="radio" name="how" value="(\w+)"([^>]*)>', shown)
    assert not [more for _value, more in buttons if "checked" in more]
    return {value for value, _more in buttons}


def test_only_checks_that_can_have_happened_are_offered_and_none_is_chosen(ask, person, ada, browser):
    """R78: no code without an entered code, no call without a reference, no copy that did not come; no press without a choice."""
    client = desk(ada)
    caller = ask("access", email="", phone="+31687654321")
    assert offered(client, caller) == {"known"}
    for impossible in ("mail", "call", "copy"):
        assert act(client, caller, "identify", how=impossible).status_code == 409
    assert act(client, caller, "identify").status_code == 422
    assert offered(client, ask("portability", email="", phone="+31687654321", given_code=person.reference)) == {
        "call",
        "known",
    }
    request = ask("rectification")
    assert offered(client, request) == {"known"}
    browser.prove()
    assert offered(client, request) == {"mail", "known"}
    act(client, request, "mailed_copy")
    assert offered(client, request) == {"mail", "known", "copy"}
    assert not RightsRequest.objects.exclude(identity="").exists()


def test_a_mistaken_check_is_put_right_with_a_reason_and_stays_in_the_history(ask, person, ada, bob):
    """R78: appended, never rewritten; a deletion proposed on it is proposed no more."""
    request, client = ask("erasure"), desk(ada)
    act(client, request, "identify", how="known")
    act(client, request, "propose")
    assert act(client, request, "identify", how="known").status_code == 409
    assert act(client, request, "mistaken", reason="").status_code == 422
    act(client, request, "mistaken", reason="It was her sister.")
    request.refresh_from_db()
    assert (request.identity, request.proposed_by) == ("", None)
    assert act(desk(bob), request, "erase").status_code == 409
    page = client.get(f"{LIST}{request.pk}/").content.decode()
    assert "It was her sister." in page
    kinds = list(request.steps.order_by("pk").values_list("kind", flat=True))
    assert kinds == ["received", "identified", "proposed", "not_proposed", "mistaken"]
    assert "something that only they can know" in request.steps.get(kind="identified").text


def test_what_is_asked_is_put_right_before_anything_is_done(ask, ada):
    """R71: the words say more than what was pressed; afterwards it is too late."""
    request, client = ask("complaint"), desk(ada)
    act(client, request, "sort", right="erasure")
    request.refresh_from_db()
    assert request.right == "erasure"
    assert "→" in request.steps.get(kind="sorted").text
    RightsRequest.objects.filter(pk=request.pk).update(proposed_by=ada)
    request.refresh_from_db()
    with pytest.raises(NotPossible):
        who.sort(request=request, right="access", by=ada, now=timezone.now())


@pytest.mark.parametrize(
    ("language", "words"), [("nl", "Berichten aan ons"), ("de", "Nachrichten an uns"), ("fr", "Messages")]
)
def test_the_copy_to_hand_over_is_in_the_person_s_language(ask, person, ada, language, words, agreed):
    """R72: whatever the CMS speaks."""
    request = ask("access", language=language, identity="known")
    agreed(request, ada)
    copy = zipfile.ZipFile(BytesIO(desk(ada).post(f"{LIST}{request.pk}/copy/").content))
    html = copy.read("my-data.html").decode()
    assert f'lang="{language}"' in html
    assert words in html
    assert json.loads(copy.read("my-data.json"))["language"] == language


def test_nobody_is_told_to_whom_nothing_went(ask, person, ada):
    """R85: Google is a company of the sample's policy, and received nothing of what was sent to us."""
    request = ask("rectification", identity="known")
    RequestStep.objects.create(request=request, kind="corrected", by=ada, at=timezone.now())
    services.answer(request=request, outcome="granted", text="", reason="", by=ada, now=timezone.now())
    assert not request.tasks.exists()


def test_a_company_of_a_purpose_that_was_used_is_told(ask, person):
    """R85: planted: the person's data were used for a purpose with a company that gets what we keep."""
    subject = get_or_create_subject(email=ADDRESS, now=timezone.now())
    event = {"text_hash": "0" * 64, "release_number": 1, "language": "en", "channel": "test", "now": timezone.now()}
    assert services.recipients([subject.pk]) == []
    purpose = next(one for one in released_register("en").purposes for vendor in one.vendors if vendor.name == "Google")
    record_basis(subject=subject, purpose_key=purpose.key, action="refused", basis="consent", **event)
    assert services.recipients([subject.pk]) == []
    record_basis(subject=subject, purpose_key=purpose.key, action="accepted", basis="consent", **event)
    assert services.recipients([subject.pk]) == ["Google"]


def test_who_received_data_is_told_also_after_it_changed(person, settings):
    """R72, R85: whoever ran the servers when the message came stays among its recipients (Art. 15(1)(c))."""
    a_processor("hoster", "Hoster B.V.")
    settings.PROVIDERS = {"servers": "hoster", "mail": "own"}
    release()
    settings.PROVIDERS = {"servers": "own", "mail": "own"}
    release()
    (messages,) = (one for one in sections_of([person.subject_id]) if one.label == "Messages to us")
    assert messages.recipients == ("Hoster B.V.",)


def test_who_received_data_costs_the_same_however_many_versions_there_are(person, settings, django_assert_num_queries):
    """R72: one query for all versions; the own page of a person stays quick as they grow."""
    with CaptureQueriesContext(connection) as few:
        sections_of([person.subject_id])
    for number in range(3):
        settings.DATA_COUNTRIES = [("DE", "FR", "NL")[number]]
        release()
    sections_of([person.subject_id])
    with django_assert_num_queries(len(few)):
        sections_of([person.subject_id])
