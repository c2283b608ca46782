"""The words of the cookie banner: what they are before an editor writes them, and what each of them must name.

A word in braces, such as {purposes}, stands for something that the register fills in.
"""

import re
from collections.abc import Mapping
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

# field → what it must name (C7), and what it may.
PLACEHOLDERS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "ask": (("name", "purposes"), ()),
    "company": ((), ("n",)),
    "companies": (("n",), ()),
    "withdraw": (("settings",), ()),
    "saved_some": (("purposes",), ()),
    "kept_company": (("name",), ()),
    "again_new": (("what", "purpose"), ()),
    "again_changed": (("purpose",), ()),
    "gpc": (("purposes",), ("choose",)),
    "video_notice": (("name",), ("country",)),
    "video_always": (("name",), ()),
}
# What is pressed says in letters what it does.
BUTTONS = (
    "accept",
    "refuse",
    "choose",
    "save_choice",
    "change",
    "again_accept",
    "again_refuse",
    "video_play",
    "video_always",
)
_PLACEHOLDER = re.compile(r"\{(\w+)\}")


class _Braced(dict[str, str]):
    """Turns a catalogue's %(name)s into {name}."""

    def __missing__(self, key: str) -> str:
        return f"{{{key}}}"


def default_words(language: str) -> dict[str, str]:
    """Return the site's own wording in a language: the start of every banner, and what stands in for a missing one."""
    with translation.override(language):
        texts = {
            "title": _("Your choice about cookies"),
            "ask": _("%(name)s asks your permission to use cookies for %(purposes)s."),
            "company": ngettext(
                "%(n)s other company then receives data:", "%(n)s other companies then receive data:", 1
            ),
            "companies": ngettext(
                "%(n)s other company then receives data:", "%(n)s other companies then receive data:", 2
            ),
            "which": _("see which"),
            "withdraw": _("Change or withdraw any time under “%(settings)s” at the foot of every page."),
            "accept": _("Accept all"),
            "refuse": _("Reject all"),
            "choose": _("Choose per purpose"),
            "settings_title": _("Cookie settings"),
            "settings_intro": _("Nothing is ticked until you tick it. You can change this at any time."),
            "kept_company": _("%(name)s is always allowed, as you chose on a page. Untick to take this back."),
            "save_choice": _("Save my choice"),
            "saved_none": _("Saved: necessary only."),
            "saved_all": _("Saved: all purposes."),
            "saved_some": _("Saved: {purposes}."),
            "change": _("Change"),
            "again_new": _("New: %(what)s, for %(purpose)s."),
            "again_changed": _("Changed: what we use cookies for under “%(purpose)s”."),
            "again_rest": _("Your other choices stay."),
            "again_accept": pgettext("what is new", "Accept"),
            "again_refuse": pgettext("what is new", "Refuse"),
            "gpc": _(
                "Your browser sends “Global Privacy Control”. Off until you tick it under “%(choose)s”: %(purposes)s."
            ),
            "video_notice": _("%(name)s (%(country)s) receives your IP address and may set cookies when you show it."),
            "video_play": _("Play video"),
            "video_always": _("Always allow %(name)s"),
        }
    braced = _Braced()
    return {name: text % braced for name, text in texts.items()}


def fill(text: str, values: Mapping[str, Any]) -> str:
    """Return a text with its placeholders filled in; one that is not known stays as it is written."""
    return _PLACEHOLDER.sub(lambda found: str(values.get(found[1], found[0])), text)


def faults(words: Mapping[str, Any]) -> dict[str, str]:
    """Return what is wrong with a banner's words, by field: a name left out, a button that says nothing."""
    found: dict[str, str] = {}
    for field, text in words.items():
        required, optional = PLACEHOLDERS.get(field, ((), ()))
        if not str(text).strip():
            continue  # an empty text is a finding of its own
        if problem := _placeholder_fault(str(text), required, optional):
            found[field] = problem
        elif field in BUTTONS and not re.search(r"[^\W\d_]", _PLACEHOLDER.sub("", str(text))):
            found[field] = _("A button says in words what it does.")
    for one, other in (("accept", "refuse"), ("again_accept", "again_refuse")):
        if other not in found and _same(words.get(one), words.get(other)):
            found[other] = _("The two buttons must say different things.")
    return found


def _placeholder_fault(text: str, required: tuple[str, ...], optional: tuple[str, ...]) -> str:
    names = set(_PLACEHOLDER.findall(text))
    missing = [name for name in required if name not in names]
    if missing:
        return _("Keep %(names)s in this text: the site fills in what it stands for.") % {"names": _listed(missing)}
    unknown = sorted(names - {*required, *optional})
    if unknown:
        return _("The site does not know what %(names)s stands for here. Take it out.") % {"names": _listed(unknown)}
    if re.search(r"[{}]", _PLACEHOLDER.sub("", text)):
        return _("A brace stands alone in this text. Take it out.")
    return ""


def _listed(names: list[str]) -> str:
    return ", ".join(f"{{{name}}}" for name in names)


def _same(one: Any, other: Any) -> bool:
    return bool(one) and str(one).strip().casefold() == str(other).strip().casefold()
