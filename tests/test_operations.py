"""The half-hour of docs/operations.md is followed to the letter: an empty database, production settings, a lawful site."""

import re

import pytest

from tests.production_fixtures import LAWFUL_SITE

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]
POLICIES = re.findall(r"`/((?:en|nl|de|fr)/[a-z]+/)`", LAWFUL_SITE)


def test_each_command_says_what_is_left_to_do(production):
    """P1, P2: what only the company can fill in, the first account, how to release; nothing is refused."""
    loaded = production.said["load_site"]
    assert re.search(r"Loaded \d+ pages in 4 languages", loaded)
    assert "no translation of" not in loaded
    assert "Vimeo, YouTube: switched off, without contract and number" in loaded
    assert "createsuperuser" in loaded
    assert "No policy is released, so no form is shown" in loaded
    released = production.said["load_site --release"]
    assert "The site is there already" in released
    assert "Version 1 of the policy is in force" in released
    assert "none refuses the next release" in production.said["lint_policy"]
    assert "kargro.E" not in production.said["check --deploy --database default"]


def test_the_policy_answers_in_each_language_with_the_words_of_the_release(production):
    """R92, T5: four languages, the bytes that version 1 keeps."""
    documents = dict(
        production.site.sql(
            "SELECT language, html FROM privacy_register_releaseddocument WHERE document = 'privacy' ORDER BY id"
        )
    )
    assert [path[:2] for path in POLICIES] == list(documents) == ["en", "nl", "de", "fr"]
    for path in POLICIES:
        assert documents[path[:2]] in production.get(f"/{path}")


def test_the_forms_are_shown_in_each_language(production):
    """R39: with the release, and not before."""
    for language in ("en", "nl", "de", "fr"):
        assert 'name="message"' in production.get(f"/{language}/forms/contact/")
    assert production.get("/healthz")


def test_nothing_is_an_example_and_no_company_is_on(production):
    """R66: not in a row of any table, not on any public page; no contract is dated."""
    companies = production.site.sql("SELECT DISTINCT active, contract_date, script_id FROM privacy_register_vendor")
    assert companies == [(False, None, "")]
    assert [name for name, rows in production.tables().items() if "EXAMPLE" in "".join(rows)] == []
    addresses = re.findall(r"<loc>https://www\.kargrogroup\.com([^<]+)</loc>", production.get("/sitemap.xml"))
    assert len(addresses) > 50
    assert [address for address in addresses if "EXAMPLE" in production.get(address)] == []


def test_wagtail_knows_the_site_by_its_address(production):
    """P2: its own mails lead there."""
    assert production.site.sql("SELECT hostname, port FROM wagtailcore_site") == [("www.kargrogroup.com", 443)]


# What people did since: an editor renamed a page and deleted another, an officer archived a purpose.
PEOPLE = """
from django.utils import timezone
from home.pages.models import ContentPage, LandingPage
from privacy.register.models.facts import Purpose
from privacy.register.services import archive
about = LandingPage.objects.get(slug="about")
about.title = "Who we are"
about.save_revision().publish()
LandingPage.objects.get(slug="for-car-owners").delete()
archive(fact=Purpose.objects.get(key="newsletter"), now=timezone.now())
"""


def test_a_second_run_changes_nothing_whatever_people_did(production):
    """P1: not one row of any table, and it says so."""
    for done in ("pass", PEOPLE):
        production.site.manage("shell", "--no-imports", "--command", done)
        before = production.tables()
        for command in (["load_site"], ["load_site", "--release"]):
            assert "nothing was changed" in production.site.manage(*command).stdout
        after = production.tables()
        assert [name for name in before if before[name] != after[name]] == []
    assert production.site.sql("SELECT title FROM wagtailcore_page WHERE slug = 'about'") == [("Who we are",)]


def test_the_sample_is_refused_in_one_sentence(production):
    """R66: no traceback, and the name of the command that is meant."""
    refusal = production.site.manage("sample_site", check=False)
    assert refusal.returncode == 1
    assert "load_site" in refusal.stderr
    assert "Traceback" not in refusal.stderr
