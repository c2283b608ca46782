"""Maps, posts and pages of other companies: which addresses are taken, and that nothing is met before a press."""

import json
import re
from datetime import date
from urllib.parse import parse_qs, urlsplit

import pytest
from wagtail.blocks import StructBlockValidationError
from wagtail.models import Locale, Site
from wagtail.rich_text import expand_db_html
from wagtail_localize.models import TranslationSource

from home.pages.models import ContentPage
from privacy.cookies import wording
from privacy.cookies.blocks import FrameBlock, MapBlock, PostBlock
from privacy.cookies.embeds import find_embed, find_map, find_post
from privacy.cookies.selectors import current_offer
from privacy.register.lint import run_lint
from privacy.register.models.facts import Vendor
from tests import factories

MONTFOORT = "https://www.openstreetmap.org/#map=16/52.06783/4.95335"
POST = "https://www.linkedin.com/posts/kargro_casings-activity-7123456789012345678-Ab1c"
EMBED = '<p>Before.</p><embed embedtype="media" url="https://vimeo.com/76979871"/><p>After.</p>'
RAW = {"title": "Where we are", "text": "<p>From the A12.</p>"}


@pytest.fixture
def companies(db):
    """OpenStreetMap with its host switched on and in the release; LinkedIn may show posts as well."""
    Vendor.objects.filter(key="openstreetmap").update(active=True, contract_date=date(2026, 1, 1))
    Vendor.objects.filter(key="linkedin").update(frame_hosts=["www.linkedin.com"])
    factories.release()


def page_with(*blocks):
    home = Site.objects.get(is_default_site=True).root_page
    action = {"label": "", "target": "page", "page": None}
    top = {"heading": "Film", "lead": "A film.", "action": action, "second_action": action, "drawing": ""}
    hero = json.dumps([{"type": "hero", "value": top}])
    page = ContentPage(title="Place", slug="place", locale=home.locale, body=json.dumps(list(blocks)), hero=hero)
    return home.add_child(instance=page)


@pytest.mark.parametrize(
    ("address", "point", "zoom"),
    [
        (MONTFOORT, "52.06783,4.95335", 16),
        ("https://www.openstreetmap.org/?mlat=52.1&mlon=4.9#map=12/52.0/5.0", "52.10000,4.90000", 12),
        ("https://www.openstreetmap.org/?mlat=-33.5&mlon=-70.6", "-33.50000,-70.60000", 16),
        ("https://osm.org/?lat=0&lon=0&zoom=3", "0.00000,0.00000", 3),
    ],
)
def test_a_map_shows_the_place_in_its_middle(address, point, zoom):
    """C14: however the address was copied; the frame is asked for the same place at about the same size."""
    found = find_map(address)
    query = parse_qs(urlsplit(found.frame_url).query)
    assert query["marker"] == [point]
    west, south, east, north = map(float, query["bbox"][0].split(","))
    latitude, longitude = map(float, point.split(","))
    assert ((south + north) / 2, (west + east) / 2) == pytest.approx((latitude, longitude), abs=0.0001)
    assert found.page_url.endswith(f"#map={zoom}/{point.replace(',', '/')}")
    assert find_map(found.page_url) == found


@pytest.mark.parametrize(
    "address",
    [
        "",
        "https://www.openstreetmap.org/about",
        "http://www.openstreetmap.org/#map=16/52.0/4.9",
        "https://www.openstreetmap.org.evil.test/#map=16/52.0/4.9",
        "https://anna@www.openstreetmap.org/#map=16/52.0/4.9",
        "https://www.openstreetmap.org:8443/#map=16/52.0/4.9",
        "https://www.openstreetmap.org/#map=99/52.0/4.9",
        "https://www.openstreetmap.org/?mlat=ninety&mlon=4",
        "https://www.openstreetmap.org/?mlat=90&mlon=4",
        "https://www.openstreetmap.org/?mlat=nan&mlon=4",
        "javascript:alert(1)",
        "https://[",
    ],
)
def test_other_addresses_are_no_map(address):
    """C14, R66: an address that could lead elsewhere never becomes a frame."""
    assert find_map(address) is None


