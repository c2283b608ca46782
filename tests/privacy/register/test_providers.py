"""Whoever runs the servers, the mail and the backups is told, as the website was started."""

import pytest
from django.utils import translation

from privacy.policy.models import PrivacyPage
from privacy.register.differences import compare
from privacy.register.lint import edit_url, run_lint
from privacy.register.models.facts import Vendor
from privacy.register.models.releases import Release
from privacy.register.processing_record import activities
from privacy.register.selectors import current_release, released_register
from privacy.register.services import waive
from privacy.register.snapshot import draft
from privacy.register.snapshot.reading import read
from tests.factories import a_processor
from tests.privacy.register.helpers import NOW, logged_in, member, release

pytestmark = pytest.mark.django_db


def findings(code="provider.unnamed"):
    return [finding for finding in run_lint() if finding.code == code]


@pytest.mark.parametrize("place", ["servers", "mail", "backups"])
def test_a_place_that_nobody_answers_for_stops_a_release(settings, place):
    """R62: not said, unknown, or switched off: the place, the reason, and what to do; our own needs no company."""
    assert findings() == []
    settings.PROVIDERS = {**settings.PROVIDERS, place: ""}
    (finding,) = findings()
    assert (finding.subject, finding.blocking) == (place, True)
    assert finding.message.startswith("Nobody says who")
    settings.PROVIDERS[place] = "hoster"
    (finding,) = findings()
    assert "“hoster”" in finding.message
    assert finding.url.startswith("/admin/")
    company = a_processor("hoster", "Hoster B.V.")
    assert findings() == []
    Vendor.objects.filter(pk=company.pk).update(role="controller")
    assert [one.subject for one in findings("provider.role")] == ["hoster"]
    Vendor.objects.filter(pk=company.pk).update(role="processor")
    company.active = False
    company.save()
    assert len(findings()) == 1
    settings.PROVIDERS[place] = "own"
    assert findings() == []


def test_the_policy_names_who_runs_the_website_in_every_language(client, settings):
    """R62, R92: one sentence a place, the company a link to what is told of it; our own said as our own."""
    a_processor("hoster", "Hoster B.V.")
    settings.PROVIDERS = {"servers": "hoster", "mail": "own", "backups": "hoster"}
    release()
    sentences = {
        "en": ("</a> runs the servers.", "sent from a server of our own", "</a> keeps the backups."),
        "nl": ("</a> beheert de servers.", "vanaf een eigen server", "</a> bewaart de back-ups."),
        "de": ("</a> betreibt die Server.", "von einem eigenen Server", "</a> bewahrt die Sicherungskopien auf."),
        "fr": ("</a> exploite les serveurs.", "depuis notre propre serveur", "</a> conserve les sauvegardes."),
    }
    for page in PrivacyPage.objects.live():
        html = client.get(page.url).content.decode()
        assert '<a href="#company-hoster">Hoster B.V.</a>' in html
        assert 'id="company-hoster"' in html
        for words in sentences[page.locale.language_code]:
            assert words in html


def test_who_runs_the_website_receives_what_passes_there(client, settings):
    """R62, R89: in the record of Art. 30 and on forms at each purpose; whoever sends mail where a purpose sends any."""
    a_processor("hoster", "Hoster B.V.")
    a_processor("mailer", "Mailer GmbH")
    settings.PROVIDERS = {"servers": "hoster", "mail": "mailer"}
    release()
    register = released_register("en")
    recipients = dict(zip((one.key for one in register.purposes), activities(register), strict=True))
    assert all("Hoster B.V. (Processor" in line.recipients for line in recipients.values())
    assert "Mailer GmbH" in recipients["contact"].recipients
    assert "Mailer GmbH" in recipients["legal_proceedings"].recipients
    assert "Mailer GmbH" not in recipients["cookies_necessary"].recipients
    form = client.get("/en/forms/contact/").content.decode()
    assert "<dt>Who else</dt><dd>Hoster B.V., Mailer GmbH</dd>" in form


def test_a_decision_to_release_in_spite_of_it_does_not_hold_for_another(settings):
    """R62, R84: what was waived while nobody had said it is asked again once somebody is named."""
    settings.PROVIDERS = {**settings.PROVIDERS, "servers": ""}
    (finding,) = findings()
    waive(finding=finding, reason="Moving this week.", user=member("Privacy officers"), now=NOW)
    assert not findings()[0].blocking
    settings.PROVIDERS["servers"] = "acme"
    assert findings()[0].blocking


def test_the_backups_are_told_where_there_are_any(client, settings):
    """R62: the sentence about where data are, and who keeps them."""
    page = PrivacyPage.objects.get(locale__language_code="en")
    assert "The website, its files and its e-mail are on servers in" in client.get(page.url).content.decode()
    settings.PROVIDERS = {**settings.PROVIDERS, "backups": "own"}
    release()
    html = client.get(page.url).content.decode()
    assert "its e-mail and its backups are on servers in" in html
    assert "We keep the backups ourselves." in html


def test_the_key_of_a_company_stands_on_its_page(client):
    """R62: HOSTING_VENDOR and the others ask for it."""
    company = a_processor("jansen_zoon", "Jansen & Zoon")
    html = logged_in(client, "Privacy officers").get(edit_url(Vendor, pk=company.pk)).content.decode()
    assert "HOSTING_VENDOR, EMAIL_VENDOR, BACKUP_VENDOR: jansen_zoon" in html


def test_another_provider_is_a_fact_and_makes_release_again(settings):
    """R92, R95: it is no wording, the comparison says who, and until the release the officers' home asks for one."""
    a_processor("hoster", "Jansen & Zoon B.V.")
    release()
    assert findings("policy.providers") == []
    settings.PROVIDERS = {"servers": "hoster", "mail": "own"}
    (finding,) = findings("policy.providers")
    assert "HOSTING_VENDOR=hoster" in finding.message
    assert not finding.blocking
    difference = compare(current_release(), draft())
    (company,) = (group.changes for group in difference.groups if group.key == "controller")
    (field,) = company[0].fields
    assert (field.before, field.after) == (
        "We run the servers ourselves. Our e-mail is sent from a server of our own.",
        "Jansen & Zoon B.V. runs the servers. Our e-mail is sent from a server of our own.",
    )
    assert not difference.wording_only
    release()
    assert findings("policy.providers") == []


def test_a_release_from_before_providers_were_told_reads_as_it_did():
    """R92: it says of them what its own words say: nothing."""
    current = current_release()
    with translation.override("en"):
        assert current.facts.controller.providers[0].sentence == "We run the servers ourselves."
    data = Release.objects.get(number=current.number).data
    del data["controller"]["providers"]
    assert read(data).facts.controller.providers == ()
