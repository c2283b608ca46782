"""The door through which every choice comes in."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from cookie_consent.util import get_cookie_value_from_request
from django.test import RequestFactory
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from privacy.cookies.models import ConsentRecord, ConsentText
from tests.privacy.cookies.conftest import HERE, ID, OTHER_ID, entries

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


def test_a_refusal_is_recorded_and_stored_like_an_acceptance(send, offer):
    """C6, C24, R57e: both answers leave one record and one cookie, with the decision of every group."""
    refused = send(id=ID)
    accepted = send(id=OTHER_ID, groups=dict.fromkeys(offer.keys, True))
    assert refused.status_code == accepted.status_code == 200
    assert {entries(refused)[key] for key in offer.keys} == {"-1"}
    assert "-1" not in {entries(accepted)[key] for key in offer.keys}
    first, second = ConsentRecord.objects.order_by("recorded_at")
    assert first.decisions["groups"] == dict.fromkeys(offer.keys, False)
    assert second.decisions["groups"] == dict.fromkeys(offer.keys, True)
    assert not any(first.decisions["vendors"].values())
    assert all(second.decisions["vendors"].values())


def test_a_record_says_what_was_asked_how_and_until_when(send, offer):
    """C24, R57e: id, time, site, language, release, text hash, offer, decisions, method, validity, previous."""
    with time_machine.travel(NOW, tick=False):
        send(
            id=ID, previous=OTHER_ID, method="settings", groups={**dict.fromkeys(offer.keys, False), "functional": True}
        )
    record = ConsentRecord.objects.get()
    assert str(record.pk) == ID
    assert str(record.previous) == OTHER_ID
    assert (record.recorded_at, record.valid_until) == (NOW, NOW + timedelta(days=180))
    assert (record.site, record.language, record.release_number) == ("testserver", "en", offer.release)
    assert record.offered == {"groups": list(offer.keys), "vendors": sorted(v.key for v in offer.companies)}
    assert record.decisions["vendors"] == {v.key: v.key == "vimeo" for v in offer.companies}
    assert record.method == "settings"
    assert record.text.sha256 == record.text_id


def test_a_record_holds_no_address_and_no_browser(send):
    """C25: no IP, no user agent; the sentinel is in no column of either table."""
    send(headers={**HERE, "User-Agent": "sentinel-agent", "X-Forwarded-For": "203.0.113.77"}, id=ID)
    for model in (ConsentRecord, ConsentText):
        rows = str(list(model.objects.values()))
        assert "sentinel-agent" not in rows
        assert "203.0.113.77" not in rows
        assert "127.0.0.1" not in rows
    assert not {field.name for field in ConsentRecord._meta.fields} & {"ip", "ip_address", "user_agent", "user"}


def test_the_cookie_is_first_party_lax_and_ends_after_180_days(send):
    """C21, C31: host-only, SameSite=Lax, at most 180 days, readable by the script."""
    cookie = send().cookies["kargro_consent"]
    assert cookie["max-age"] == 180 * 24 * 3600
    assert (cookie["samesite"], cookie["path"], cookie["domain"]) == ("Lax", "/", "")
    assert not cookie["httponly"]


def test_the_cookie_is_secure_where_the_site_is(send, settings):
    """C31: Secure in production."""
    assert not send().cookies["kargro_consent"]["secure"]
    settings.COOKIE_CONSENT_SECURE = True
    assert send().cookies["kargro_consent"]["secure"]


def test_production_sets_the_cookie_secure():
    """C31: the setting stands in the production settings."""
    source = (Path(__file__).parents[3] / "site/kargro/settings/production.py").read_text()
    assert "COOKIE_CONSENT_SECURE = True" in source


def test_the_package_reads_our_cookie_and_hands_on_what_it_does_not_know(send, offer):
    """C24: the value is django-cookie-consent's own; its helpers give the visitor's answers back."""
    response = send(id=ID, groups={**dict.fromkeys(offer.keys, False), "functional": True}, vendors=["vimeo"])
    request = RequestFactory().get("/")
    request.COOKIES["kargro_consent"] = response.cookies["kargro_consent"].value
    assert get_cookie_value_from_request(request, "functional") is True
    assert get_cookie_value_from_request(request, "analytical") is False
    assert get_cookie_value_from_request(request, "advertising") is False
    assert entries(response)["id"] == ID
    assert entries(response)["vendor:vimeo"] == entries(response)["release"] == str(offer.release)


def test_allowing_one_company_keeps_every_group_unanswered(send, offer):
    """C15: "always this vendor" stores that vendor alone; the groups are still asked."""
    response = send(method="embed", groups={}, vendors=["vimeo"], id=ID)
    stored = entries(response)
    assert stored["vendor:vimeo"]
    assert not stored.keys() & set(offer.keys)
    record = ConsentRecord.objects.get()
    assert record.decisions == {"groups": {}, "vendors": {"vimeo": True}}
    assert record.text.kind == "embed"
    assert "Vimeo (US) receives your IP address and may set cookies when you show it." in record.text.text


def test_allowing_one_company_overrides_the_refusal_of_its_group_only_for_it(send, offer):
    """C15, C21: the refusal stays, and the choice still ends when it would have."""
    with time_machine.travel(NOW, tick=False):
        send(id=ID)
    with time_machine.travel(NOW + timedelta(days=100), tick=False):
        response = send(method="embed", groups={}, vendors=["vimeo"], previous=ID)
    stored = entries(response)
    assert {stored[key] for key in offer.keys} == {"-1"}
    assert stored["vendor:vimeo"]
    assert response.cookies["kargro_consent"]["max-age"] == 80 * 24 * 3600
    assert ConsentRecord.objects.get(previous=ID).valid_until == NOW + timedelta(days=180)


def test_refusing_everything_takes_back_a_company_allowed_before(submit, send):
    """C15, C19: "refuse all" revokes "always this vendor"."""
    send(method="embed", groups={}, vendors=["vimeo"])
    response = submit(decision="refuse_all", vendors="vimeo")
    assert "vendor:vimeo" not in entries(response)
    assert not any(ConsentRecord.objects.get(method="no_js").decisions["vendors"].values())


def test_a_choice_posted_again_is_recorded_once(send):
    """C23: a retry after a lost answer finds the first record."""
    assert [send(id=ID).json()["id"] for _ in range(3)] == [ID] * 3
    assert ConsentRecord.objects.count() == 1


def test_a_key_that_belongs_to_another_decision_gets_a_record_of_its_own(send, offer):
    """C24: nobody's record is changed or taken over."""
    send(id=ID)
    other = send(id=ID, groups=dict.fromkeys(offer.keys, True)).json()["id"]
    assert other != ID
    assert ConsentRecord.objects.get(pk=ID).decisions["groups"] == dict.fromkeys(offer.keys, False)