@pytest.mark.parametrize(
    ("address", "frame"),
    [
        (POST, "https://www.linkedin.com/embed/feed/update/urn:li:activity:7123456789012345678"),
        (
            "https://nl.linkedin.com/feed/update/urn:li:share:7123456789012345678/?utm=x",
            "https://www.linkedin.com/embed/feed/update/urn:li:share:7123456789012345678",
        ),
        (
            "https://www.linkedin.com/embed/feed/update/urn:li:ugcPost:7123456789012345678?compact=1",
            "https://www.linkedin.com/embed/feed/update/urn:li:ugcPost:7123456789012345678",
        ),
    ],
)
def test_a_post_is_embedded_by_its_number(address, frame):
    """C14, C16: nothing that a copied link carries along goes with it."""
    assert find_post(address).frame_url == frame


@pytest.mark.parametrize(
    "address",
    [
        "https://www.linkedin.com/company/kargro",
        "https://evil.test/posts/x-activity-7123456789012345678-Ab1c",
        "https://linkedin.com.evil.test/feed/update/urn:li:activity:7123456789012345678",
        "https://www.linkedin.com/feed/?next=urn:li:activity:7123456789012345678",
    ],
)
def test_other_addresses_are_no_post(address):
    """C14."""
    assert find_post(address) is None


def test_a_page_in_a_frame_belongs_to_a_company_of_the_release(companies):
    """C14, R66: an editor is told to add the host to the register; the address alone gives no company."""
    assert FrameBlock().clean(FrameBlock().to_python({**RAW, "address": "https://www.openstreetmap.org/traces"}))
    for address in ("https://unknown.test/", "http://www.openstreetmap.org/", 'https://www.openstreetmap.org/"x', "x"):
        with pytest.raises(StructBlockValidationError) as caught:
            FrameBlock().clean(FrameBlock().to_python({**RAW, "address": address}))
        assert "privacy register" in str(caught.value.block_errors["address"].message)
    assert find_embed("https://unknown.test/") is None


@pytest.mark.parametrize(("block", "part"), [(MapBlock, "openstreetmap.org"), (PostBlock, "LinkedIn")])
def test_an_editor_is_told_which_address_is_meant(db, block, part):
    """E3: on the field."""
    with pytest.raises(StructBlockValidationError) as caught:
        block().clean(block().to_python({**RAW, "address": "https://vimeo.com/76979871"}))
    assert part in caught.value.block_errors["address"].message


def frames_outside_templates(html):
    return re.findall(r"<iframe", re.sub(r"<template.*?</template>", "", html, flags=re.S))


@pytest.mark.parametrize(
    ("kind", "address", "host", "button"),
    [
        ("map", MONTFOORT, "https://www.openstreetmap.org", "Show the map"),
        ("post", POST, "https://www.linkedin.com", "Show the post"),
        ("frame", "https://www.openstreetmap.org/traces", "https://www.openstreetmap.org", "Show the map"),
    ],
)
def test_what_others_show_is_inert_until_it_is_allowed(client, companies, kind, address, host, button):
    """C5, C14, C15: the frame stands in a template; words, link and both answers beside it; the CSP names its host."""
    page_with({"type": kind, "value": {"heading": "", "embed": {**RAW, "address": address}}})
    response = client.get("/en/place/")
    html = response.content.decode()
    assert not frames_outside_templates(html)
    assert f'<iframe src="{host}/' in html
    assert host in response["Content-Security-Policy"].partition("frame-src")[2].partition(";")[0]
    for expected in (button, "From the A12.", "Open at ", "receives your IP address and may set cookies"):
        assert expected in html


