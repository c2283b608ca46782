"""Work done after publishing, in the worker."""

from django.db.models import Model
from django_tasks import task
from wagtail.models import Page

from home.base import block_tree
from home.base.pictures import first_cut, make_renditions


@task()
def make_page_renditions(page_id: int) -> int:
    """Make every rendition the page needs; return the number of images."""
    page = Page.objects.filter(pk=page_id).first()
    return make_renditions(block_tree.images(page.specific)) if page else 0


def queue_renditions(sender: type[Model], instance: Page, **kwargs: object) -> None:
    """Make one size of each image before anybody reads the page, and hand the others to the worker (`page_published`)."""
    images = block_tree.images(instance)
    for image in images:
        first_cut(image)
    if images:
        make_page_renditions.enqueue(instance.pk)
