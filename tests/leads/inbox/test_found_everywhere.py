"""Whatever a message holds finds it at every desk, page and command, however it is written (R95)."""

from contextlib import contextmanager
from unittest import mock

import phonenumbers
import pytest
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from leads.inbox.search import matching
from leads.submissions.models import Submission
from privacy.personal_data.look_up import look_up
from privacy.personal_data.look_up_forms import PeopleField
from privacy.retention.asking_who import ask_who
from privacy.rights import services, steps
from tests.leads.conftest import receive  # noqa: F401
from tests.privacy.rights.conftest import LIST, desk, officer  # noqa: F401

pytestmark = pytest.mark.django_db
# Countries from which people write to the group, and one with which it shares no way of dialling.
COUNTRIES = ("NL", "DE", "FR", "BE", "LU", "AT", "CH", "GB", "PL", "US")
TYPES = (phonenumbers.PhoneNumberType.MOBILE, phonenumbers.PhoneNumberType.FIXED_LINE)
NUMBERS = [
    found
    for country in COUNTRIES
    for kind in TYPES
    if (found := phonenumbers.example_number_for_type(country, kind)) is not None
]
FORMATS = phonenumbers.PhoneNumberFormat
ADDRESSES = [
    "Jan@Straße.de",
    "lea@faß.example",
    "pat.o'hara+tyres@Example.com",
    "info@bücher.example",
    "x_1@sub.example.org",
]


def e164(number):
    return phonenumbers.format_number(number, FORMATS.E164)


def as_dialled(number):
    """Every way in which people in and outside its country write a number."""
    national = phonenumbers.format_number(number, FORMATS.NATIONAL)
    digits = e164(number)[1:]
    return [
        e164(number),
        phonenumbers.format_number(number, FORMATS.INTERNATIONAL),
        phonenumbers.format_number(number, FORMATS.RFC3966),
        national,
        national.replace(" ", "").replace("-", ""),
        national.replace(" ", "/", 1).replace(" ", "."),
        f"00{digits}",
        f"00 {digits[:2]} {digits[2:]}",
        f"\u202a{e164(number)}\u202c",
        digits.translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")).join(("+", "")),
    ]


def as_addressed(address):
    """Every way in which an address is typed, copied or shown by a mail program."""
    local, _at, domain = address.partition("@")
    return [
        address,
        address.lower(),
        f" {local.upper()}@{domain} ",
        f"\u200b{address}",
        f"{local}\u200b@{domain}",
        f"{address}\ufeff",
        f"{local}@{domain.lower().encode('idna' if domain.isascii() else 'utf-8').decode()}",
    ]


def as_read_out(code):
    prefix, first, second = code.split("-")
    return [
        code,
        code.lower(),
        f"{prefix} {first} {second}",
        f"{prefix}{first}{second}",
        f"{first}-{second}",
        f"{prefix}–{first}–{second}",
        f"{prefix}‑{first}‑{second}",
        f"{code}.",
        f"\u200b{code} ",
    ]


@contextmanager
def undone():
    """What an example writes is gone before the next."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def by_command(typed, message):
    """Whether the copy that a command writes holds the message, once the operator chose everybody who shares what was typed."""
    everybody = " ".join(str(number) for number in range(1, len(look_up(typed)) + 1))
    written = []
    with (
        mock.patch("privacy.retention.asking_who.getpass", return_value=typed),
        mock.patch("builtins.input", return_value=everybody),
        mock.patch(
            "privacy.retention.management.commands.copy_person.copy_of", side_effect=lambda ids: written.extend(ids)
        ),
    ):
        call_command("copy_person", "/nonexistent/copy.json", verbosity=0)
    return message.subject_id in written


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_whatever_a_message_holds_finds_it_everywhere(receive, officer, data):  # noqa: F811
    """R95: inbox search, rights desk, proof screen, command; address, numbers of any country, reference, in any writing."""
    with undone():
        address = data.draw(st.sampled_from([None, *ADDRESSES]))
        numbers = data.draw(st.lists(st.sampled_from(NUMBERS), min_size=not address, max_size=3, unique_by=e164))
        answers = {"name": "Somebody", "message": "Casings."}
        answers |= {"email": address} if address else {}
        answers |= {"phone": [e164(number) for number in numbers]} if numbers else {}
        message = receive(answers)
        receive({"name": "Another", "email": "another@example.net", "message": "Else."})
        writings = [*(as_addressed(address) if address else ()), *as_read_out(message.reference)]
        typed = data.draw(st.sampled_from([*writings, *(text for number in numbers for text in as_dialled(number))]))

        assert list(matching(typed, ["contact"])) == [message]
        (entry,) = look_up(typed)
        assert entry.subject_id == message.subject_id
        assert "Somebody" in entry.words
        assert by_command(typed, message)

        client = desk(officer(f"ada{Submission.objects.count()}"))
        assert "Somebody" in client.post(f"{LIST}proof/", {"value": typed}).content.decode()
        known_by = (
            {"email": typed} if "@" in typed else {"given_code": typed} if "K" in typed.upper() else {"phone": typed}
        )
        asked = services.receive(right="access", channel="phone", language="en", now=timezone.now(), **known_by)
        about = {asked.subject_id, *(one.entry.subject_id for one in steps.candidates(steps.asker_of(asked)))}
        assert message.subject_id in about


@pytest.mark.parametrize(("typed", "named"), [("address", True), ("code", False), ("number", False)])
def test_every_desk_and_command_takes_the_same_thing_for_a_name(receive, officer, typed, named):  # noqa: F811
    """R95: an address names a person; of a code that was read elsewhere, as of a number, somebody says whose it is."""
    message = receive(
        {"name": "Somebody", "email": "jan@example.com", "phone": ["+31612345678"], "message": "Casings."}
    )
    value = {"address": "jan@example.com", "code": message.reference, "number": "+31612345678"}[typed]
    entries = look_up(value)
    assert [entry.subject_id for entry in entries] == [message.subject_id]

    assert PeopleField(entries).initial == ([message.subject_id] if named else [])
    with (
        mock.patch("privacy.retention.asking_who.getpass", return_value=value),
        mock.patch("builtins.input", return_value="1") as asked_by_command,
    ):
        assert ask_who() == [message.subject_id]
    assert asked_by_command.called is not named
    beside = {"email": "other@example.net"}
    known_by = {
        "address": {"email": value},
        "code": {**beside, "given_code": value},
        "number": {**beside, "phone": value},
    }[typed]
    asked = services.receive(right="access", channel="phone", language="en", now=timezone.now(), **known_by)
    assert (message.subject_id in steps.subjects_of(asked)) is named
