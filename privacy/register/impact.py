"""What a release would do, in numbers; higher rooms add theirs with `@release_effect`."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from privacy.register.differences import Difference


@dataclass(frozen=True)
class Effect:
    """One number with what it means: "3 purposes change"."""

    number: int
    sentence: str


Measure = Callable[[Difference], Iterable[Effect]]
_measures: list[Measure] = []


def release_effect(measure: Measure) -> Measure:
    """Decorator: add a measure of what a release would do."""
    _measures.append(measure)
    return measure


def effects(difference: Difference) -> list[Effect]:
    """Return every effect of releasing the draft."""
    return [effect for measure in _measures for effect in measure(difference)]


@dataclass(frozen=True)
class Deletion:
    """Records that the next daily run would delete because of a release, and what they are."""

    number: int
    what: str


DeletionMeasure = Callable[[Difference], Iterable[Deletion]]
_deletion_measures: list[DeletionMeasure] = []


def release_deletes(measure: DeletionMeasure) -> DeletionMeasure:
    """Decorator: add a measure of what a release would have deleted; whoever releases is asked twice then."""
    _deletion_measures.append(measure)
    return measure


def deletions(difference: Difference) -> list[Deletion]:
    """Return everything that the next daily run would delete because of the draft."""
    return [deletion for measure in _deletion_measures for deletion in measure(difference)]


@release_effect
def register_effects(difference: Difference) -> Iterable[Effect]:
    """What the register itself knows."""
    for group in difference.groups:
        if group.key == "texts":
            languages = len({change.language for change in group.changes})
            sentence = ngettext("text changes, in %(n)d language", "texts change, in %(n)d languages", languages)
            yield Effect(len(group.changes), sentence % {"n": languages})
        else:
            yield Effect(len(group.changes), _("under “%(group)s”") % {"group": group.label})
