"""Pictures: made when a page is published, only looked up when it is read."""

from pathlib import Path

import pytest
from django.db import connection
from django.template import Context, Template
from django.test.utils import CaptureQueriesContext
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file

from home.base.pictures import FIRST_SPEC, specs
from home.pages.models import LandingPage
from home.pages.sample_stream import stream

pytestmark = pytest.mark.django_db


@pytest.fixture
def image(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return get_image_model().objects.create(title="Casings", file=get_test_image_file(size=(900, 600)))


def with_images(image, count: int) -> LandingPage:
    """Return the fleets page with that many pictures."""
    page = LandingPage.objects.get(slug="for-fleets")
    value = {
        "heading": "Casings",
        "text": "<p>In Montfoort.</p>",
        "image": {"image": image.pk, "alt_text": "Casings in rows", "decorative": False},
        "drawing": "",
        "side": "end",
        "tone": "paper",
        "action": {"label": "", "target": "page", "page": None},
    }
    page.body = stream(*[("image_text", value)] * count)
    return page


def test_publishing_makes_every_rendition_and_reading_makes_none(client, image, django_capture_on_commit_callbacks):
    """X1: AVIF and WebP exist before the first visitor; a visit writes nothing."""
    page = with_images(image, 1)
    with django_capture_on_commit_callbacks(execute=True):
        page.save_revision().publish()
    made = set(image.renditions.values_list("filter_spec", flat=True))
    assert made >= set(specs())
    html = client.get(page.url).content.decode()
    assert '<source type="image/avif"' in html
    assert '<source type="image/webp"' in html
    assert 'alt="Casings in rows"' in html
    assert set(image.renditions.values_list("filter_spec", flat=True)) == made


def test_a_picture_without_sizes_gets_one(image):
    """X1: a draft that nobody published yet shows a size made now, and never the file as it came."""
    html = Template("{% load base_tags %}{% picture image alt='x' %}").render(Context({"image": image}))
    (made,) = image.renditions.all()
    assert made.url in html
    assert image.file.url not in html
    assert Path(made.file.path).exists()


def test_a_picture_that_cannot_be_cut_leaves_no_broken_image(image):
    """X1: nothing stands where nothing can be shown."""
    Path(image.file.path).write_bytes(b"no picture")
    assert Template("{% load base_tags %}{% picture image alt='x' %}").render(Context({"image": image})) == ""


def test_one_size_is_there_before_the_worker_comes(client, image, monkeypatch):
    """X1: whoever reads the page at once sees its pictures, and reading makes nothing."""
    monkeypatch.setattr("home.base.tasks.make_renditions", lambda images: 0)
    page = with_images(image, 1)
    page.save_revision().publish()
    made = set(image.renditions.values_list("filter_spec", flat=True))
    assert made == {FIRST_SPEC}
    assert image.renditions.get().url in client.get(page.url).content.decode()
    assert set(image.renditions.values_list("filter_spec", flat=True)) == made


def test_ten_pictures_cost_no_more_queries_than_one(client, image):
    """X1: no N+1 over pictures."""
    counts = []
    for number in (1, 10):
        page = with_images(image, number)
        page.save()
        client.get(page.url)
        with CaptureQueriesContext(connection) as queries:
            client.get(page.url)
        counts.append(len(queries))
    assert counts[0] == counts[1]
