"""Searching for a person under a case, and handing over chosen values of theirs (R51)."""

import re
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.utils import timezone
from django.utils.translation import override

from leads.cases import people, services
from leads.cases.letters import disclosure_letter
from leads.cases.models import CasePerson, Disclosure
from leads.cases.steps import NotPossible
from leads.cases.telling import tell_when_allowed
from leads.submissions.personal_data import SubmissionData
from privacy.access.models import AccessEvent
from privacy.personal_data.look_up import Entry, Shared
from privacy.retention.people import copy_of
from tests.leads.cases.conftest import ADDRESS, DESK, PERSON, desk, sent

pytestmark = pytest.mark.django_db
TO = {
    "authority": "Police, Midden-Nederland",
    "recipient": "J. Rechercheur, no. 12",
    "ground": "Art. 126nc Sv, order 4711",
}


@pytest.fixture
def wrote(receive):
    """Somebody whose data an order is about."""
    message = receive(PERSON)
    sent()
    return message


@pytest.fixture
def concerned(wrote, order, ada):
    """An assessed order, and the person found under it."""
    case = order()
    (found,) = people.search(case=case, value=ADDRESS, by=ada, now=timezone.now())
    return people.add_person(case=case, subject_ids=found.subjects, by=ada, now=timezone.now())


def key_of(person, label):
    return next(line.key for record in people.records_to_choose(person) for line in record.lines if line.label == label)


def disclose(person, by, *labels, **more):
    values = {**TO, "bar": "", "bar_until": None, **more}
    keys = [key_of(person, label) for label in labels]
    return people.disclose(person=person, keys=keys, by=by, now=timezone.now(), **values)


def test_there_is_no_search_without_a_case_its_basis_and_the_permission(wrote, order, ada, officer):
    """R51: refused without a case, unassessed, decided, or without the permission."""
    client, case = desk(ada), order(assessed=False)
    assert client.post(f"{DESK}999999/search/", {"value": ADDRESS}).status_code in (302, 404)
    page = client.post(f"{DESK}{case.pk}/search/", {"value": ADDRESS}, follow=True)
    assert b"First assess the case" in page.content
    other = officer("uma", "legal_proceedings")
    group = other.groups.get()
    group.permissions.remove(*group.permissions.filter(codename="search_legalcase"))
    services.assess(case=case, basis="legal_obligation", ground="Sv", text="", by=ada, now=timezone.now())
    assert desk(other).post(f"{DESK}{case.pk}/search/", {"value": ADDRESS}).status_code in (302, 403)
    found = AccessEvent.objects.filter(action="search", model="leads_cases.LegalCase")
    assert not found.exists()
    services.decide(case=case, acted=False, reasons="x" * 40, by=ada, now=timezone.now())
    with pytest.raises(NotPossible):
        people.search(case=case, value=ADDRESS, by=ada, now=timezone.now())


def test_a_search_shows_numbers_is_written_down_and_keeps_nothing(wrote, order, ada):
    """R51: counts by store; the log has that it happened, never what for."""
    client, case = desk(ada), order()
    page = client.post(f"{DESK}{case.pk}/search/", {"value": ADDRESS})
    html = page.content.decode()
    assert "Messages to us: 1" in html
    assert PERSON["message"] not in html
    assert AccessEvent.objects.filter(action="search", object_id=case.pk).count() == 1
    assert [step.kind for step in case.steps.all()][-1] == "searched"
    assert not any(ADDRESS in step.text for step in case.steps.all())
    mark = re.search(r'name="found" value="([^"]+)"', html)[1]
    client.post(f"{DESK}{case.pk}/person/", {"found": mark})
    client.post(f"{DESK}{case.pk}/person/", {"found": mark})
    assert CasePerson.objects.filter(case=case).count() == 1
    # What was found under one case opens nothing under another.
    other = order()
    client.post(f"{DESK}{other.pk}/person/", {"found": mark})
    client.post(f"{DESK}{other.pk}/person/", {"found": "forged"})
    assert not other.people.exists()
    assert (
        b"We hold nothing of anybody"
        in client.post(f"{DESK}{case.pk}/search/", {"value": "nobody@nowhere.example"}).content
    )


def test_nothing_is_chosen_beforehand_and_choosing_nothing_is_refused(concerned, ada):
    """R51: the default is none."""
    client, address = desk(ada), f"{DESK}{concerned.case_id}/person/{concerned.pk}/"
    html = client.get(address).content.decode()
    boxes = re.findall(r'<input type="checkbox" name="keys"[^>]*>', html)
    assert len(boxes) > 3
    assert not any("checked" in box for box in boxes)
    refused = client.post(address, TO)
    assert refused.status_code == 422
    assert b"Choose at least one value" in refused.content
    assert TO["recipient"].encode() in refused.content
    assert not Disclosure.objects.exists()
    forged = client.post(address, {**TO, "keys": ["auth.user:1:password"]})
    assert forged.status_code == 422


