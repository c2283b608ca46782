"""What browser tests share."""

import pytest


@pytest.fixture
def traffic(page):
    """Every request the page makes."""
    found = []
    page.on("request", lambda request: found.append(request))
    return found
