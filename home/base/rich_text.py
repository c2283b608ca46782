"""Links to pages in rich text."""

from django.utils.html import escape
from wagtail.rich_text.pages import PageLinkHandler

from home.base.links import preload, version_to_link
from home.base.selectors import page_path


class PreloadedLinkHandler(PageLinkHandler):
    """Links to pages in rich text, from what the page has read already; a page that is not live is no link."""

    @classmethod
    def expand_db_attributes_many(cls, attrs_list: list[dict[str, str]]) -> list[str]:
        """Return the opening tag of each link."""
        ids = [int(attrs["id"]) if attrs.get("id", "").isdigit() else 0 for attrs in attrs_list]
        preload(ids)
        pages = [version_to_link(pk) for pk in ids]
        return [f'<a href="{escape(page_path(page))}">' if page else "<a>" for page in pages]
