"""Rich text as it is shown: nothing but what may stand in one, and links to pages read together."""

from functools import cache

from django.utils.html import escape
from wagtail import rich_text
from wagtail.rich_text.pages import PageLinkHandler
from wagtail.rich_text.rewriters import MultiRuleRewriter

from home.base import markup
from home.base.links import preload, version_to_link
from home.base.selectors import page_path

_wagtails = rich_text.get_rewriter


class WritingAnew(MultiRuleRewriter):
    """Wagtail's, for texts that may have been stored before anybody looked what is in them, or past every form."""

    def __call__(self, html: str) -> str:
        return str(super().__call__(markup.rich_text(html)))


def write_anew_when_shown() -> None:
    """Put ours in the place of the one rewriter that every rich text passes on its way to a page, a preview or a mail."""
    rich_text.get_rewriter = cache(lambda: WritingAnew(_wagtails().rewriters))


class PreloadedLinkHandler(PageLinkHandler):
    """Links to pages in rich text, from what the page has read already; a page that is not live is no link."""

    @classmethod
    def expand_db_attributes_many(cls, attrs_list: list[dict[str, str]]) -> list[str]:
        """Return the opening tag of each link."""
        ids = [int(attrs["id"]) if attrs.get("id", "").isdigit() else 0 for attrs in attrs_list]
        preload(ids)
        pages = [version_to_link(pk) for pk in ids]
        return [f'<a href="{escape(page_path(page))}">' if page else "<a>" for page in pages]
