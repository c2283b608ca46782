"""HTML that people write, written anew from a list of what may stand in it.

A filter that takes the bad out must read HTML as every browser does; one that writes need not. Whatever the reader takes
a text for, what comes out holds the elements, attributes and addresses listed here, and every other letter as a letter:
a comment, a CDATA section, an instruction or a half-open tag has no way to be written (CWE-79; WHATWG HTML, 13.2).
"""

import re
from collections import Counter
from collections.abc import Mapping
from functools import lru_cache
from html import escape
from html.parser import HTMLParser

Elements = Mapping[str, frozenset[str]]
Attributes = list[tuple[str, str | None]]

_PLAIN: frozenset[str] = frozenset()
_LINES = ("abbr", "acronym", "b", "br", "code", "em", "i", "strong")
_BLOCKS = ("blockquote", "del", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "li", "ol", "p", "s", "sub", "sup", "u", "ul")
# What a translator may write around words: the address of a link stands with the source, under its id.
IN_A_LINE: Elements = {**dict.fromkeys(_LINES, _PLAIN), "a": frozenset({"id"})}
# What Wagtail's editor keeps of a rich text, with the entities that it keeps pages, documents and pictures by.
RICH: Elements = {
    **dict.fromkeys(_LINES + _BLOCKS, frozenset({"data-block-key"})),
    "a": frozenset({"href", "id", "linktype", "data-block-key"}),
    "embed": frozenset({"alt", "embedtype", "format", "id", "url"}),
}
EMPTY = frozenset({"br", "embed", "hr"})
# What stands between these is no text for anybody.
_CODE = frozenset({"script", "style"})
_ADDRESSES = frozenset({"href", "url"})
_SCHEMES = frozenset({"http", "https", "mailto", "tel"})
# Browsers leave these out of an address before they look how it begins (WHATWG URL, 4.4).
_LEFT_OUT = re.compile(r"[\x00-\x20\x7f-\xa0\u2028\u2029]")
_SCHEME = re.compile(r"([^/?#:]*):")


@lru_cache(maxsize=1024)
def rewritten(html: str, *, rich: bool) -> tuple[str, tuple[str, ...]]:
    """Return a text with nothing but what is listed, and what was left out of it, as it is named to people.

    `rich` allows what Wagtail's editor keeps, otherwise only what may stand within a line.
    """
    writer = _Writer(RICH if rich else IN_A_LINE)
    writer.feed(html)
    writer.close()
    return writer.finished(), tuple(dict.fromkeys(writer.left_out))


def rich_text(html: str) -> str:
    """Return a rich text, as the database keeps it, with nothing but what may stand in one."""
    return rewritten(html, rich=True)[0]


class _Writer(HTMLParser):
    """Writes down what it reads and may; notes the rest in `left_out`."""

    def __init__(self, elements: Elements) -> None:
        super().__init__(convert_charrefs=True)
        self.elements = elements
        self.written: list[str] = []
        self.left_out: list[str] = []
        self._open: list[str] = []
        self._counted: Counter[str] = Counter()
        self._in_code = ""

    def finished(self) -> str:
        """Return what was written, with every element closed."""
        return "".join([*self.written, *(f"</{tag}>" for tag in reversed(self._open))])

    def handle_starttag(self, tag: str, attrs: Attributes) -> None:
        if tag not in self.elements:
            self.left_out.append(f"<{_short(tag)}>")
            self._in_code = tag if tag in _CODE else ""
            return
        kept = "".join(f' {name}="{escape(value)}"' for name, value in self._kept(tag, attrs))
        self.written.append(f"<{tag}{kept}{'/' if tag in EMPTY else ''}>")
        if tag not in EMPTY:
            self._open.append(tag)
            self._counted[tag] += 1

    def handle_endtag(self, tag: str) -> None:
        self._in_code = ""
        if tag not in self.elements:
            self.left_out.append(f"</{_short(tag)}>")
            return
        closed = ""
        while self._counted[tag] and closed != tag:
            closed = self._open.pop()
            self._counted[closed] -= 1
            self.written.append(f"</{closed}>")

    def handle_data(self, data: str) -> None:
        if not self._in_code:
            self.written.append(escape(data, quote=False))

    def handle_comment(self, data: str) -> None:
        self.left_out.append("<!-- -->")

    def handle_decl(self, decl: str) -> None:
        self.left_out.append(f"<!{_short(decl)}>")

    def handle_pi(self, data: str) -> None:
        self.left_out.append(f"<?{_short(data)}>")

    def parse_html_declaration(self, i: int) -> int:
        """Read "<![" as browsers do, up to the next ">": the parser takes it for SGML, and stumbles over names it does not know."""
        if self.rawdata.startswith("<![", i):
            end = self.rawdata.find(">", i)
            self.left_out.append("<![ ]>")
            return end + 1 if end >= 0 else -1
        return super().parse_html_declaration(i)

    def _kept(self, tag: str, attrs: Attributes) -> list[tuple[str, str]]:
        kept: dict[str, str] = {}
        for name, value in attrs:
            if name not in self.elements[tag] or (name in _ADDRESSES and not leads_somewhere(value or "")):
                self.left_out.append(f"<{tag} {_short(name)}>")
            else:
                kept.setdefault(name, value or "")
        return list(kept.items())


def leads_somewhere(address: str) -> bool:
    """Return whether an address leads to a page, a mailbox or a telephone: it runs nothing and carries nothing itself."""
    scheme = _SCHEME.match(_LEFT_OUT.sub("", address))
    return scheme is None or scheme[1].lower() in _SCHEMES


def _short(name: str) -> str:
    return name[:20] + "…" * (len(name) > 20)
