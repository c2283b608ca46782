"""Words of a question that are an editor's own: what a privacy officer's approval is bound to (R8)."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import override, pgettext_lazy

from leads.forms.field_types import OWN_KINDS
from leads.forms.models import FieldApproval
from privacy.keys.canonical import canonical_hash

# The words in which a standard question may stand without being read first, however it is capitalised or hyphenated.
STANDARD_WORDS: Mapping[str, tuple[Any, ...]] = {
    "name": (pgettext_lazy("question of a form", "Name"), pgettext_lazy("question of a form", "Your name")),
    "organisation": (
        pgettext_lazy("question of a form", "Organisation"),
        pgettext_lazy("question of a form", "Company"),
    ),
    "country": (pgettext_lazy("question of a form", "Country"),),
    "language": (pgettext_lazy("question of a form", "Language"),),
    "email": (pgettext_lazy("question of a form", "E-mail"), pgettext_lazy("question of a form", "E-mail address")),
    "phone": (pgettext_lazy("question of a form", "Phone"), pgettext_lazy("question of a form", "Phone number")),
    "subject": (pgettext_lazy("question of a form", "Subject"),),
    "message": (pgettext_lazy("question of a form", "Message"), pgettext_lazy("question of a form", "Your message")),
}


def is_own(spec: Mapping[str, Any], language: str) -> bool:
    """Whether a question stands in an editor's own words: a custom field, or a standard one under other words than its own.

    “Company” may be asked as it is; under the label “Your religion” the same field asks something else.
    """
    if spec["kind"] in OWN_KINDS:
        return True
    if spec.get("fixed") or spec["kind"] not in STANDARD_WORDS:
        return False
    with override(language):
        known = {_bare(str(words)) for words in STANDARD_WORDS[spec["kind"]]}
    return bool(spec["help"] or spec.get("choices") or _bare(spec["label"]) not in known)


def _bare(words: str) -> str:
    return "".join(letter for letter in words.casefold() if letter.isalnum())


def words_of(spec: Mapping[str, Any]) -> dict[str, Any]:
    """Return the words that visitors read; the order of the answers says nothing."""
    return {
        "label": spec["label"],
        "help": spec["help"],
        "choices": sorted(choice["label"] for choice in spec.get("choices", ())),
    }


def words_hash(spec: Mapping[str, Any], language: str) -> str:
    """Return the SHA-256 of a question: its words, their language, how it is asked and the kind of data named."""
    return canonical_hash([language, spec["kind"], spec["category"], words_of(spec)])


def approved_hashes(schema: Iterable[Mapping[str, Any]], language: str) -> frozenset[str]:
    """Return which questions of a schema are approved; one query, none where there is nothing to approve."""
    hashes = [words_hash(spec, language) for spec in schema if is_own(spec, language)]
    if not hashes:
        return frozenset()
    return frozenset(FieldApproval.objects.filter(words_hash__in=hashes).values_list("words_hash", flat=True))