def test_a_late_acceptance_does_not_overwrite_the_refusal_that_followed(send, offer):
    """C23: an overtaken post is recorded but sets no cookie."""
    send(id=OTHER_ID, previous=ID)
    late = send(id=ID, groups=dict.fromkeys(offer.keys, True))
    assert late.status_code == 200
    assert "kargro_consent" not in late.cookies
    assert ConsentRecord.objects.count() == 2


def test_a_form_without_javascript_records_and_leads_to_the_saved_choice(submit, client):
    """C11: post, 303, a page that says what is kept."""
    response = submit(decision="save", groups=["functional"])
    assert (response.status_code, response["Location"]) == (303, "../saved/")
    assert response["Cache-Control"] == "max-age=0, no-cache, no-store, must-revalidate, private"
    assert ConsentRecord.objects.get().method == "no_js"
    page = client.get("/en/cookies/saved/")
    assert "no-store" in page["Cache-Control"]
    assert str(ConsentRecord.objects.get().pk) in page.content.decode()


def test_a_form_with_nothing_ticked_refuses_everything(submit, offer, client):
    """C3, C11: what is not ticked is refused, never unknown."""
    assert {entries(submit(decision="save"))[key] for key in offer.keys} == {"-1"}
    assert "Saved: necessary only." in client.get("/en/cookies/saved/").content.decode()


def test_a_choice_takes_at_most_five_statements(send, django_assert_max_num_queries):
    """C24, P4: one release, one count of the connection, one look at the key, one text, one record."""
    send()
    with django_assert_max_num_queries(5):
        assert send(id=ID).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://evil.test"},
        {"Referer": "https://evil.test/en/"},
        {},
    ],
)
def test_a_post_from_elsewhere_grants_nothing(send, submit, headers, offer):
    """C23, R53: 403 in the visitor's language, no record, no cookie."""
    for response in (
        send(headers=headers, groups=dict.fromkeys(offer.keys, True)),
        submit(headers=headers, decision="accept_all"),
    ):
        assert response.status_code == 403
        assert "kargro_consent" not in response.cookies
        assert "did not come from our own site" in response.content.decode()
    assert not ConsentRecord.objects.exists()


BAD = [
    {"method": "gpc"},
    {"method": "telepathy"},
    {"method": None},
    {"method": ["banner"]},
    {"release": 0},
    {"release": 10**30},
    {"release": "1"},
    {"release": True},
    {"release": None},
    {"groups": {}},
    {"groups": {"functional": True}},
    {"groups": {"functional": True, "analytical": True, "advertising": True, "unknown": True}},
    {"groups": {"functional": 1, "analytical": True, "advertising": True}},
    {"groups": {"functional": "yes", "analytical": True, "advertising": True}},
    {"groups": ["functional", "analytical", "advertising"]},
    {"groups": None},
    {"vendors": ["unknown"]},
    {"vendors": [{}]},
    {"vendors": "vimeo"},
    {"vendors": ["google_analytics"]},
    {"id": "x"},
    {"id": 7},
    {"id": "11111111-1111-1111-8111-111111111111"},
    {"previous": "\x00" * 36},
    {"method": "embed"},
    {"method": "embed", "groups": {}, "vendors": []},
]


