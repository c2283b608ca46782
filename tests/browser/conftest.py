"""What browser tests share."""

import pytest


@pytest.fixture
def traffic(page):
    """Every request the page makes."""
    found = []
    page.on("request", lambda request: found.append(request))
    return found


# What one connection did lately, which all tests share.
COUNTERS = (
    "leads_submissions_ratecounter",
    "privacy_cookies_numbercounter",
    "privacy_rights_attemptcounter",
    "privacy_staff_signincounter",
)


@pytest.fixture(autouse=True)
def _unhurried(live):
    """Nobody has posted, chosen or signed in from this machine lately."""
    for table in COUNTERS:
        live.sql(f"DELETE FROM {table}")
