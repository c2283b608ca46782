"""What every test stands on: the sample site, loaded once; nothing outside the machine is reached."""

import os
import socket

# Playwright's sync API runs an event loop in this thread, which Django would refuse.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.test import TransactionTestCase
from django.utils import translation

from home.base.sites import forget_sites
from privacy.retention import journal
from tests.databases import sample_of
from tests.live import LiveSite, start_live_site

pytest_plugins = ["tests.browser_fixtures", "tests.production_fixtures", "tests.services_in_use"]


def pytest_collection_modifyitems(config, items):
    """A test of the running site needs the test database: pytest-django makes it only when a test says so.

    What is told for PostgreSQL alone is followed there alone.
    """
    elsewhere = [item for item in items if item.get_closest_marker("postgresql") and connection.vendor != "postgresql"]
    if elsewhere:
        config.hook.pytest_deselected(items=elsewhere)
        items[:] = [item for item in items if item not in elsewhere]
    for item in items:
        if "live" in item.fixturenames:
            item.add_marker(pytest.mark.django_db)


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment, django_db_modify_db_settings, django_db_blocker):
    """Put the sample site into the test database, from the kept one when nothing changed since."""
    name, test_name = connection.settings_dict["NAME"], connection.creation._get_test_db_name()
    connection.close()
    connection.settings_dict["NAME"] = test_name
    with django_db_blocker.unblock():
        sample = sample_of(connection)
        sample.load()
    # After a test that commits, the sample comes back; Django's own flush would meet the triggers of
    # append-only tables and leave no root page.
    original = TransactionTestCase._fixture_teardown
    TransactionTestCase._fixture_teardown = lambda self: sample.restore()
    yield
    TransactionTestCase._fixture_teardown = original
    with django_db_blocker.unblock():
        sample.drop()
    connection.settings_dict["NAME"] = name


@pytest.fixture(scope="session")
def live(django_db_setup, django_db_blocker) -> LiveSite:
    """The site as a server process of its own, on a copy of the sample database."""
    with django_db_blocker.unblock():
        site = start_live_site(connection)
    yield site
    site.stop()


@pytest.fixture(autouse=True)
def _clean_slate():
    """Each test starts in English with nothing remembered."""
    translation.activate("en")
    cache.clear()
    forget_sites()
    (settings.TOMBSTONE_ROOT / journal.NAME).unlink(missing_ok=True)
    yield
    translation.activate("en")


@pytest.fixture(autouse=True)
def _no_outside(monkeypatch):
    """A test that reaches for another machine fails."""
    connect = socket.socket.connect

    def guarded(self, address):
        host = address[0] if isinstance(address, tuple) else ""
        if self.family in (socket.AF_INET, socket.AF_INET6) and host not in ("127.0.0.1", "::1", "localhost"):
            raise AssertionError(f"A test reached outside the machine: {host}")
        return connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)
