"""The CMS home: what needs somebody, in few queries."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from privacy.register.models.facts import Purpose
from tests.privacy.register.helpers import logged_in

pytestmark = pytest.mark.django_db
HOME_QUERIES = 15


@pytest.mark.parametrize("role", ["Privacy officers", "Editors"])
def test_the_whole_home_takes_at_most_fifteen_queries(client, role):
    """X7: login, menu and Wagtail's own panels included."""
    logged_in(client, role)
    client.get(reverse("wagtailadmin_home"))
    with CaptureQueriesContext(connection) as queries:
        page = client.get(reverse("wagtailadmin_home"))
    assert page.status_code == 200
    assert "What needs you" in page.content.decode()
    assert len(queries) <= HOME_QUERIES, [query["sql"][:120] for query in queries]


def test_officers_read_on_their_home_that_a_proposal_waits(client):
    """X7: editors propose, privacy officers release: the sentence leads to the review."""
    Purpose.objects.filter(key="contact").update(section="9")
    logged_in(client, "Privacy officers")
    page = client.get(reverse("wagtailadmin_home")).content.decode()
    assert "1 change waits for release since version" in page
    assert reverse("register_review") in page


def test_lead_handlers_read_nothing_of_the_register_there(client):
    """X7: each role its own sentences."""
    Purpose.objects.filter(key="contact").update(section="9")
    told = {}
    for role in ("Privacy officers", "Lead handlers"):
        logged_in(client, role)
        told[role] = "waits for release" in client.get(reverse("wagtailadmin_home")).content.decode()
    assert told == {"Privacy officers": True, "Lead handlers": False}
