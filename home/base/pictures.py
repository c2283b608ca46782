"""Responsive pictures: sizes and formats made when a page is published, only looked up when it is read."""

from collections import defaultdict
from collections.abc import Iterable

from wagtail.images import get_image_model
from wagtail.images.models import AbstractImage, AbstractRendition

# Every picture of the site keeps one ratio, so that no photo can break a layout.
RATIO = (3, 2)
WIDTHS = (480, 800, 1280, 1920)
FORMATS = ("avif", "webp", "jpeg")
SOCIAL_SPEC = "fill-1200x630|format-jpeg"


def specs() -> list[str]:
    """Return the filter of every rendition a picture may use, and the one for sharing."""
    cuts = [f"fill-{width}x{width * RATIO[1] // RATIO[0]}" for width in WIDTHS]
    return [f"{cut}|format-{format_}" for format_ in FORMATS for cut in cuts] + [SOCIAL_SPEC]


def make_renditions(images: Iterable[AbstractImage]) -> int:
    """Make the renditions that do not exist yet; return how many pictures were looked at."""
    seen = {image.pk: image for image in images}
    for image in seen.values():
        image.get_renditions(*specs())
    return len(seen)


def attach_renditions(images: Iterable[AbstractImage]) -> None:
    """Give the images their renditions with one query, as `image.made`: filter → rendition."""
    by_image: dict[int, list[AbstractImage]] = defaultdict(list)
    for image in images:
        image.made = {}
        by_image[image.pk].append(image)
    if not by_image:
        return
    rows = get_image_model().get_rendition_model().objects.filter(image_id__in=by_image, filter_spec__in=specs())
    for rendition in rows:
        for image in by_image[rendition.image_id]:
            image.made[rendition.filter_spec] = rendition


def made(image: AbstractImage) -> dict[str, AbstractRendition]:
    """Return the image's renditions: attached ones, else by one query."""
    if not hasattr(image, "made"):
        attach_renditions([image])
    return image.made