@pytest.mark.parametrize("values", BAD)
def test_what_is_not_an_answer_is_refused(send, values):
    """C23, R57e: malformed or unknown values are a 4xx, never a grant."""
    response = send(**values)
    assert response.status_code == 400
    assert "kargro_consent" not in response.cookies
    assert not ConsentRecord.objects.exists()


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"", "application/json", 415),
        (b"[]", "application/json", 400),
        (b"\xff\xfe{", "application/json", 400),
        (b"[" * 4000, "application/json", 400),
        (b"{" + b'"a":' * 900, "application/json", 400),
        (b'{"release": 1e999}', "application/json", 400),
        (b"x" * 5000, "application/json", 413),
        (b"x" * 3_000_000, "application/x-www-form-urlencoded", 413),
        (b"release=%00&decision=accept_all", "application/x-www-form-urlencoded", 400),
        (b"release=1&decision=maybe", "application/x-www-form-urlencoded", 400),
        (b"release=1&method=no_js&groups=unknown", "application/x-www-form-urlencoded", 400),
        (b"a=1", "text/plain", 415),
        (b"--x", "multipart/form-data", 415),
    ],
)
def test_bodies_that_cannot_be_read_are_refused(client, body, kind, status):
    """C23: a clear 4xx for every kind of rubbish."""
    response = client.generic("POST", "/en/cookies/choice/", body, content_type=kind, headers=HERE)
    assert response.status_code == status
    assert not ConsentRecord.objects.exists()


JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=40),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=4),
    max_leaves=8,
)
ALMOST = st.fixed_dictionaries(
    {},
    optional={
        "method": st.sampled_from(["banner", "settings", "embed", "no_js", "gpc"]) | JUNK,
        "release": st.integers(-2, 3) | JUNK,
        "groups": st.dictionaries(
            st.sampled_from(["functional", "analytical", "advertising", "x"]), st.booleans() | JUNK
        )
        | JUNK,
        "vendors": st.lists(st.sampled_from(["vimeo", "x"]) | JUNK, max_size=3) | JUNK,
        "id": st.just(ID) | JUNK,
        "previous": JUNK,
        "decision": JUNK,
        "ticked": JUNK,
    },
)


def bounded(examples):
    """Run a test on this many random values, however slow the machine is."""
    return settings(max_examples=examples, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


any_answer = ALMOST | JUNK
any_body = st.binary(max_size=200)
any_kind = st.sampled_from(
    ["application/json", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "a/b; charset=\x7f"]
)
any_cookie = st.text(st.characters(codec="latin-1", exclude_characters="\r\n\x00"), max_size=60)


def answer_grants_only_what_it_says(client, body):
    response = client.post("/en/cookies/choice/", json.dumps(body), content_type="application/json", headers=HERE)
    assert response.status_code < 500
    if "kargro_consent" in response.cookies and response.cookies["kargro_consent"].value:
        stored = entries(response)
        if body["method"] != "embed":
            granted = {key for key in ("functional", "analytical", "advertising") if stored[key] != "-1"}
            assert granted == {key for key, value in body["groups"].items() if value is True}
    else:
        assert response.status_code >= 400
    client.cookies.clear()


def bytes_are_refused(client, body, kind, cookie):
    response = client.generic(
        "POST", "/en/cookies/choice/", body, content_type=kind, headers=HERE, HTTP_COOKIE=f"kargro_consent={cookie}"
    )
    assert 400 <= response.status_code < 500
    assert client.get("/en/cookies/saved/", HTTP_COOKIE=f"kargro_consent={cookie}").status_code == 200


@bounded(200)
@given(body=any_answer)
def test_no_random_body_breaks_the_door_or_grants_what_it_does_not_say(client, body):
    """C23: never a 5xx; a cookie is set only for a complete answer, and grants only what it says is true."""
    answer_grants_only_what_it_says(client, body)


@bounded(100)
@given(body=any_body, kind=any_kind, cookie=any_cookie)
def test_no_random_bytes_or_cookie_break_the_door(client, body, kind, cookie):
    """C23: neither the body nor the cookie it arrives with is trusted."""
    bytes_are_refused(client, body, kind, cookie)


def test_looking_at_the_door_leads_to_the_page(client):
    """C11: a reload of the address loses nothing and changes nothing."""
    response = client.get("/en/cookies/choice/")
    assert (response.status_code, response["Location"]) == (302, "/en/cookies/")
    assert client.put("/en/cookies/choice/").status_code == 405


def test_an_answer_to_an_earlier_release_is_recorded_as_such(send, offer):
    """C24: a page from a cache still asks what it says; the proof names the release it came from."""
    from django.utils import timezone

    from privacy.register.models.facts import Controller
    from privacy.register.services import publish_release

    Controller.objects.update(public_name="Kargro Groep")
    newer = publish_release(user=None, note="wording", material=False, now=timezone.now())
    send(id=ID, release=offer.release)
    send(id=OTHER_ID, release=newer.number)
    old, new = ConsentRecord.objects.get(pk=ID), ConsentRecord.objects.get(pk=OTHER_ID)
    assert (old.release_number, new.release_number) == (offer.release, newer.number)
    assert "Kargro Groep asks your permission" in new.text.text
    assert "Kargro Groep asks your permission" not in old.text.text
