"""Where a post comes from."""

import pytest
from django.test import RequestFactory

from home.base.origin import same_origin


def answer(secure=False, **headers):
    return same_origin(RequestFactory().post("/", secure=secure, headers=headers, HTTP_HOST="www.kargro.test:8000"))


def test_fetch_metadata_decides_over_every_other_header():
    """R53: a cross-site post is refused whatever its Origin claims."""
    assert answer(**{"Sec-Fetch-Site": "same-origin"}) is True
    assert answer(**{"Sec-Fetch-Site": "cross-site", "Origin": "http://www.kargro.test:8000"}) is False


@pytest.mark.parametrize("site", ["same-site", "none", "", "SAME-ORIGIN"])
def test_only_the_very_same_origin_is_ours(site):
    """R53: another host of the domain is another site."""
    assert answer(**{"Sec-Fetch-Site": site}) is False


@pytest.mark.parametrize("header", ["Origin", "Referer"])
@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("http://www.kargro.test:8000", True),
        ("http://WWW.kargro.test:8000/en/?a=1", True),
        ("https://www.kargro.test:8000", False),
        ("http://www.kargro.test", False),
        ("http://www.kargro.test:8000.evil.test", False),
        ("http://evil.test/www.kargro.test:8000", False),
        ("null", False),
        ("http://[broken", False),
    ],
)
def test_scheme_host_and_port_must_be_ours(header, address, expected):
    """R53: older browsers are judged by Origin or Referer."""
    assert answer(**{header: address}) is expected


def test_a_request_that_says_nothing_is_unknown():
    """R53: unknown is a third answer; the caller decides."""
    assert answer() is None
