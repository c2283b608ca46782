"""What a person was told and agreed to, word for word, from the ledger and the releases it names (Art. 5(2), 7(1))."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import groupby

from django.conf import settings

from privacy.keys.canonical import canonical_hash
from privacy.ledger.models import LedgerEvent
from privacy.ledger.verify import problems_of
from privacy.register.models.facts import Purpose
from privacy.register.models.releases import Release
from privacy.register.models.texts import PurposeText
from privacy.register.selectors import release_by_number, released_register


@dataclass(frozen=True)
class Words:
    """What stood on the screen: labelled pieces, the version of the policy and the language they are from."""

    pieces: tuple[tuple[str, str], ...]
    version: int
    language: str


@dataclass(frozen=True)
class Shown:
    """One event with its words; None when no release holds words of the recorded hash."""

    event: LedgerEvent
    basis: str
    language: str
    words: Words | None


@dataclass(frozen=True)
class Chain:
    """Everything that happened to one use of one person's data, and what of it no longer holds."""

    title: str
    events: tuple[Shown, ...]
    problems: tuple[str, ...]

    @property
    def goes_on(self) -> bool:
        """Whether the last thing that happened allows the use."""
        return self.events[-1].event.action not in ("refused", "withdrawn", "objected")


def proof_of(subject_ids: Iterable[int]) -> list[Chain]:
    """Return the chains of these subjects, in the order of the policy, in the active language."""
    ids = list(subject_ids)
    register = released_register()
    titles = {purpose.key: purpose.title for purpose in register.purposes} if register else {}
    order = {key: number for number, key in enumerate(titles)}
    broken: dict[tuple[int, str], list[str]] = {}
    for problem in problems_of(ids):
        broken.setdefault((problem.subject, problem.purpose_key), []).append(problem.what)
    events = LedgerEvent.objects.filter(subject__in=ids).order_by("subject", "purpose_key", "sequence")
    # Most events share their words with another: each is looked up once.
    words = cache(words_shown)
    chains = [
        (
            key,
            Chain(
                titles.get(key[1], key[1]), tuple(_shown(event, words) for event in group), tuple(broken.get(key, ()))
            ),
        )
        for key, group in groupby(events, key=lambda event: (event.subject_id, event.purpose_key))
    ]
    return [chain for _key, chain in sorted(chains, key=lambda one: (order.get(one[0][1], len(order)), one[0]))]


def _shown(event: LedgerEvent, words: Callable[..., Words | None]) -> Shown:
    return Shown(
        event,
        str(dict(Purpose.Basis.choices).get(event.basis, event.basis)),
        str(dict(settings.LANGUAGES).get(event.language, event.language)),
        words(event.purpose_key, event.text_hash, version=event.release_number, language=event.language),
    )


def words_shown(purpose_key: str, text_hash: str, *, version: int, language: str) -> Words | None:
    """Return the words of a purpose that have this SHA-256; in the named release first, which a withdrawal need not share."""
    others = Release.objects.exclude(number=version).order_by("-number").values_list("number", flat=True)
    for number in (version, *others):
        for code, words in _texts(number, purpose_key, language):
            if canonical_hash([code, words]) == text_hash:
                pieces = [(_label(name), words.get(name, "")) for name in PurposeText.text_fields]
                return Words(tuple(piece for piece in pieces if piece[1]), number, code)
    return None


def _texts(number: int, purpose_key: str, language: str) -> Iterable[tuple[str, Mapping[str, str]]]:
    """Yield the words of a purpose in a release by language, the one that is most likely first."""
    try:
        release = release_by_number(number)
    except Release.DoesNotExist:
        return
    for code in sorted(release.languages, key=lambda code: code != language):
        if text := release.text("purposes", purpose_key, code):
            yield code, text.words


def _label(name: str) -> str:
    label = str(PurposeText._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
    return label[:1].upper() + label[1:]