def test_the_file_holds_the_chosen_fields_and_nothing_else(concerned, ada, eve):
    """R51: authority, ground, recipient and day are kept; the log entry is there."""
    client, address = desk(ada), f"{DESK}{concerned.case_id}/person/{concerned.pk}/"
    client.post(address, {**TO, "keys": [key_of(concerned, "Your name")]})
    made = Disclosure.objects.get()
    alone = client.post(f"{DESK}{concerned.case_id}/handed/{made.pk}/", follow=True)
    assert "somebody else must look and take it out" in alone.content.decode()
    assert (made.authority, made.recipient, made.ground) == (TO["authority"], TO["recipient"], TO["ground"])
    assert made.taken_at is None
    answer = desk(eve).post(f"{DESK}{concerned.case_id}/handed/{made.pk}/")
    assert answer["Content-Disposition"].startswith("attachment")
    text = answer.content.decode()
    assert PERSON["name"] in text
    assert TO["authority"] in text
    for other in (PERSON["email"], PERSON["message"], "KG-"):
        assert other not in text, other
    made.refresh_from_db()
    assert made.taken_at is not None
    assert made.made_by == ada
    own = client.post(f"{DESK}{concerned.case_id}/handed/{made.pk}/")
    assert own["Content-Disposition"].startswith("attachment")
    events = AccessEvent.objects.filter(object_id=concerned.case_id, model="leads_cases.LegalCase", actor_id=eve.pk)
    assert events.filter(action="export").count() == 1
    assert "1 value to Police, Midden-Nederland" in [step.text for step in made.case.steps.all()]
    assert PERSON["name"] not in str(made.fields)


def test_the_person_is_told_when_the_data_leave(concerned, ada, eve):
    """R51: not before, once, and it stands in their own copy."""
    made = disclose(concerned, ada, "Your name")
    assert sent() == []
    people.export_file(disclosure=made, by=eve, now=timezone.now())
    (letter,) = sent()
    assert letter.to == [ADDRESS]
    for words in (TO["authority"], TO["ground"], "Messages to us: Your name", "complain"):
        assert words in letter.body, words
    assert TO["recipient"] not in letter.body
    people.export_file(disclosure=made, by=eve, now=timezone.now())
    assert sent() == []
    copy = copy_of(people.subjects_of(concerned))["Data about you that we handed over"]
    assert copy[0]["recipient"] == TO["authority"]


def test_a_recorded_bar_keeps_it_from_the_person_until_its_day(concerned, ada, time_machine, eve):
    """R51: neither mail nor copy says it while the bar lasts; then the mail goes by itself."""
    day = timezone.localdate() + timedelta(days=30)
    made = disclose(concerned, ada, "Your name", bar="The investigation would be harmed.", bar_until=day)
    people.export_file(disclosure=made, by=eve, now=timezone.now())
    assert sent() == []
    assert tell_when_allowed(timezone.now()) == 0
    assert "Data about you that we handed over" not in copy_of(people.subjects_of(concerned))
    people.move_bar(
        disclosure=made, bar="Still running.", bar_until=day + timedelta(days=10), by=ada, now=timezone.now()
    )
    time_machine.move_to(timezone.now() + timedelta(days=31))
    assert tell_when_allowed(timezone.now()) == 0
    time_machine.move_to(timezone.now() + timedelta(days=10))
    assert tell_when_allowed(timezone.now()) == 1
    assert tell_when_allowed(timezone.now()) == 0
    assert sent()[0].to == [ADDRESS]
    assert "Data about you that we handed over" in copy_of(people.subjects_of(concerned))
    with pytest.raises(NotPossible):
        people.move_bar(disclosure=made, bar="x", bar_until=day, by=ada, now=timezone.now())


def test_a_bar_needs_a_reason_and_a_day_within_a_year(concerned, ada):
    client, address = desk(ada), f"{DESK}{concerned.case_id}/person/{concerned.pk}/"
    base = {**TO, "keys": [key_of(concerned, "Your name")]}
    today = timezone.localdate()
    for wrong in (
        {"bar": "Because"},
        {"bar_until": today + timedelta(days=3)},
        {"bar": "Because", "bar_until": today},
        {"bar": "Because", "bar_until": today + timedelta(days=400)},
    ):
        assert client.post(address, {**base, **wrong}).status_code == 422, wrong
    assert not Disclosure.objects.exists()


