"""The video block: which addresses it takes, what it loads, what the linter says."""

import json

import pytest
from wagtail.blocks import StructBlockValidationError

from privacy.cookies.blocks import VideoBlock
from privacy.cookies.embeds import find_video
from privacy.cookies.selectors import csp_sources
from privacy.register.lint import run_lint
from privacy.register.models.facts import Vendor


def value(**values):
    raw = {"address": "https://vimeo.com/76979871", "title": "T", "duration": "4:12", "transcript": "<p>x</p>"}
    return VideoBlock().to_python({**raw, **values})


@pytest.mark.parametrize(
    ("address", "player", "watch"),
    [
        ("76979871", "https://player.vimeo.com/video/76979871?dnt=1", "https://vimeo.com/76979871"),
        ("https://vimeo.com/76979871", "https://player.vimeo.com/video/76979871?dnt=1", "https://vimeo.com/76979871"),
        (
            "https://vimeo.com/76979871/ab12cd34ef",
            "https://player.vimeo.com/video/76979871?h=ab12cd34ef&dnt=1",
            "https://vimeo.com/76979871/ab12cd34ef",
        ),
        (
            "https://player.vimeo.com/video/76979871?h=ab12cd34ef",
            "https://player.vimeo.com/video/76979871?h=ab12cd34ef&dnt=1",
            "https://vimeo.com/76979871/ab12cd34ef",
        ),
        (
            "https://www.youtube.com/watch?v=M7lc1UVf-VE&t=3",
            "https://www.youtube-nocookie.com/embed/M7lc1UVf-VE?rel=0",
            "https://www.youtube.com/watch?v=M7lc1UVf-VE",
        ),
        *(
            (
                address,
                "https://player.vimeo.com/video/123456789?h=abcdef1234&dnt=1",
                "https://vimeo.com/123456789/abcdef1234",
            )
            for address in (
                "https://player.vimeo.com/video/123456789?badge=0&h=abcdef1234",
                "https://vimeo.com/123456789?share=copy&h=abcdef1234",
                "https://vimeo.com/manage/videos/123456789/abcdef1234",
                "HTTP://www.vimeo.com/123456789/abcdef1234/?share=copy#t=5",
            )
        ),
        *(
            (address, "https://player.vimeo.com/video/123456789?dnt=1", "https://vimeo.com/123456789")
            for address in (
                "https://vimeo.com/channels/somechannel/123456789",
                "https://vimeo.com/channels/55555/123456789",
                "vimeo.com/groups/motion/videos/123456789",
                "https://vimeo.com/123456789?h=script",
            )
        ),
        (
            "https://vimeo.com/1098765432109",
            "https://player.vimeo.com/video/1098765432109?dnt=1",
            "https://vimeo.com/1098765432109",
        ),
        *(
            (
                address,
                "https://www.youtube-nocookie.com/embed/M7lc1UVf-VE?rel=0",
                "https://www.youtube.com/watch?v=M7lc1UVf-VE",
            )
            for address in (
                "https://m.youtube.com/watch?app=desktop&v=M7lc1UVf-VE&list=PL1",
                "https://www.youtube.com/shorts/M7lc1UVf-VE?si=abc",
                "https://youtube.com/live/M7lc1UVf-VE",
                "youtube.com/embed/M7lc1UVf-VE?start=3",
                "https://youtu.be/M7lc1UVf-VE?si=abc",
            )
        ),
        (
            "https://youtu.be/M7lc1UVf-VE",
            "https://www.youtube-nocookie.com/embed/M7lc1UVf-VE?rel=0",
            "https://www.youtube.com/watch?v=M7lc1UVf-VE",
        ),
    ],
)
def test_players_are_the_variants_that_track_least(address, player, watch):
    """C16: dnt=1 at Vimeo, youtube-nocookie at YouTube, however the address was copied."""
    found = value(address=address)
    assert (found.embed.frame_url, found.embed.page_url) == (player, watch)


@pytest.mark.parametrize(
    "address",
    [
        "",
        "https://evil.test/76979871",
        "https://vimeo.com.evil.test/76979871",
        "javascript:alert(1)",
        "https://vimeo.com/about",
        "https://vimeo.com/1098765432109876543",
        "https://vimeo.com/showcase/123456789",
        "https://vimeo.com/user12345678",
        "https://vimeo.com@evil.test/123456789",
        "https://www.youtube.com/watch?v=M7lc1UVf-VEx",
        "https://www.youtube.com/playlist?list=M7lc1UVf-VE",
        "7",
    ],
)
def test_other_addresses_are_no_video(address):
    """C14, R66: only players whose privacy variant is known."""
    assert find_video(address) is None


@pytest.mark.django_db
@pytest.mark.parametrize(
    "values", [{"address": "https://evil.test/1"}, {"duration": "four minutes"}, {"duration": "4:99"}]
)
def test_an_editor_is_told_what_is_wrong(values):
    """E3: the error stands on the field."""
    from wagtail.images import get_image_model
    from wagtail.images.tests.utils import get_test_image_file

    image = get_image_model().objects.create(title="Still", file=get_test_image_file())
    assert VideoBlock().clean(value(poster=image.pk))["title"] == "T"
    with pytest.raises(StructBlockValidationError) as caught:
        VideoBlock().clean(value(poster=image.pk, **values))
    assert list(caught.value.block_errors) == list(values)


@pytest.mark.parametrize(("duration", "iso"), [("4:12", "PT4M12S"), ("1:02:03", "PT1H2M3S"), ("", "")])
def test_the_length_is_there_for_machines_too(duration, iso):
    """C15: duration as ISO 8601."""
    assert value(duration=duration).iso_duration == iso


@pytest.mark.django_db
def test_the_policy_of_a_page_follows_from_its_active_companies():
    """C5, P4, R66: only what the release switched on."""
    assert csp_sources(["vimeo"]) == {"frame-src": ["https://player.vimeo.com"]}
    assert csp_sources(["youtube"]) == {}
    assert csp_sources([]) == {}
    assert VideoBlock().csp_sources(value()) == {"frame-src": ["https://player.vimeo.com"]}
    assert VideoBlock().csp_sources(value(address="")) == {}


@pytest.mark.django_db
def test_the_linter_names_a_video_whose_company_is_off():
    """E3: an embed without an active company, with its page."""
    from home.pages.models import ContentPage, HomePage

    home = HomePage.objects.filter(live=True).first()
    body = [{"type": "video", "value": {"heading": "", "video": {"address": "76979871", "title": "Inspection"}}}]
    home.add_child(instance=ContentPage(title="Film", slug="film", locale=home.locale, body=json.dumps(body)))
    assert not [finding for finding in run_lint() if finding.code == "embed.vendor"]
    Vendor.objects.filter(key="vimeo").update(active=False)
    (finding,) = [finding for finding in run_lint() if finding.code == "embed.vendor"]
    assert "“Inspection” on “Film”" in finding.message
    assert not finding.blocking