def test_without_its_company_only_words_and_link_are_left(client, db):
    """R66, E3: no frame, no notice, no host in the page's policy; the linter names the page."""
    page_with({"type": "map", "value": {"heading": "", "embed": {**RAW, "address": MONTFOORT}}})
    response = client.get("/en/place/")
    html = response.content.decode()
    assert "<iframe" not in html
    assert "data-embed" not in html
    assert "openstreetmap" not in response["Content-Security-Policy"]
    assert "From the A12." in html
    assert 'href="https://www.openstreetmap.org/?mlat=52.06783' in html
    assert [finding.subject for finding in run_lint() if finding.code == "embed.vendor"]


def test_between_paragraphs_the_same_notice_stands(client, db):
    """C14, C15: an embed of a rich text is inert as well, and its host is in the page's policy."""
    page_with({"type": "text", "value": {"heading": "", "text": EMBED}})
    response = client.get("/en/place/")
    html = response.content.decode()
    assert not frames_outside_templates(html)
    assert 'src="https://player.vimeo.com/video/76979871?dnt=1"' in html
    assert 'title="Video (vimeo.com)"' in html
    assert "Always allow Vimeo" in html
    assert "https://player.vimeo.com" in response["Content-Security-Policy"]


def test_an_unknown_address_between_paragraphs_is_a_link(db):
    """C14: nothing is embedded whose company is not known, and no script becomes a link."""
    assert expand_db_html('<embed embedtype="media" url="https://unknown.test/a?b=1&amp;c=2"/>').strip() == (
        '<p><a href="https://unknown.test/a?b=1&amp;c=2" rel="external noreferrer">https://unknown.test/a?b=1&amp;c=2</a></p>'
    )
    assert "<a" not in expand_db_html('<embed embedtype="media" url="javascript:alert(1)"/>')


def test_the_linter_names_an_embed_between_paragraphs_whose_company_is_off(db):
    """E3."""
    page_with({"type": "text", "value": {"heading": "", "text": EMBED}})
    assert not [finding for finding in run_lint() if finding.code == "embed.vendor"]
    Vendor.objects.filter(key="vimeo").update(active=False)
    (finding,) = [finding for finding in run_lint() if finding.code == "embed.vendor"]
    assert "“Video (vimeo.com)” on “Place”" in finding.message


def test_the_cms_learns_of_an_address_without_asking_its_company(admin_client, db):
    """C15: Wagtail's chooser takes a known address, says what it is, and refuses another; nobody outside is asked."""
    response = admin_client.post(
        "/admin/embeds/chooser/upload/", {"embed-chooser-url": "https://vimeo.com/76979871"}, follow=True
    )
    assert response.json()["step"] == "embed_chosen"
    assert response.json()["embed_data"]["title"] == "Video (vimeo.com)"
    refused = admin_client.post("/admin/embeds/chooser/upload/", {"embed-chooser-url": "https://unknown.test/"})
    assert refused.json()["step"] == "chooser"


def test_a_translated_text_keeps_its_embed(db):
    """T1: the sentence around it is translated, the address stays."""
    page = page_with({"type": "text", "value": {"heading": "", "text": EMBED}})
    page.save_revision().publish()
    nl = Locale.objects.get(language_code="nl")
    source, _created = TranslationSource.update_or_create_from_instance(page)
    source.create_or_update_translation(nl, fallback=True)
    translated = page.get_translation(nl).get_latest_revision_as_object()
    assert 'url="https://vimeo.com/76979871"' in json.dumps(translated.body.get_prep_value()).replace('\\"', '"')


def test_the_words_before_a_map_are_proved_as_they_were_shown(companies):
    """C15, C24: with the button that stands there, not the one of a video."""
    offer = current_offer("en")
    text = wording.shown_text(offer, vendor=offer.register.vendor("openstreetmap")).text
    assert "OpenStreetMap (GB) receives your IP address and may set cookies when you show it." in text
    assert "Show the map" in text
    assert "Play video" not in text
