"""Finding a message by the exact address, number or code that somebody gave."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import timezone

from leads.submissions.models import Submission, SubmissionIdentifier
from leads.submissions.personal_data import SubmissionData
from privacy.access.models import AccessEvent
from tests.leads.conftest import ANSWERS
from tests.leads.inbox.conftest import LIST, SECRETS, desk

pytestmark = pytest.mark.django_db
NEW_LOOKUP = "rotated-lookup-key-0123456789abcdef0123"


@pytest.fixture
def others(receive):
    return receive({"name": "Kim", "email": "kim@example.com", "phone": ["+31201234567"], "message": "Hello"})


def find(client, text):
    """Return the references on the screen that answers a search."""
    html = client.post(f"{LIST}search/", {"q": text}).content.decode()
    return [found.reference for found in Submission.objects.order_by("pk") if found.reference in html]


@pytest.mark.parametrize(
    "text",
    ["jan@example.com", " JAN@Example.COM ", "+31612345678", "06 12 34 56 78", "0031 6 1234 5678"],
)
def test_a_message_is_found_by_exact_address_or_number(anna, message, others, text):
    """R41: however it is written."""
    assert find(desk(anna), text) == [message.reference]


def test_a_message_is_found_by_its_code(anna, message, others):
    """R41: as it is on the receipt, or as somebody reads it out."""
    code = message.reference
    for text in (code, code.lower(), code.replace("-", " "), code.replace("-", ""), code.replace("-", "–") + "."):
        assert find(desk(anna), text) == [code], text


@pytest.mark.parametrize("text", ["jan", "jan@example", "example.com", "0612", "KG-", "%", "", "abc@def.de", "\x00"])
def test_parts_find_nothing_and_say_why(anna, message, others, text):
    """R61: what is encrypted is found by the whole value only."""
    client = desk(anna)
    assert find(client, text) == []
    assert "parts are not searched" in client.post(f"{LIST}search/", {"q": text}).content.decode()


def test_the_second_number_finds_as_the_first(anna, receive):
    """R41: every number in a message, whoever the person is known by."""
    message = receive({**ANSWERS, "phone": ["+31612345678", "+31201234567"]})
    assert find(desk(anna), "020 1234567") == [message.reference]


def test_closed_messages_are_found_and_held_ones_are_not(anna, message, others):
    Submission.objects.filter(pk=message.pk).update(state="closed")
    assert find(desk(anna), "jan@example.com") == [message.reference]
    Submission.objects.filter(pk=message.pk).update(state="held")
    assert find(desk(anna), "jan@example.com") == []


def test_a_search_is_logged_without_what_was_searched_for(anna, message, caplog):
    """R68, R69: that somebody searched, of which purpose; the answer masks and is not stored by the browser."""
    client = desk(anna)
    response = client.post(f"{LIST}search/", {"q": "jan@example.com"})
    assert "no-store" in response["Cache-Control"]
    html = response.content.decode()
    body = html[html.index("inbox-table") :]
    assert not [secret for secret in SECRETS if secret in body]
    client.post(f"{LIST}search/", {"q": "nobody@example.com"})
    events = AccessEvent.objects.filter(action="search")
    assert [(event.object_id, event.purpose_key) for event in events] == [(None, "contact")] * 2
    assert "example.com" not in caplog.text
    assert client.get(f"{LIST}search/").url == LIST


def test_hashes_follow_the_keys(anna, message, settings):
    """R61: found before, during and after a rotation, and without the old key."""
    client, old = desk(anna), settings.LOOKUP_KEYS
    settings.LOOKUP_KEYS = [NEW_LOOKUP, *old]
    assert find(client, "jan@example.com") == [message.reference]
    for _ in range(2):
        call_command("rotate_keys", stdout=StringIO())
        assert find(client, "06 12345678") == [message.reference]
    settings.LOOKUP_KEYS = [NEW_LOOKUP]
    assert find(client, "jan@example.com") == [message.reference]


def test_a_hash_whose_value_is_gone_is_carried_on(anna, message, settings):
    """R61: by nesting, while the old key is there."""
    message.answers = {"name": "Jan Jansen"}
    message.save()
    old = settings.LOOKUP_KEYS
    settings.LOOKUP_KEYS = [NEW_LOOKUP, *old]
    call_command("rotate_keys", stdout=StringIO())
    assert find(desk(anna), "jan@example.com") == [message.reference]


def test_a_corrected_address_is_found_and_the_wrong_one_no_more(anna, message):
    """Art. 16: what is put right is right everywhere."""
    SubmissionData().correct(message, {"email": "jan.jansen@example.com"}, now=timezone.now())
    client = desk(anna)
    assert find(client, "jan.jansen@example.com") == [message.reference]
    assert find(client, "jan@example.com") == []


def test_an_erased_message_leaves_no_hash(message):
    """R58: hashes go with the message."""
    assert SubmissionIdentifier.objects.count() == 2
    SubmissionData().erase(message, now=timezone.now())
    assert not SubmissionIdentifier.objects.exists()


def test_without_an_address_there_are_no_hashes(receive):
    receive({"name": "Jan", "message": "Nothing to find me by"})
    assert not SubmissionIdentifier.objects.exists()
