"""`load_site` fills an empty database or leaves it as it is; the sample stays where it can be tried out."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
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


def test_a_cache_without_its_table_is_told_so(settings):
    """P1, P2: one sentence instead of a traceback out of the middle."""
    table = {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "no_such_table"}
    settings.CACHES = {"default": table}
    with pytest.raises(CommandError, match="Run “createcachetable”"), transaction.atomic():
        call_command("load_site")


def test_what_refuses_the_release_is_named_with_its_remedy_and_what_was_loaded_stays(settings, monkeypatch):
    """P1, R28: a line for each finding, exit status 1, and the same command again once they are mended."""
    settings.PROVIDERS = {"servers": "own", "mail": ""}
    monkeypatch.setattr("home.pages.management.commands.load_site.current_release", lambda: None)
    said, before = StringIO(), (Page.objects.count(), Release.objects.count())
    with pytest.raises(CommandError, match=r"1 finding refuses version 1\. What was loaded stays") as refused:
        call_command("load_site", "--release", stdout=said)
    assert refused.value.returncode == 1
    (line,) = [line for line in said.getvalue().splitlines() if line.startswith("- ")]
    assert "have EMAIL_VENDOR set to its key" in line
    assert (Page.objects.count(), Release.objects.count()) == before


@pytest.mark.parametrize("answer", ["", "n", EOFError, KeyboardInterrupt])
def test_whoever_does_not_say_yes_releases_nothing(monkeypatch, answer):
    """P1, R90: asked at a terminal; no answer is a no."""

    def typed(_question):
        if isinstance(answer, str):
            return answer
        raise answer

    monkeypatch.setattr("sys.stdin.isatty", lambda: True)
    monkeypatch.setattr("builtins.input", typed)
    monkeypatch.setattr("home.pages.management.commands.load_site.current_release", lambda: None)
    before, said = Release.objects.count(), StringIO()
    call_command("load_site", stdout=said)
    assert "No policy is released, so no form is shown" in said.getvalue()
    assert Release.objects.count() == before


def test_a_database_that_is_not_up_to_date_is_told_so(monkeypatch):
    """P1, P6: one sentence instead of a missing table."""
    monkeypatch.setattr("privacy.operations.health._migrations_applied", lambda: False)
    with pytest.raises(CommandError, match="Run “migrate”"):
        call_command("load_site")
