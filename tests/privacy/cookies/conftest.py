"""A browser without JavaScript, and one with, as the endpoint meets them."""

import json

import pytest

from privacy.cookies.selectors import current_offer

HERE = {"Sec-Fetch-Site": "same-origin"}
ID = "11111111-1111-4111-8111-111111111111"
OTHER_ID = "22222222-2222-4222-8222-222222222222"


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
