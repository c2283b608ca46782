"""Browsers keep cookies of any name: whatever it is, a refusal is taken, and what the server can take away goes."""

import json

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from privacy.cookies.selectors import current_offer
from tests.privacy.cookies.conftest import HERE

pytestmark = pytest.mark.django_db
# What a browser may send as a name (RFC 6265bis, 5.6): anything but controls, ";" and "=".
NAMES = st.text(st.characters(codec="latin-1", exclude_categories=["Cc"], exclude_characters=";="), max_size=20)
BEGINNINGS = st.sampled_from(["", "_ga_", "_ga_(", "_gid", "vuid", "expires", "kargro_"])


def refuse(cookies, *, script):
    """Refuse everything in a browser that sends these cookies."""
    offer, client = current_offer("en"), Client(headers=HERE)
    if script:
        body = {"method": "banner", "release": offer.release, "groups": dict.fromkeys(offer.keys, False)}
        sent = (json.dumps(body), "application/json")
    else:
        form = f"method=no_js&release={offer.release}&decision=refuse_all"
        sent = (form, "application/x-www-form-urlencoded")
    return client.post("/en/cookies/choice/", *sent, HTTP_COOKIE=cookies)


def taken_away(response):
    lines = [morsel.OutputString() for morsel in response.cookies.values()]
    assert all(line.isascii() and "\n" not in line and "\r" not in line for line in lines)
    return {line.partition("=")[0] for line in lines if "Max-Age=0" in line}


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(beginning=BEGINNINGS, name=NAMES, script=st.booleans())
def test_a_refusal_is_taken_whatever_cookies_are_called(db, beginning, name, script):
    """C20, R96: never a 5xx, with script and without; the refusal is stored, and a cookie beside the odd one goes."""
    cookies = f"{beginning}{name}=1; _ga=2"
    response = refuse(cookies, script=script)
    assert response.status_code == (200 if script else 303)
    assert "_ga" in taken_away(response)
    stored = response.cookies["kargro_consent"].coded_value
    page = Client().get("/en/cookies/saved/", HTTP_COOKIE=f"{cookies}; kargro_consent={stored}")
    assert page.status_code == 200


@pytest.mark.parametrize("name", ["_ga_(x)", "_ga_[x]", "a@b", "a{b}", "a/b", "a?b", "<a>", "expires", "path"])
def test_a_name_that_python_would_not_write_is_taken_away_too(name):
    """C20, R96: what is not necessary or allowed goes, also where its name is none by the letter of RFC 6265, 4.1."""
    assert name in taken_away(refuse(f"{name}=1", script=True))
