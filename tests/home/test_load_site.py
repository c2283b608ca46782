"""`load_site` fills an empty database or leaves it as it is; the sample stays where it can be tried out."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from wagtail.models import Page

from home.pages.models import LandingPage
from leads.forms.models import LeadForm
from privacy.register.models.facts import Controller, Purpose, Vendor
from privacy.register.models.releases import Release

pytestmark = pytest.mark.django_db


def test_the_sample_is_refused_where_examples_are(settings):
    """R66: one sentence that names the other command, before anything is written."""
    settings.ALLOW_EXAMPLE_CONTRACTS = False
    before = Page.objects.count()
    with pytest.raises(CommandError, match=r"EXAMPLE.*load_site"):
        call_command("sample_site")
    assert Page.objects.count() == before


def test_a_database_from_development_is_refused(settings):
    """R66: its releases are named, and what to do."""
    settings.ALLOW_EXAMPLE_CONTRACTS = False
    before = list(Release.objects.values_list("number", "sha256"))
    with pytest.raises(CommandError, match=r"from development.*Start from an empty database\. Nothing was changed"):
        call_command("load_site", "--release")
    assert list(Release.objects.values_list("number", "sha256")) == before


def test_a_site_that_is_there_is_left_alone_with_what_people_took_away():
    """P1: what was deleted or archived does not come back, by whichever way the site began."""
    LandingPage.objects.get(slug="for-fleets", locale__language_code="en").delete()
    Purpose.objects.filter(key="newsletter").update(archived_at="2026-01-01T00:00Z")
    LeadForm.objects.filter(slug="notice").update(title="As we like it")
    before = Page.objects.count(), Release.objects.count()
    said = StringIO()
    call_command("load_site", "--release", stdout=said)
    assert "The site is there already" in said.getvalue()
    assert (Page.objects.count(), Release.objects.count()) == before
    assert Purpose.objects.get(key="newsletter").archived_at
    assert set(LeadForm.objects.filter(slug="notice").values_list("title", flat=True)) == {"As we like it"}


def test_a_database_that_somebody_began_to_fill_is_refused_with_what_it_holds():
    """P1: nothing is mixed with another's work."""
    Controller.objects.all().delete()
    LandingPage.objects.get(slug="for-fleets", locale__language_code="en").delete()
    before = Page.objects.count(), Vendor.objects.count()
    with pytest.raises(CommandError, match=r"neither empty nor whole; it holds: .*\d+ purposes.*Nothing was changed"):
        call_command("load_site")
    assert (Page.objects.count(), Vendor.objects.count()) == before
    assert not Controller.objects.exists()


def test_a_database_that_is_not_up_to_date_is_told_so(monkeypatch):
    """P1, P6: one sentence instead of a missing table."""
    monkeypatch.setattr("privacy.operations.health._migrations_applied", lambda: False)
    with pytest.raises(CommandError, match="Run “migrate”"):
        call_command("load_site")
