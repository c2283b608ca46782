"""Global Privacy Control: declared, and heeded by the form that works without JavaScript."""

import re
from datetime import UTC, datetime

import pytest
import time_machine
from django.test import Client

from privacy.cookies.models import ConsentRecord
from privacy.register.models.facts import Controller
from privacy.register.models.releases import Release
from privacy.register.services import publish_release
from tests.privacy.cookies.conftest import HERE, entries

pytestmark = pytest.mark.django_db
SIGNAL = {**HERE, "Sec-GPC": "1"}


def granted(response):
    """Return the groups that a response's cookie allows."""
    return {key for key, value in entries(response).items() if value != "-1"} & {
        "functional",
        "analytical",
        "advertising",
    }


def test_the_site_declares_that_it_heeds_the_signal(client):
    """C28: a JSON file at the address of the specification, with the day of the release in force."""
    Controller.objects.update(public_name="Kargro, on the day of the signal")
    # A quarter past one at night in the Netherlands: the day there, not the one in Greenwich.
    moment = datetime(2027, 5, 3, 23, 15, tzinfo=UTC)
    with time_machine.travel(moment, tick=False):
        publish_release(user=None, note="wording", material=False, now=moment)
        response = client.get("/.well-known/gpc.json")
    assert response.status_code == 200
    assert response["Content-Type"] == "application/json"
    assert response.json() == {"gpc": True, "lastUpdate": "2027-05-04"}


def test_the_declaration_is_kept_by_caches_and_sets_nothing():
    """C1, C5, C28: the same bytes for everyone, whatever they carry; no cookie, no redirect to a language."""
    stranger, regular = Client(), Client(headers={"Sec-GPC": "1", "Accept-Language": "nl"})
    regular.cookies.load({"kargro_consent": "advertising=-1", "django_language": "fr"})
    first, second = stranger.get("/.well-known/gpc.json"), regular.get("/.well-known/gpc.json")
    assert first.content == second.content
    assert not first.cookies
    assert not second.cookies
    assert "public" in first["Cache-Control"]
    assert "cookie" not in first.get("Vary", "").lower()
    assert stranger.post("/.well-known/gpc.json").status_code == 405


def test_the_declaration_names_no_day_before_the_first_release(client, monkeypatch):
    """C28: a date that nothing stands behind is not given."""
    monkeypatch.setattr("privacy.cookies.gpc.current_release", lambda: None)
    assert client.get("/.well-known/gpc.json").json() == {"gpc": True}
    assert Release.objects.exists()


def test_accept_all_with_the_signal_leaves_advertising_off(submit):
    """C28: the button allows the rest; the record says that the signal decided."""
    response = submit(headers=SIGNAL, decision="accept_all")
    assert response.status_code == 303
    assert granted(response) == {"functional", "analytical"}
    record = ConsentRecord.objects.get()
    assert record.method == "gpc"
    assert record.decisions["groups"] == {"functional": True, "analytical": True, "advertising": False}
    assert record.decisions["vendors"]["linkedin"] is False
    assert record.decisions["vendors"]["vimeo"] is True


@pytest.mark.parametrize("decision", ["save", "accept_all"])
def test_a_box_ticked_in_the_same_post_is_explicit(submit, decision):
    """C28: "until explicitly turned on": the tick grants, and the visitor decided, not the signal."""
    response = submit(headers=SIGNAL, decision=decision, groups=["advertising"])
    assert "advertising" in granted(response)
    assert ConsentRecord.objects.get().method == "no_js"


def test_saving_without_the_tick_and_refusing_are_the_visitors_own(submit):
    """C28: where the signal changes nothing, the record does not name it."""
    for values in (
        {"decision": "save", "groups": ["analytical"]},
        {"decision": "refuse_all", "groups": ["advertising"]},
    ):
        assert "advertising" not in granted(submit(headers=SIGNAL, **values))
    assert list(ConsentRecord.objects.values_list("method", flat=True)) == ["no_js", "no_js"]


@pytest.mark.parametrize("value", ["0", "", "true", "11"])
def test_anything_else_is_no_signal(submit, value):
    """C28: only "1" is (W3C)."""
    response = submit(headers={**HERE, "Sec-GPC": value}, decision="accept_all")
    assert granted(response) == {"functional", "analytical", "advertising"}
    assert ConsentRecord.objects.get().method == "no_js"


def test_the_script_says_that_the_signal_decided(send):
    """C28: "accept all" with the signal, as the script posts it."""
    response = send(method="gpc", groups={"functional": True, "analytical": True, "advertising": False})
    assert response.status_code == 200
    assert granted(response) == {"functional", "analytical"}
    assert ConsentRecord.objects.get().method == "gpc"


@pytest.mark.parametrize("allowed", [(), ("functional",), ("functional", "analytical", "advertising")])
def test_nothing_else_is_recorded_as_decided_by_the_signal(send, allowed):
    """C28: with any other answer the signal is no reason, and never a permission."""
    groups = {key: key in allowed for key in ("functional", "analytical", "advertising")}
    response = send(method="gpc", groups=groups)
    assert response.status_code == 400
    assert not response.cookies
    assert not ConsentRecord.objects.exists()


def test_without_the_signal_accept_all_allows_everything(submit):
    """C6, C28: nobody else's choice changes."""
    assert granted(submit(decision="accept_all")) == {"functional", "analytical", "advertising"}


@pytest.mark.parametrize("language", ["en", "nl", "de", "fr"])
def test_the_cookie_page_says_what_the_signal_does(client, language):
    """C28: one sentence before the form, the same for every visitor, naming the button as it is written."""
    page = client.get(f"/{language}/cookies/").content.decode()
    (said,) = re.findall(r'<p class="prose">([^<]*Global Privacy Control[^<]*)</p>', page)
    button = re.search(r'value="accept_all">([^<]+)<', page)[1]
    assert button in said
    assert client.get(f"/{language}/cookies/", headers={"Sec-GPC": "1"}).content.decode() == page


def test_looking_at_pages_with_the_signal_stores_nothing(client):
    """C1, C28: no cookie and no record because of it."""
    for path in ("/en/", "/en/cookies/", "/en/cookies/saved/"):
        assert not client.get(path, headers={"Sec-GPC": "1"}).cookies
    assert not ConsentRecord.objects.exists()
