"""A choice is withdrawn by its number, from any browser; every browser can read which numbers were."""

from datetime import timedelta
from itertools import pairwise
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from privacy.cookies.models import ConsentRecord
from privacy.cookies.receipts import LONGEST_CHAIN, MOST_TOLD, chain_from, withdrawn_beginnings
from privacy.cookies.withdrawal import withdraw
from tests.privacy.cookies.conftest import HERE, ID, OTHER_ID, by_number, entries, words

pytestmark = pytest.mark.django_db
NO_STORE = "max-age=0, no-cache, no-store, must-revalidate, private"
ALL = {"functional": True, "analytical": True, "advertising": True}
NONE = dict.fromkeys(ALL, False)


def test_a_choice_is_withdrawn_by_its_number(send, elsewhere):
    """C19, C26: a record after it, everything false, by the same text and version, for as long as the choice."""
    send(id=ID, groups={**ALL, "advertising": False})
    response = elsewhere(ID, "withdraw")
    assert "Withdrawn: nothing of this choice is allowed any more." in words(response)
    assert "Withdraw this choice" not in words(response)
    choice, withdrawal = ConsentRecord.objects.get(pk=ID), by_number().get()
    assert withdrawal.previous == UUID(ID)
    assert withdrawal.decisions["groups"] == NONE
    assert withdrawal.decisions["vendors"].keys() == choice.decisions["vendors"].keys()
    assert not any(withdrawal.decisions["vendors"].values())
    for name in ("language", "release_number", "text_id", "valid_until"):
        assert getattr(withdrawal, name) == getattr(choice, name)
    assert "Withdrawn by its number on" in words(elsewhere(ID))


def test_a_second_press_changes_nothing(send, elsewhere):
    """C26: one record however often it is pressed."""
    send(id=ID, groups=ALL)
    elsewhere(ID, "withdraw")
    assert "there is nothing to withdraw" in words(elsewhere(ID, "withdraw"))
    assert by_number().count() == 1


def test_two_presses_at_one_moment_leave_one_withdrawal(send):
    """C26: the database keeps one withdrawal a choice; both are told the same record."""
    send(id=ID, groups=ALL)
    now, chain = timezone.now(), chain_from(UUID(ID))
    first, second = (withdraw(chain=chain, site="testserver", now=now).records[UUID(ID)] for _ in range(2))
    assert first == second == by_number().get()
    values = {field.attname: getattr(first, field.attname) for field in ConsentRecord._meta.fields}
    with pytest.raises(IntegrityError), transaction.atomic():
        ConsentRecord.objects.create(**{**values, "id": uuid4()})


def test_a_refusal_has_nothing_to_withdraw(send, elsewhere):
    """C26: no record without an effect."""
    send(id=ID)
    assert "Withdraw this choice" not in words(elsewhere(ID))
    assert "there is nothing to withdraw" in words(elsewhere(ID, "withdraw"))
    assert not by_number().exists()


def test_an_old_number_withdraws_the_latest_choice_and_does_not_tell_its_number(send, elsewhere):
    """C26: the browser chose again: what counts now is withdrawn, and only its own browser knows how it is called."""
    later, last = str(uuid4()), str(uuid4())
    send(id=ID)
    send(id=later, previous=ID, groups={**NONE, "functional": True})
    send(id=last, previous=later, groups=ALL)
    shown = words(elsewhere(ID))
    assert "Followed by a later choice" in shown
    done = elsewhere(ID, "withdraw")
    assert "We have withdrawn the later one" in words(done)
    withdrawal = by_number().get()
    assert str(withdrawal.previous) == last
    for page in (shown, words(done), elsewhere(ID, "download").content.decode()):
        assert not [number for number in (later, last, str(withdrawal.pk)) if number in page]


def test_every_branch_of_a_choice_is_withdrawn(send, elsewhere):
    """C26, C23: two answers of one browser after the same choice: neither stays allowed."""
    one, other = str(uuid4()), str(uuid4())
    send(id=ID)
    send(id=one, previous=ID, groups=ALL)
    send(id=other, previous=ID, method="embed", groups={}, vendors=["vimeo"])
    elsewhere(ID, "withdraw")
    assert {str(record.previous) for record in by_number()} == {one, other}


def test_a_choice_made_after_a_withdrawal_can_be_withdrawn_again(send, elsewhere):
    """C26: the same number leads to it."""
    send(id=ID, groups=ALL)
    elsewhere(ID, "withdraw")
    send(id=OTHER_ID, previous=ID, groups=ALL)
    elsewhere(ID, "withdraw")
    assert {str(record.previous) for record in by_number()} == {ID, OTHER_ID}


