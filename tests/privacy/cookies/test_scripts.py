"""Scripts of other companies: where they stand, what a page's policy then allows, and where there are none (C14, P4)."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.test import RequestFactory
from django.urls import reverse
from wagtail.models import Site

from privacy.cookies import vendor_scripts
from privacy.cookies.scanner.addresses import public_addresses
from privacy.register.lint import run_lint
from privacy.register.models.facts import Vendor
from tests.privacy.register.helpers import release

pytestmark = pytest.mark.django_db
HOSTS = {
    "https://www.googletagmanager.com",
    "https://*.google-analytics.com",
    "https://*.analytics.google.com",
    "https://snap.licdn.com",
    "https://px.ads.linkedin.com",
}
ADDRESSES = {"https://www.googletagmanager.com/gtag/js", "https://snap.licdn.com/li.lms-analytics/"}


def templates(response):
    return re.findall(
        r'<template data-consent="(\w+)" data-since="(\d+)" data-hosts="([^"]*)">(.*?)</template>', html(response)
    )


def html(response):
    return response.content.decode()


def policy(response):
    rows = (row.strip().split(" ") for row in response["Content-Security-Policy"].split(";"))
    return {row[0]: {word for word in row[1:] if word.startswith("http")} for row in rows}


def test_a_page_holds_them_inert_with_group_number_and_hosts(client):
    """C14, C17: each under its own group; our own file loads it, nothing else of it stands in the page."""
    response = client.get("/en/")
    found = {group: (since, set(hosts.split()), script) for group, since, hosts, script in templates(response)}
    assert found.keys() == {"analytical", "advertising"}
    since, hosts, script = found["analytical"]
    assert since == "1"
    assert hosts < HOSTS
    assert re.fullmatch(
        r'<script src="/static/js/vendors/google_analytics[\w.]*\.js" data-id="G-EXAMPLE" data-group="analytical" data-since="1"></script>',
        script,
    )
    assert 'data-id="EXAMPLE"' in found["advertising"][2]
    outside = re.sub(r"<template.*?</template>", "", html(response), flags=re.S)
    assert "googletagmanager" not in outside
    assert "licdn" not in outside


def test_the_policy_of_a_page_names_their_hosts_and_nothing_else(client):
    """C5, P4: exactly the companies switched on, for what a script needs, for every visitor alike."""
    fresh = client.get("/en/")
    allowed = policy(fresh)
    assert allowed.pop("connect-src") == allowed.pop("img-src") == HOSTS
    # Scripts by the address of each: all of a host would be all that anybody can make it say.
    assert allowed.pop("script-src") == ADDRESSES
    assert not any(allowed.values())
    client.cookies["kargro_consent"] = "analytical=-1"
    assert client.get("/en/")["Content-Security-Policy"] == fresh["Content-Security-Policy"]


@pytest.mark.parametrize(
    "path", ["/en/cookies/", "/en/cookies/saved/", "/en/cookies/receipt/", "/en/search/", "/en/nothing-here/"]
)
def test_what_is_no_page_of_the_cms_has_none(client, path):
    """C14: receipts, settings, results and errors meet no other company."""
    response = client.get(path)
    assert templates(response) == []
    assert not any(policy(response).values())


def test_a_form_on_its_own_and_its_receipt_have_none(client):
    """C14, design "third parties and forms": what somebody typed never stands beside another company's script."""
    response = client.get("/en/forms/contact/")
    assert response.status_code == 200
    assert templates(response) == []
    assert not any(policy(response).values())


def test_a_preview_in_the_cms_measures_nobody(admin_client):
    """C14: editors look at a draft, no company does."""
    home = Site.objects.get(is_default_site=True).root_page.specific
    shown = home.make_preview_request(RequestFactory().get("/"), home.default_preview_mode)
    assert templates(shown) == []
    assert "kargro" in html(shown).lower()


def test_our_files_load_what_the_policy_allows_and_nothing_beside_it():
    """C14, P4: an address in a file of ours that no page would let through is a drift, and a company without one too."""
    folder = Path(settings.BASE_DIR, "site/static/js/vendors")
    loaded = {file.stem: re.findall(r"https://[^\s\"'`?]+", file.read_text()) for file in folder.glob("*.js")}
    assert loaded.keys() == set(vendor_scripts.ADDRESSES) == set(Vendor.Script.values)
    for script, addresses in loaded.items():
        allowed = vendor_scripts.ADDRESSES[script]
        assert len(allowed.split("/")) > 4, "a host alone"
        assert addresses, script
        assert all(address == allowed or address.startswith(allowed[:-1] + "/") for address in addresses), script


def test_a_script_from_a_host_that_people_are_not_told_of_stops_the_release():
    """C14, P4: the sentence names the company and the host."""
    vendor = Vendor.objects.get(key="google_analytics")
    vendor.hosts = ["*.google-analytics.com"]
    vendor.save()
    found = [finding for finding in run_lint() if finding.code == "vendor.script_host"]
    assert [finding.blocks_release for finding in found] == [True]
    assert "Google Analytics" in found[0].message
    assert "www.googletagmanager.com" in found[0].message


@pytest.mark.parametrize("change", [{"script_id": ""}, {"script": ""}, {"active": False}, {"group": None}])
def test_without_number_script_group_or_company_nothing_is_there(client, change):
    """C14, R66: off until its number is set and its company is switched on."""
    Vendor.objects.filter(key="google_analytics").update(**change)
    release()
    response = client.get("/en/")
    assert [group for group, *_rest in templates(response)] == ["advertising"]
    assert not any("google" in host for hosts in policy(response).values() for host in hosts)


def test_the_live_site_refuses_example_numbers():
    """R66: a real contract does not make an EXAMPLE number real."""
    vendor = Vendor.objects.get(key="google_analytics")
    vendor.contract_is_example = False
    assert vendor.is_example
    vendor.script_id = "G-ABC1234567"
    assert not vendor.is_example


@pytest.mark.parametrize(
    ("script", "number", "problem"),
    [
        ("google_analytics", "GTM-ABC123", "it looks like G-ABC1234567"),
        ("google_analytics", "G-ABC'+alert(1)", "it looks like G-ABC1234567"),
        ("linkedin_insight", "G-ABC1234567", "it looks like 1234567"),
        ("", "G-ABC1234567", "Choose the script that this number belongs to"),
    ],
)
def test_a_number_of_another_kind_is_refused_with_an_example(admin_client, script, number, problem):
    """C14, E1: no tag manager, no code, no other company's number."""
    vendor = Vendor.objects.get(key="google_analytics")
    edit = reverse("companies:edit", args=[vendor.pk])
    form = admin_client.get(edit).context["form"]
    values = {name: form[name].value() for name in form.fields}
    sent = {name: value for name, value in values.items() if value is not None}
    page = admin_client.post(edit, {**sent, "script": script, "script_id": number})
    assert problem in html(page)
    vendor.refresh_from_db()
    assert vendor.script_id == "G-EXAMPLE"


@pytest.mark.django_db
def test_the_policy_of_every_walked_page_lets_its_own_scripts_through(client):
    """P4, C14: a script that waits on a page and that the page itself would stop is a drift; none, on any type of page."""
    waiting = 0
    for address in public_addresses(one_of_each_type=True):
        answer = client.get(address.path)
        if answer.streaming or 'data-consent="analytical"' not in answer.content.decode():
            continue
        waiting += 1
        assert "www.googletagmanager.com" in answer.headers["Content-Security-Policy"], address.path
    assert waiting > 4
