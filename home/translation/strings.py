"""What a translated string may hold: checked when it is saved, and written anew when it goes into a page.

wagtail-localize looks at elements alone, so that comments, CDATA sections and instructions pass its check and reach the
page as they are. Its check and its way into a text are replaced here, once for every door: the editor, PO files, machines,
and what is passed on from the source.
"""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from wagtail_localize.segments import ingest
from wagtail_localize.strings import StringValue

from home.base.markup import rewritten, rich_text

# How many of the things that may not stand in a text are named to its translator.
MOST_NAMED = 5
_restore = ingest.restore_strings


class NotAllowed(ValueError):
    """A translation that holds what may not stand in a text; its words tell the translator what."""


def guard_strings() -> None:
    """Put our check and our way into a text in the place of wagtail-localize's."""
    StringValue.from_translated_html = classmethod(_checked)
    ingest.restore_strings = _restored


def not_allowed(html: str) -> tuple[str, ...]:
    """Return what a translated string holds that it may not, as it is named to people."""
    return rewritten(html, rich=False)[1]


def _checked(kind: type[StringValue], html: str) -> StringValue:
    """Return a translated string; raises NotAllowed, of which wagtail-localize keeps the text and tells the reason."""
    written, left_out = rewritten(html, rich=False)
    if left_out:
        raise NotAllowed(
            _(
                "This may not stand in a translation: %(parts)s. Take it out and save again. Until then your text is kept "
                "here, and visitors do not see it."
            )
            % {"parts": ", ".join(left_out[:MOST_NAMED])}
        )
    return kind(written)


def _restored(template: str, strings: Sequence[tuple[StringValue, dict[str, Any]]]) -> str:
    """Put strings into the template of a rich text, each as its translator may have written it, with the links' addresses."""
    clean = [(StringValue(rewritten(string.data, rich=False)[0]), attributes) for string, attributes in strings]
    return rich_text(_restore(template, clean))