def test_choices_that_name_each_other_in_a_circle_end(send, elsewhere):
    """C26: browsers say themselves what came before; whatever they say, one question ends."""
    send(id=ID, previous=OTHER_ID, groups=ALL)
    send(id=OTHER_ID, previous=ID, groups=ALL)
    assert elsewhere(ID).status_code == 200
    elsewhere(ID, "withdraw")
    assert by_number().count() == 1


def test_a_very_long_chain_costs_two_statements(send, django_assert_num_queries):
    """C26: what was posted thousands of times is followed to a limit."""
    send(id=ID, groups=ALL)
    record = ConsentRecord.objects.get()
    values = {field.attname: getattr(record, field.attname) for field in ConsentRecord._meta.fields}
    numbers = [UUID(ID), *(uuid4() for _ in range(LONGEST_CHAIN + 50))]
    ConsentRecord.objects.bulk_create(
        ConsentRecord(**{**values, "id": own, "previous": before}) for before, own in pairwise(numbers)
    )
    with django_assert_num_queries(2):
        assert len(chain_from(UUID(ID)).records) == LONGEST_CHAIN


def test_the_own_browser_withdraws_by_number_at_once(send, client, offer):
    """C20, C26: entered where the choice was made, the cookie says no and our cookies go."""
    send(id=ID, groups=ALL)
    client.cookies["_ga"] = "1"
    response = client.post(
        "/en/cookies/receipt/",
        f"number={ID}&action=withdraw",
        content_type="application/x-www-form-urlencoded",
        headers=HERE,
    )
    assert {entries(response)[key] for key in offer.keys} == {"-1"}
    assert entries(response)["id"] == str(by_number().get().pk)
    assert {m.key for m in response.cookies.values() if m["max-age"] == 0} == {"_ga"}
    assert "Saved: necessary only." in words(client.get("/en/cookies/saved/"))


def test_nobody_can_claim_to_withdraw_by_number_at_the_door_of_choices(send):
    """C23, C24: that method is written by a withdrawal only."""
    assert send(method="receipt").status_code == 400


def test_the_list_of_withdrawn_numbers_is_the_same_for_everyone(send, elsewhere, client):
    """C5, C26: beginnings only, sorted; cached publicly for an hour, no cookie, nothing about who asks."""
    send(id=ID, groups=ALL)
    send(id=OTHER_ID, previous=str(uuid4()), groups=ALL)
    assert Client().get("/en/cookies/withdrawn/").json() == []
    for number in (OTHER_ID, ID):
        elsewhere(number, "withdraw")
    answers = [client.get("/en/cookies/withdrawn/"), Client().get("/nl/cookies/withdrawn/")]
    assert answers[0].content == answers[1].content == b'["11111111","22222222"]'
    for answer in answers:
        assert answer["Cache-Control"] == "public, max-age=3600"
        assert "cookie" not in answer.get("Vary", "").lower()
        assert not answer.cookies
    assert client.post("/en/cookies/withdrawn/").status_code == 405


def test_a_withdrawn_number_is_told_as_long_as_its_choice_would_be_valid(send, elsewhere):
    """C26: until then a browser may still hold it; afterwards none does."""
    send(id=ID, groups=ALL)
    elsewhere(ID, "withdraw")
    ends = ConsentRecord.objects.get(pk=ID).valid_until
    assert withdrawn_beginnings(now=ends - timedelta(seconds=1)) == [ID[:8]]
    assert withdrawn_beginnings(now=ends) == []


def test_the_list_is_bounded_and_small(send):
    """C26: eleven bytes each; the latest are told when there are more than `MOST_TOLD`."""
    send(id=ID, groups=ALL)
    record = ConsentRecord.objects.get()
    values = {field.attname: getattr(record, field.attname) for field in ConsentRecord._meta.fields}
    oldest = UUID("00000000-0000-4000-8000-000000000000")
    ConsentRecord.objects.bulk_create(
        ConsentRecord(
            **{
                **values,
                "id": uuid4(),
                "method": "receipt",
                "previous": uuid4() if age else oldest,
                "recorded_at": record.recorded_at + timedelta(seconds=age),
            }
        )
        for age in range(MOST_TOLD + 1)
    )
    told = withdrawn_beginnings(now=timezone.now())
    assert len(told) == len(set(told)) >= MOST_TOLD - 20  # two beginnings may be alike
    assert "00000000" not in told
    assert told == sorted(told)
    assert len(Client().get("/en/cookies/withdrawn/").content) == 11 * len(told) + 1
