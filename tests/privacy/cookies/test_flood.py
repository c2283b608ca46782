"""A flood of choices fills no table: what is beyond the limit counts in its browser and leaves no record, and says so."""

from datetime import timedelta
from io import StringIO
from uuid import uuid4

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from privacy.access.models import AccessEvent
from privacy.cookies.models import ChoicesPruned, ConsentRecord
from privacy.cookies.pruning import prune_choices
from privacy.cookies.services import CHOICES
from privacy.keys.append_only import missing
from tests.factories import member_of
from tests.privacy.cookies.conftest import ID, NOW, OTHER_ID, YES, by_number, entries, words

pytestmark = pytest.mark.django_db
SAID = {
    "en": "No record of this choice was kept",
    "nl": "Van deze keuze is geen vastlegging bewaard",
    "de": "Zu dieser Auswahl wurde kein Eintrag gespeichert",
    "fr": "Aucun enregistrement de ce choix n’a été conservé",
}


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


@pytest.fixture
def over(db):
    """The connection of the tests has chosen as often as it may."""
    for _time in range(CHOICES.most):
        assert CHOICES.allows("127.0.0.1", now=NOW)


def test_four_hundred_choices_of_one_connection_leave_thirty_records(send, clock):
    """P4, C24: the flood stops in the table; ten minutes later the connection is recorded again."""
    for _time in range(400):
        assert send(id=str(uuid4())).status_code == 200
    assert ConsentRecord.objects.count() == CHOICES.most == 30
    clock.shift(timedelta(minutes=10))
    send(id=ID)
    assert ConsentRecord.objects.filter(pk=ID).exists()


def test_over_the_limit_the_choice_still_counts_in_its_browser(send, over, offer):
    """C19, C24: the cookie is set for as long as always, without a number; the answer says that there is no record."""
    response = send(id=ID, groups=YES)
    assert (response.status_code, response.json()) == (200, {"id": None})
    stored = entries(response)
    assert {key for key in offer.keys if stored[key] != "-1"} == set(offer.keys)
    assert response.cookies["kargro_consent"]["max-age"] == 180 * 24 * 3600
    assert not stored.get("id")
    assert not ConsentRecord.objects.exists()


@pytest.mark.parametrize("language", SAID)
def test_the_page_says_that_no_record_was_kept(send, client, over, language):
    """C26: in each language of the site, beside what was chosen; without a number, and without a receipt."""
    send(language=language, id=ID)
    page = words(client.get(f"/{language}/cookies/saved/"))
    assert SAID[language] in page
    assert ID not in page
    assert 'id="receipt-title"' not in page


def test_the_page_says_nothing_of_it_when_there_is_a_record_or_no_choice(send, client):
    """C26: planted by the test above, so that this one can be believed."""
    assert SAID["en"] not in words(client.get("/en/cookies/saved/"))
    send(id=ID)
    assert SAID["en"] not in words(client.get("/en/cookies/saved/"))


def test_without_javascript_it_is_the_same(submit, client, over):
    """C11: the form leads to the page that says it."""
    response = submit(decision="accept_all")
    assert (response.status_code, response["Location"]) == (303, "../saved/")
    assert SAID["en"] in words(client.get("/en/cookies/saved/"))
    assert not ConsentRecord.objects.exists()


def test_a_choice_that_was_recorded_keeps_its_number_when_it_is_posted_again(send):
    """C23: a retry over the limit finds the first record."""
    send(id=ID)
    while CHOICES.allows("127.0.0.1", now=NOW):
        pass
    again = send(id=ID)
    assert again.json() == {"id": ID}
    assert entries(again)["id"] == ID


def test_a_late_acceptance_overwrites_no_refusal_over_the_limit_either(send):
    """C23: it was overtaken, and sets no cookie."""
    send(id=OTHER_ID, previous=ID)
    while CHOICES.allows("127.0.0.1", now=NOW):
        pass
    late = send(id=ID, groups=YES)
    assert (late.status_code, late.json()) == (200, {"id": None})
    assert "kargro_consent" not in late.cookies


def test_others_are_recorded_meanwhile(send, client, over, settings):
    """P4: another connection; behind a proxy the visitor is counted, by what our own proxy wrote."""
    client.defaults["REMOTE_ADDR"] = "198.51.100.7"
    assert send(id=ID).json() == {"id": ID}
    settings.TRUSTED_PROXIES = 1
    for number in range(CHOICES.most + 1):
        client.defaults["HTTP_X_FORWARDED_FOR"] = f"203.0.113.{number}, 198.51.100.9"
        last = send(id=str(uuid4()))
    assert last.json() == {"id": None}
    client.defaults["HTTP_X_FORWARDED_FOR"] = "198.51.100.10"
    assert send(id=OTHER_ID).json() == {"id": OTHER_ID}


