"""What the desk of legal cases answers when something cannot be: a sentence, the case again, and nothing done."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from leads.cases import people, services
from leads.cases.models import Disclosure
from privacy.access.models import AccessEvent
from tests.leads.cases.conftest import ADDRESS, DESK, PERSON, desk, sent

pytestmark = pytest.mark.django_db
TO = {"authority": "Police, Midden-Nederland", "recipient": "J. Rechercheur, no. 12", "ground": "Sv 126nc"}


@pytest.fixture
def concerned(receive, order, ada):
    """An assessed order, and the person found under it."""
    receive(PERSON)
    sent()
    case = order()
    (found,) = people.search(case=case, value=ADDRESS, by=ada, now=timezone.now())
    return people.add_person(case=case, subject_ids=found.subjects, by=ada, now=timezone.now())


def choose(concerned, by, **bar):
    """Choose the person's name; nothing is handed over yet."""
    lines = [line for record in people.records_to_choose(concerned) for line in record.lines]
    key = next(line.key for line in lines if line.label == "Your name")
    return people.disclose(
        person=concerned, keys=[key], by=by, now=timezone.now(), **TO, **{"bar": "", "bar_until": None, **bar}
    )


@pytest.fixture
def chosen(concerned, ada):
    return choose(concerned, ada)


def decide(case, by):
    services.decide(case=case, acted=False, reasons="The order names nobody we know of.", by=by, now=timezone.now())


def test_a_letter_is_printed_once_there_is_a_decision(order, ada):
    """R52: before it, the way leads back to the case; after it, the reasons stand on paper, and the look is written down."""
    client, case = desk(ada), order()
    before = client.get(f"{DESK}{case.pk}/letter/")
    assert (before.status_code, before.url) == (302, f"{DESK}{case.pk}/")
    decide(case, ada)
    printed = client.get(f"{DESK}{case.pk}/letter/").content.decode()
    assert "The order names nobody we know of." in printed
    assert AccessEvent.objects.filter(action="read", model="leads_cases.LegalCase", object_id=case.pk).exists()


def test_a_case_without_a_message_has_no_files(order, ada):
    """R47: an address made up by hand leads nowhere."""
    case = order()
    assert desk(ada).get(f"{DESK}{case.pk}/files/{'0' * 32}/").status_code in (302, 404)


def test_a_result_of_an_hour_ago_is_looked_for_again(receive, order, ada):
    """R51: what was found opens a person for an hour, and no longer."""
    receive(PERSON)
    client, case = desk(ada), order()
    page = client.post(f"{DESK}{case.pk}/search/", {"scope": "email", "value": ADDRESS}).content.decode()
    mark = page.split('name="found" value="')[1].split('"')[0]
    with time_machine.travel(timezone.now() + timedelta(minutes=61), tick=False):
        answer = client.post(f"{DESK}{case.pk}/person/", {"found": mark})
    assert answer.url == f"{DESK}{case.pk}/search/"
    assert not case.people.exists()


def test_a_decided_case_shows_nobodys_data_and_hands_nothing_over(concerned, chosen, ada):
    """R51: nobody looks at a person's data on the basis of a case that is closed."""
    client, case = desk(ada), concerned.case
    decide(case, ada)
    shown = client.get(f"{DESK}{case.pk}/person/{concerned.pk}/", follow=True).content.decode()
    assert "This case is decided. Open a new one if there is more to do." in shown
    assert PERSON["name"] not in shown
    taken = client.post(f"{DESK}{case.pk}/handed/{chosen.pk}/", follow=True)
    assert "Content-Disposition" not in taken
    assert "This case is decided." in taken.content.decode()
    assert Disclosure.objects.get().taken_at is None


def test_a_person_is_not_told_of_what_was_not_handed_over(chosen, ada):
    """R51: neither by hand nor on paper, nor is telling put off for nothing known."""
    client, address = desk(ada), f"{DESK}{chosen.case_id}/handed/{chosen.pk}/"
    assert client.get(f"{address}letter/").url == f"{DESK}{chosen.case_id}/"
    told = client.post(f"{address}tell/", {"action": "told"}, follow=True).content.decode()
    assert "Nothing was handed over yet, or the person was told already." in told
    later = client.post(f"{address}tell/", {"action": "bar", "bar": "", "bar_until": ""})
    assert later.status_code == 422
    assert Disclosure.objects.get().told_at is None


def test_a_person_who_must_not_know_yet_is_told_later_still(concerned, ada, eve):
    """R51: the reason and the day are kept; the letter waits on paper for whoever has no address with us."""
    today = timezone.localdate()
    made = choose(concerned, ada, bar="Art. 126bb Sv", bar_until=today + timedelta(days=9))
    client, address = desk(ada), f"{DESK}{made.case_id}/handed/{made.pk}/"
    desk(eve).post(address)
    until = today + timedelta(days=30)
    later = {"action": "bar", "bar": "Art. 126bb Sv, once more", "bar_until": until.isoformat()}
    assert "The person is told later." in client.post(f"{address}tell/", later, follow=True).content.decode()
    made.refresh_from_db()
    assert (made.bar_until, made.told_at) == (until, None)
    assert TO["authority"] in client.get(f"{address}letter/").content.decode()
