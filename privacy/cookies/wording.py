"""The words visitors see before they choose: rendered once a release, kept as proof, free of steering."""

import hashlib
import re
from datetime import datetime
from functools import lru_cache
from html import unescape

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.html import strip_tags

from privacy.cookies.models import ConsentText
from privacy.cookies.selectors import Offer, gate
from privacy.register.released_companies import ReleasedVendor
from privacy.register.selectors import release_by_number

# Words that push or flatter (C7). Whole words, in the language of the text; in any language: no emoji.
BANNED: dict[str, tuple[str, ...]] = {
    "en": ("better", "best", "optimal", "optimise", "optimize", "best experience", "we value your privacy",
           "agree and continue", "ok", "okay", "improve your experience", "enjoy"),
    "nl": ("beter", "beste", "optimaal", "optimale", "optimaliseren", "beste ervaring", "uw privacy is belangrijk",
           "wij hechten waarde aan uw privacy", "akkoord en doorgaan", "akkoord en verder", "ok", "oké", "geniet"),
    "de": ("besser", "bessere", "besseres", "besten", "optimal", "optimale", "optimieren", "bestes erlebnis",
           "ihre privatsphäre ist uns wichtig", "wir schätzen ihre privatsphäre", "zustimmen und fortfahren",
           "zustimmen und weiter", "ok", "okay", "genießen"),
    "fr": ("mieux", "meilleur", "meilleure", "meilleurs", "optimal", "optimale", "optimiser", "meilleure expérience",
           "votre vie privée nous importe", "nous respectons votre vie privée", "accepter et continuer", "ok",
           "d'accord", "d’accord", "profitez"),
}  # fmt: skip
EMOJI = re.compile("[\U0001f000-\U0001faff\u2600-\u27bf\u2b50\u2b55\ufe0f]")


def banned_words(text: str, language: str) -> list[str]:
    """Return the banned words and signs that `text` holds."""
    words = [word for word in BANNED.get(language, ()) if re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text, re.I)]
    return words + EMOJI.findall(text)


def fragment(name: str, offer: Offer) -> str:
    """Return `fragments/<name>.html` for the offer: the same bytes for every visitor, so rendered once a process."""
    if settings.DEBUG:
        return _rendered(name, offer)
    return _kept(name, offer.release, offer.register.published_at, offer.language)


@lru_cache(maxsize=64)
def _kept(name: str, release: int, published_at: datetime, language: str) -> str:
    return _rendered(name, Offer(release_by_number(release).in_language(language)))


def _rendered(name: str, offer: Offer) -> str:
    with translation.override(offer.language):
        return render_to_string(f"cookies/fragments/{name}.html", {"offer": offer})


def shown_text(offer: Offer, *, vendor: ReleasedVendor | None = None) -> ConsentText:
    """Return, unsaved, the full text a choice is made on: banner and settings, or the notice on a player."""
    if vendor:
        with translation.override(offer.language):
            html: str = render_to_string("cookies/fragments/gate.html", gate(offer, vendor))
    else:
        html = fragment("banner", offer) + fragment("settings", offer)
    text = plain(html)
    return ConsentText(
        sha256=hashlib.sha256(text.encode()).hexdigest(),
        kind=ConsentText.Kind.EMBED if vendor else ConsentText.Kind.CHOICE,
        language=offer.language,
        release_number=offer.release,
        text=text,
    )


def plain(html: str) -> str:
    """Return what HTML says as plain text, a line for each line that says something; cells and list items stay apart."""
    html = re.sub(r"</(?:td|th)>", " ", html).replace("</li>", "\n")
    lines = (re.sub(r"\s+", " ", line).strip() for line in unescape(strip_tags(html)).splitlines())
    return "\n".join(line for line in lines if line)
