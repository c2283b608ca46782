"""What a person was told and agreed to, word for word, on one screen."""

import html

import pytest
from django.db import connection
from django.utils import timezone

from privacy.access.models import AccessEvent
from privacy.keys.append_only import triggers_lifted
from privacy.ledger.models import LedgerEvent
from privacy.ledger.services import record_basis
from privacy.register.models.facts import Purpose
from privacy.register.models.texts import PurposeText
from privacy.register.selectors import released_register
from privacy.rights.proof import proof_of
from privacy.rights.self_service import CHANNEL
from tests.factories import member_of, release
from tests.leads.conftest import receive  # noqa: F401
from tests.privacy.rights.conftest import ADDRESS, LIST, desk

pytestmark = pytest.mark.django_db
URL = f"{LIST}proof/"


@pytest.fixture
def agreed(person, in_use):
    """Somebody who also subscribed in Dutch, on paper words of the release in force."""
    in_use("newsletter")
    purpose = next(one for one in released_register("nl").purposes if one.key == "newsletter")
    event = record_basis(
        subject=person.subject,
        purpose_key="newsletter",
        action="accepted",
        basis="consent",
        text_hash=purpose.text_hash,
        release_number=released_register("nl").number,
        language="nl",
        channel="form",
        form_version="newsletter-nl-1",
        path="/nl/nieuwsbrief/",
        now=timezone.now(),
    )
    return purpose, event


def reworded():
    """Publish other words, so that those in force are no longer those that were read."""
    for text in PurposeText.objects.filter(purpose__key="newsletter"):
        PurposeText.objects.filter(pk=text.pk).update(consent_label="Other words", description="Other words")
    release()


def look(user, value=ADDRESS):
    return desk(user).post(URL, {"value": value})


def test_the_words_are_those_that_were_read_also_after_others_are_in_force(agreed, ada):
    """R27, R72, C24: the exact words in the language they were read in, with time, version, form and page."""
    purpose, event = agreed
    reworded()
    page = html.unescape(look(ada).content.decode())
    assert purpose.consent_label in page
    assert purpose.description in page
    assert "Other words" not in page
    for known in (event.text_hash, "newsletter-nl-1", "/nl/nieuwsbrief/", "accepted", "Nederlands"):
        assert known in page
    assert f"version {event.release_number} of the policy" in page
    assert "nothing was changed, left out or cut off" in page


def test_a_withdrawal_shows_the_words_it_ends_though_another_version_is_in_force(agreed, ada):
    """R77: a withdrawal names the version of its day and the words of then."""
    purpose, event = agreed
    reworded()
    record_basis(
        subject=event.subject,
        purpose_key="newsletter",
        action="withdrawn",
        basis="consent",
        text_hash=event.text_hash,
        release_number=released_register("nl").number,
        language="nl",
        channel=CHANNEL,
        now=timezone.now(),
    )
    (chain,) = [one for one in proof_of([event.subject_id]) if not one.goes_on]
    last = chain.events[-1]
    assert last.event.release_number == event.release_number + 1
    assert last.words.version == event.release_number
    assert purpose.description in dict(last.words.pieces).values()
    assert "As they stand in version" in look(ada).content.decode()


def test_words_that_no_version_holds_are_not_made_up(agreed, ada):
    """R27: an unknown hash is said to be unknown."""
    _purpose, event = agreed
    record_basis(
        subject=event.subject,
        purpose_key="newsletter",
        action="accepted",
        basis="consent",
        text_hash="0" * 64,
        release_number=event.release_number,
        language="nl",
        channel="form",
        now=timezone.now(),
    )
    assert "No version of the policy holds words with the recorded hash" in look(ada).content.decode()


def test_a_record_that_was_tampered_with_proves_nothing(agreed, ada):
    """R68, C24: the chain is checked at every look."""
    _purpose, event = agreed
    with triggers_lifted(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE {LedgerEvent._meta.db_table} SET text_hash = %s WHERE id = %s", ["1" * 64, event.pk])
    page = look(ada).content.decode()
    assert "was tampered with and proves nothing" in page


@pytest.mark.parametrize("value", ["KG-2222-2222", "nobody@example.com", "06 87654321"])
def test_nobody_known_is_said(value, ada):
    """R71: and nothing is written in the address."""
    answer = look(ada, value)
    assert answer.status_code == 422
    assert "Nothing is held of anybody" in answer.content.decode()


def test_only_authorised_officers_look_and_every_look_is_written_down(agreed, ada, officer):
    """R65, R68, R69: role and authorisation; the log names the record, never the person."""
    _purpose, event = agreed
    untrained = officer("eve", authorised=False)
    assert look(untrained).status_code == 403
    assert desk(member_of("Lead handlers", "lea")).get(URL).status_code in (302, 403)
    look(ada)
    seen = AccessEvent.objects.get(model="privacy_ledger.LedgerEvent", actor_id=ada.pk)
    assert (seen.action, seen.object_id) == ("read", event.subject_id)


def test_from_a_request_it_is_one_press(agreed, ask, ada):
    """R71: the person of the request, without typing anything."""
    purpose, _event = agreed
    request = ask("access")
    link = f"{LIST}{request.pk}/proof/"
    assert link in desk(ada).get(f"{LIST}{request.pk}/").content.decode()
    assert purpose.consent_label in html.unescape(desk(ada).get(link).content.decode())


def test_a_purpose_that_is_gone_keeps_its_proof(agreed, ada):
    """R7, R27: an archived purpose has no title any more, and its words are there."""
    purpose, event = agreed
    Purpose.objects.filter(key="newsletter").update(archived_at=timezone.now())
    (chain,) = [one for one in proof_of([event.subject_id]) if one.events[0].event.purpose_key == "newsletter"]
    assert purpose.description in dict(chain.events[0].words.pieces).values()
