"""A live site holds no version of the policy that was made for trying out."""

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from privacy.operations.health import concerns
from privacy.operations.schedule import plan
from privacy.register.checks import no_release_is_an_example
from privacy.register.examples import example_releases
from privacy.register.models import Release
from privacy.register.models.facts import Vendor
from tests.privacy.register.helpers import release

pytestmark = pytest.mark.django_db


@pytest.fixture
def live(settings):
    """The database of the sample, brought to a live site."""
    settings.ALLOW_EXAMPLE_CONTRACTS = False


def numbers():
    return list(Release.objects.order_by("number").values_list("number", flat=True))


def test_a_database_from_development_is_found_by_its_releases_also_by_earlier_ones(settings):
    """R66: whatever is in force now, versions that rest on EXAMPLE contracts stay to be read and pointed at."""
    assert example_releases() == []
    examples = numbers()
    Vendor.objects.update(active=False)
    clean = release().number
    settings.ALLOW_EXAMPLE_CONTRACTS = False
    assert example_releases() == examples
    assert clean not in example_releases()


def test_a_number_that_is_an_example_is_found_without_its_mark(settings):
    """R66: a real contract with the sample's number at the company is not enough."""
    Vendor.objects.update(active=False)
    Vendor.objects.filter(key="google_analytics").update(active=True, contract_is_example=False)
    marked = release().number
    settings.ALLOW_EXAMPLE_CONTRACTS = False
    assert marked in example_releases()


def test_migrate_and_worker_do_not_start_on_it(live):
    """R66: the check looks where a command names the database, and says what to do."""
    assert no_release_is_an_example(databases=None) == []
    (error,) = no_release_is_an_example(databases=["default"])
    assert error.id == "kargro.E009"
    assert "load_site" in error.hint
    for command in (["migrate"], ["worker", "--once"]):
        with pytest.raises(CommandError, match=r"kargro\.E009"):
            call_command(*command, skip_checks=False, verbosity=0)


def test_a_database_without_tables_is_not_asked(live, monkeypatch):
    """R66: the first `migrate` of an empty database starts."""
    monkeypatch.setattr(type(connection.introspection), "table_names", lambda *_args, **_kwargs: [])
    assert no_release_is_an_example(databases=["default"]) == []


def test_where_examples_are_allowed_nothing_is_red_and_on_a_live_site_all_is(client, settings):
    """P6, R66: `/readyz` names the check, and the sentence for administrators what to do."""
    now = timezone.now()
    plan(now=now - timedelta(minutes=1))
    assert client.get("/readyz").json()["checks"]["examples"] == "ok"
    settings.ALLOW_EXAMPLE_CONTRACTS = False
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["checks"]["examples"]) == (503, "found")
    assert any("load_site" in sentence for sentence in concerns(now=now))
