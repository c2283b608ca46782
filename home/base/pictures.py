"""Responsive pictures: sizes and formats made when a page is published, only looked up when it is read."""

import logging
from collections import defaultdict
from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any

from wagtail.images import get_image_model
from wagtail.images.models import AbstractImage, AbstractRendition
from willow.plugins.pillow import PillowImage
from willow.registry import registry

logger = logging.getLogger(__name__)

# Every picture of the site keeps one ratio, so that no photo can break a layout.
RATIO = (3, 2)
WIDTHS = (480, 800, 1280, 1920)
FORMATS = ("avif", "webp", "jpeg")
SOCIAL_SPEC = "fill-1200x630|format-jpeg"
# What every browser shows, and what a picture has before the worker made the others.
FIRST_SPEC = "fill-800x533|format-jpeg"


def specs() -> list[str]:
    """Return the filter of every rendition a picture may use, and the one for sharing."""
    cuts = [f"fill-{width}x{width * RATIO[1] // RATIO[0]}" for width in WIDTHS]
    return [f"{cut}|format-{format_}" for format_ in FORMATS for cut in cuts] + [SOCIAL_SPEC]


def make_renditions(images: Iterable[AbstractImage]) -> int:
    """Make the renditions that do not exist yet; return of how many pictures they are there.

    A picture that cannot be cut is left as it is, and does not stop the others.
    """
    seen = {image.pk: image for image in images}
    return sum(_cut(image) for image in seen.values())


def first_cut(image: AbstractImage) -> AbstractRendition | None:
    """Return the size that every browser shows, made now if need be; nothing of a picture that cannot be cut.

    The file itself is never served: it holds what its camera wrote.
    """
    return made(image).get(FIRST_SPEC) or (image.get_rendition(FIRST_SPEC) if _cut(image, FIRST_SPEC) else None)


def _cut(image: AbstractImage, *wanted: str) -> bool:
    try:
        image.get_renditions(*wanted or specs())
    except Exception as error:  # a decoder fed with a damaged file may raise anything
        logger.error("Picture %s: no sizes could be made of it (%s).", image.pk, type(error).__name__)
        return False
    return True


def leave_metadata_out() -> None:
    """Let no cut of a picture take over what was packed into its file: place, author, camera, comment."""
    for name in [name for name in vars(PillowImage) if name.startswith("save_as_")]:
        bare = _bare(getattr(PillowImage, name))
        setattr(PillowImage, name, bare)
        # Willow calls the method of a picture it has open, and the registered one of a picture it must open first.
        registry.register_operation(PillowImage, name, bare)


def _bare(save: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(save)
    def saved(picture: PillowImage, *args: Any, **options: Any) -> Any:
        kept = {key: picture.image.info[key] for key in ("icc_profile", "transparency") if key in picture.image.info}
        picture.image.info = kept
        return save(picture, *args, **options)

    return saved


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