@pytest.fixture
def officer(db):
    return member_of("Privacy officers", "ada")


@pytest.fixture
def typed(monkeypatch):
    """What is typed when the command asks."""

    def answer(word):
        monkeypatch.setattr("builtins.input", lambda _question: word)

    answer("PRUNE")
    return answer


def prune(*more, since="2026-07-31T11:00", until="2026-07-31T12:00", by="ada"):
    """Run the command; 10:00 UTC is noon in Amsterdam."""
    out = StringIO()
    call_command("prune_choices", "--from", since, "--until", until, "--by", by, *more, stdout=out)
    return out.getvalue()


@pytest.fixture
def flood(made):
    """Choices before, in and after the hour that is pruned."""
    hour = NOW - timedelta(hours=1)
    before, after = made(YES, at=hour - timedelta(seconds=1))[0], made(YES, at=NOW)[0]
    made(YES, times=50, at=hour)
    made(YES, times=50, at=NOW - timedelta(seconds=1))
    withdrawal = made({}, at=hour, method="receipt")[0]
    return {before.pk, after.pk, withdrawal.pk}


def test_a_flood_is_pruned_and_the_deletion_admitted(flood, officer, typed):
    """C24, R68: only the stretch named goes, withdrawals stay; a note and the access log say who and how many."""
    assert "100 choices are deleted" in prune()
    assert set(ConsentRecord.objects.values_list("pk", flat=True)) == flood
    assert by_number().count() == 1
    note = ChoicesPruned.objects.get()
    assert (note.count, note.until, note.at) == (100, NOW, NOW)
    event = AccessEvent.objects.get(action="erase")
    assert (event.actor_id, event.model, event.object_id) == (officer.pk, "privacy_cookies.ChoicesPruned", note.pk)
    assert missing() == []


def test_the_records_verify_after_a_flood_was_pruned(send, officer, clock):
    """C25, R58: what is left is whole: each choice has the text it was made on."""
    for number in range(4):
        send(id=str(uuid4()), language=("en", "nl")[number % 2])
        clock.shift(timedelta(minutes=1))
    prune_choices(since=NOW, until=NOW + timedelta(minutes=2), by=officer, now=timezone.now())
    assert ConsentRecord.objects.count() == 2
    call_command("verify_records", stdout=StringIO())


def test_a_dry_run_and_another_word_delete_nothing(flood, officer, typed):
    """C24: the number first, the word second."""
    assert "100 choices" in prune("--dry-run")
    typed("yes")
    with pytest.raises(CommandError, match="Nothing was deleted"):
        prune()
    assert ConsentRecord.objects.count() == 103
    assert not ChoicesPruned.objects.exists()
    assert not AccessEvent.objects.filter(action="erase").exists()


@pytest.mark.parametrize(
    "values",
    [
        {"by": "nobody"},
        {"by": "translators"},
        {"until": "2026-07-31T12:01"},
        {"until": "2026-07-31T11:00"},
        {"since": "yesterday"},
        {"since": "2026-13-31T11:00"},
    ],
)
def test_what_cannot_be_pruned_is_said_in_a_sentence(flood, officer, typed, values):
    """C24: by nobody, by somebody without the right, of a time to come, of no time, of a word that is none."""
    member_of("Translators")
    with pytest.raises(CommandError, match="Nothing was deleted"):
        prune(**values)
    assert ConsentRecord.objects.count() == 103


def test_the_database_itself_refuses_any_other_deletion(flood, officer):
    """C24: without a note, of what a note does not name, of a withdrawal, of a time to come, and of the note."""

    def refused(rows):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.delete()
        return True

    everything = ConsentRecord.objects.all()
    assert refused(everything)
    prune_choices(since=NOW - timedelta(hours=1), until=NOW, by=officer, now=NOW)
    for pk in flood:
        assert refused(everything.filter(pk=pk))
    assert refused(ChoicesPruned.objects.all())
    with pytest.raises(IntegrityError), transaction.atomic():
        ChoicesPruned.objects.create(since=NOW, until=NOW + timedelta(days=1), count=0, at=NOW)


def test_a_pruned_choice_that_was_withdrawn_stays_withdrawn(send, elsewhere, officer, clock):
    """C26: the browser learns it, though the record of the choice is gone."""
    send(id=ID, groups=YES)
    clock.shift(timedelta(minutes=1))
    elsewhere(ID, "withdraw")
    clock.shift(timedelta(minutes=1))
    prune_choices(since=NOW, until=timezone.now(), by=officer, now=timezone.now())
    assert not ConsentRecord.objects.filter(pk=ID).exists()
    assert Client().get("/en/cookies/withdrawn/").json() == [ID[:8]]
