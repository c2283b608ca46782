"""What the endpoint keeps of an answer that was asked again (C22), and what it makes of forged numbers."""

import pytest

from privacy.cookies.models import ConsentRecord
from privacy.register.models.facts import Vendor
from tests.privacy.cookies.conftest import ID, NO, SOME, YES, entries
from tests.privacy.register.helpers import release

pytestmark = pytest.mark.django_db


def test_the_record_says_which_groups_were_put_again(send):
    """C22, C24: the question was about one group, the proof says so; the cookie carries the release answered on."""
    response = send(id=ID, groups=SOME, again=["functional"])
    assert ConsentRecord.objects.get(pk=ID).offered["again"] == ["functional"]
    assert "again" not in entries(response)


def test_a_whole_answer_says_nothing_of_again(send):
    """C24: nothing is claimed that was not asked."""
    send(id=ID, groups=YES)
    assert "again" not in ConsentRecord.objects.get(pk=ID).offered


@pytest.mark.parametrize("again", ["functional", ["unknown"], [1], {"functional": True}, [["functional"]]])
def test_what_cannot_have_been_asked_again_is_refused(send, again):
    """C22: 4xx, and nothing is kept."""
    assert send(groups=YES, again=again).status_code == 400
    assert not ConsentRecord.objects.exists()


def test_only_the_banner_asks_again(send):
    """C22: the settings put every group."""
    assert send(groups=YES, again=["functional"], method="settings").status_code == 400
    assert not ConsentRecord.objects.exists()


def test_an_answer_about_one_group_keeps_the_companies_allowed_alone(send):
    """C15, C22: nobody was asked about them, so they hold the release they were allowed on."""
    send(method="embed", groups={}, vendors=["vimeo"])
    old = release_again()
    response = send(groups=NO, again=["analytical"], vendors=["vimeo"], release=old + 2)
    stored = entries(response)
    assert stored["vendor:vimeo"] == str(old)
    assert stored["release"] == str(old + 2)


def release_again():
    """Publish twice: a company less, and again more; return the number from before."""
    Vendor.objects.filter(key="google_analytics").update(active=False)
    before = release().number - 1
    Vendor.objects.filter(key="google_analytics").update(active=True)
    release()
    return before


@pytest.mark.parametrize("number", ["", "0", "-1", "999", "1e9", "9" * 400, "7|7", "'"])
def test_a_forged_release_in_the_cookie_is_the_first(client, send, number):
    """C22, C23: what cannot be true makes a browser be asked more, never less, and breaks nothing."""
    client.cookies["kargro_consent"] = f"functional=2026-01-01T00:00:00|release={number}|vendor:vimeo={number}"
    response = send(method="embed", groups={}, vendors=["vimeo"])
    assert response.status_code == 200
    assert int(entries(response)["release"]) <= ConsentRecord.objects.get().release_number
