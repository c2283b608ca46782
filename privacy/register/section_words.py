"""The words of a policy section: plain text with a few names that the site fills in, and links by name.

An officer writes paragraphs apart by an empty line, a list as lines that begin with a hyphen, `{email}` for a value and
`[words](rights)` for a link: to one of the site's own pages by name, or to an address that begins with https://.
"""

import re
from collections.abc import Iterator, Mapping

from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

# What stands for a value of the company details.
VALUES = ("controller", "public_name", "email", "access_email", "phone", "authority", "site")
# Where a link may lead by name.
LINKS = ("rights", "cookies", "terms", "authority", "email", "access_email")

_LINK = re.compile(r"\[([^\[\]]+)\]\(([^()\s]+)\)")
_VALUE = re.compile(r"\{([^{}]*)\}")
_BRACKETS = re.compile(r"[{}\[\]]")


def fault(text: str) -> str:
    """Return what is wrong with the braces and links of a text, as a sentence; empty when nothing is."""
    for label, target in _LINK.findall(text):
        if target not in LINKS and not target.startswith("https://"):
            return _("“%(link)s” leads nowhere: use https://… or one of %(names)s.") % {
                "link": f"[{label}]({target})",
                "names": ", ".join(LINKS),
            }
    rest = _LINK.sub(r"\1", text)
    for name in _VALUE.findall(rest):
        if name not in VALUES:
            return _("Nothing stands for {%(name)s}: use one of %(names)s.") % {
                "name": name,
                "names": ", ".join(f"{{{value}}}" for value in VALUES),
            }
    if _BRACKETS.search(_VALUE.sub("", rest)):
        return _("A bracket or brace is left over. Write a value as {email} and a link as [words](rights).")
    return ""


def to_html(text: str, *, values: Mapping[str, str], links: Mapping[str, str]) -> SafeString:
    """Return paragraphs and lists; a value or a link that is not given leaves its words alone.

    `values` are names to plain text, `links` are names to addresses. Everything an officer wrote is escaped.
    """
    blocks = (block for block in re.split(r"\n\s*\n", text.strip()) if block)
    return format_html_join("\n", "{}", ((_block(block, values, links),) for block in blocks))


def one_line(text: str, *, values: Mapping[str, str]) -> str:
    """Return a text with its values filled in and its links reduced to their words, for titles and descriptions."""
    return " ".join(_filled(_LINK.sub(r"\1", text), values).split())


def _block(block: str, values: Mapping[str, str], links: Mapping[str, str]) -> SafeString:
    lines = [line.strip() for line in block.splitlines() if line.strip()]
    if all(line.startswith("- ") for line in lines):
        items = format_html_join("", "<li>{}</li>", ((_inline(line[2:], values, links),) for line in lines))
        return format_html("<ul>{}</ul>", items)
    return format_html("<p>{}</p>", _inline(" ".join(lines), values, links))


def _inline(text: str, values: Mapping[str, str], links: Mapping[str, str]) -> SafeString:
    return format_html_join("", "{}", ((piece,) for piece in _pieces(text, values, links)))


def _pieces(text: str, values: Mapping[str, str], links: Mapping[str, str]) -> Iterator[SafeString]:
    end = 0
    for found in _LINK.finditer(text):
        yield conditional_escape(_filled(text[end : found.start()], values))
        label, target = _filled(found[1], values), found[2]
        address = links.get(target, target if target.startswith("https://") else "")
        settings = mark_safe(" data-consent-open") if target == "cookies" else ""
        yield format_html('<a href="{}"{}>{}</a>', address, settings, label) if address else conditional_escape(label)
        end = found.end()
    yield conditional_escape(_filled(text[end:], values))


def _filled(text: str, values: Mapping[str, str]) -> str:
    return _VALUE.sub(lambda found: values.get(found[1], found[0]), text)
