"""A browser without JavaScript, and one with, as the endpoint meets them."""

import json
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
import time_machine
from django.test import Client

from privacy.cookies.models import ConsentRecord, ConsentText
from privacy.cookies.selectors import current_offer

HERE = {"Sec-Fetch-Site": "same-origin"}
ID = "11111111-1111-4111-8111-111111111111"
OTHER_ID = "22222222-2222-4222-8222-222222222222"
NOW = datetime(2026, 7, 31, 10, 0, tzinfo=UTC)
ALL = ("functional", "analytical", "advertising")
YES, NO = dict.fromkeys(ALL, True), dict.fromkeys(ALL, False)
SOME = {**NO, "functional": True}


@pytest.fixture
def offer(db):
    """What the sample's release asks, in English."""
    return current_offer("en")


@pytest.fixture
def send(client, offer):
    """Post an answer as the script does."""

    def post(language="en", headers=HERE, **values):
        body = {"method": "banner", "release": offer.release, "groups": dict.fromkeys(offer.keys, False), "vendors": []}
        return client.post(
            f"/{language}/cookies/choice/",
            json.dumps({**body, **values}),
            content_type="application/json",
            headers=headers,
        )

    return post


@pytest.fixture
def submit(client, offer):
    """Post an answer as a form does."""

    def post(headers=HERE, **values):
        return client.post(
            "/en/cookies/choice/",
            "&".join(
                f"{name}={item}"
                for name, value in {"method": "no_js", "release": offer.release, **values}.items()
                for item in (value if isinstance(value, list) else [value])
            ),
            content_type="application/x-www-form-urlencoded",
            headers=headers,
        )

    return post


def entries(response):
    """Return the consent cookie of a response, by the package's own parser."""
    from cookie_consent.util import parse_cookie_str

    return parse_cookie_str(response.cookies["kargro_consent"].value)


@pytest.fixture
def elsewhere(db):
    """Enter a number in a browser that keeps no choice."""
    browser = Client()

    def post(number, action="show", language="en", headers=HERE, **extra):
        path = f"/{language}/cookies/receipt/"
        return browser.post(
            path,
            f"number={number}&action={action}",
            content_type="application/x-www-form-urlencoded",
            headers=headers,
            **extra,
        )

    return post


def words(response):
    return " ".join(response.content.decode().split())


def by_number():
    return ConsentRecord.objects.filter(method="receipt")


@pytest.fixture
def last_of_july():
    """The clock stands still at NOW."""
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def made(db):
    """Add records that are alike, as choices leave them."""
    text = ConsentText.objects.create(
        sha256="a" * 64, kind="choice", language="en", release_number=1, text="What was asked.", recorded_at=NOW
    )

    def make(groups, *, times=1, at=NOW, language="nl", method="banner", again=None, vendors=None):
        offered = {"groups": list(groups), "vendors": ["vimeo"]}
        allowed = vendors if vendors is not None else {"vimeo": groups.get("functional", False)}
        rows = [
            ConsentRecord(
                id=uuid4(),
                recorded_at=at,
                site="testserver",
                language=language,
                release_number=1,
                text=text,
                offered=offered if again is None else {**offered, "again": again},
                decisions={"groups": groups, "vendors": allowed},
                method=method,
                valid_until=at + timedelta(days=180),
            )
            for _ in range(times)
        ]
        return ConsentRecord.objects.bulk_create(rows)

    return make
