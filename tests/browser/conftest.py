"""What browser tests share."""

import pytest


@pytest.fixture
def traffic(page):
    """Every request the page makes."""
    found = []
    page.on("request", lambda request: found.append(request))
    return found


@pytest.fixture
def unhurried(live):
    """Nobody has posted from this machine lately: all tests share one address, and its count of posts."""
    live.sql("DELETE FROM leads_submissions_ratecounter")