def test_whoever_has_no_address_is_told_by_hand(receive, order, ada, time_machine, eve):
    receive({"name": "Piet", "phone": ["+31612345678"], "message": "Bel mij."})
    case, client = order(), desk(ada)
    (found,) = people.search(case=case, value="+31612345678", by=ada, now=timezone.now())
    person = people.add_person(case=case, subject_ids=found.subjects, by=ada, now=timezone.now())
    day = timezone.localdate() + timedelta(days=4)
    barred = disclose(person, ada, "Your message", bar="Not yet.", bar_until=day)
    people.export_file(disclosure=barred, by=eve, now=timezone.now())
    with pytest.raises(NotPossible):
        people.told_by_hand(disclosure=barred, by=ada, now=timezone.now())
    assert b"to be told by hand" not in client.get(f"{DESK}{case.pk}/").content
    made = disclose(person, ada, "Your name")
    with pytest.raises(NotPossible):
        people.told_by_hand(disclosure=made, by=ada, now=timezone.now())
    desk(eve).post(f"{DESK}{case.pk}/handed/{made.pk}/")
    assert b"to be told by hand" in client.get(f"{DESK}{case.pk}/").content
    assert b"must be told that their data were handed over" in client.get("/admin/").content
    assert b"We handed over data about you" in client.get(f"{DESK}{case.pk}/handed/{made.pk}/letter/").content
    client.post(f"{DESK}{case.pk}/handed/{made.pk}/tell/", {"action": "told"})
    made.refresh_from_db()
    assert made.told_at is not None
    # The bar over, nobody can be mailed, and the home says so.
    time_machine.move_to(timezone.now() + timedelta(days=5))
    assert tell_when_allowed(timezone.now()) == 0
    assert b"to be told by hand" in desk(ada).get(f"{DESK}{case.pk}/").content
    cache.clear()
    assert b"1 person without an e-mail address must be told" in desk(ada).get("/admin/").content


def test_what_is_gone_since_is_not_handed_over(concerned, ada, wrote, eve):
    made = disclose(concerned, ada, "Your name")
    services.decide(case=concerned.case, acted=True, reasons="x" * 40, by=ada, now=timezone.now())
    with pytest.raises(NotPossible):
        people.export_file(disclosure=made, by=eve, now=timezone.now())
    # Nor are the person's data looked at any more.
    page = desk(ada).get(f"{DESK}{concerned.case_id}/person/{concerned.pk}/", follow=True)
    assert PERSON["message"].encode() not in page.content
    assert b"This case is decided." in page.content


@pytest.mark.parametrize("language", ["en", "nl", "de", "fr"])
def test_the_letter_about_a_disclosure_speaks_every_language(concerned, ada, language, eve):
    made = disclose(concerned, ada, "Your name")
    people.export_file(disclosure=made, by=eve, now=timezone.now())
    with override("en"):
        letter = disclosure_letter(Disclosure.objects.get(pk=made.pk), language)
    assert ("We handed over data about you" in letter.heading) == (language == "en")
    assert TO["ground"] in letter.paragraphs
    # The store is named in the person's language, whatever the officer's CMS speaks; the question as they read it.
    with override(language):
        store = str(SubmissionData.label)
    assert f"{store}: Your name" in letter.paragraphs
    assert len(letter.closing) == 2


@pytest.mark.parametrize(("scope", "together"), [("email", 1), ("phone", 2), ("reference", 2)])
def test_a_search_joins_whom_an_address_names_and_nobody_else(order, ada, monkeypatch, scope, together):
    """R51, R95: entries of one address are one person; those of one code or number stand each for itself."""
    shared = Shared(frozenset({scope}), frozenset())
    monkeypatch.setattr(people, "look_up", lambda value: [Entry(number, shared, ()) for number in (1, 2)])
    assert len(people.search(case=order(), value="whatever", by=ada, now=timezone.now())) == together


def test_each_record_that_is_shown_or_taken_out_is_in_the_log(concerned, ada, eve):
    """R68, R94: by number, under its own purpose; who was only found, too."""
    case = concerned.case
    desk(ada).post(f"{DESK}{case.pk}/search/", {"value": PERSON["email"]})
    seen = AccessEvent.objects.filter(actor_id=ada.pk, action="read", model="privacy_ledger.Subject")
    assert set(seen.values_list("object_id", flat=True)) == set(people.subjects_of(concerned))
    desk(ada).get(f"{DESK}{case.pk}/person/{concerned.pk}/")
    shown = AccessEvent.objects.filter(actor_id=ada.pk, action="reveal").values_list("model", "object_id")
    expected = {tuple(record.lines[0].key.split(":")[:2]) for record in people.records_to_choose(concerned)}
    assert {(model.lower(), str(pk)) for model, pk in shown} == expected
    assert len(expected) > 1
    made = disclose(concerned, ada, "Your name")
    desk(eve).post(f"{DESK}{case.pk}/handed/{made.pk}/")
    out = AccessEvent.objects.filter(actor_id=eve.pk, action="export").exclude(model="leads_cases.LegalCase")
    assert [(model.lower(), str(pk)) for model, pk in out.values_list("model", "object_id")] == [
        tuple(made.fields[0]["key"].split(":")[:2])
    ]
