"""Reads of the policy: a release as the privacy page tells it, and its versions."""

from dataclasses import dataclass
from functools import cached_property

from django.conf import settings
from django.utils.translation import get_language

from privacy.register.differences import Difference, compare
from privacy.register.models.facts import Purpose
from privacy.register.models.releases import Release
from privacy.register.release import ReleasedPurpose, ReleasedRegister, Snapshot
from privacy.register.selectors import current_release, release_by_number


@dataclass(frozen=True)
class BasisView:
    """A legal basis with the purposes that rest on it."""

    key: str
    label: str
    purposes: tuple[ReleasedPurpose, ...]


@dataclass(frozen=True)
class PolicyView:
    """One release in one language, grouped as the policy page tells it."""

    released: Snapshot
    register: ReleasedRegister
    current: bool

    @property
    def purposes(self) -> tuple[ReleasedPurpose, ...]:
        """The purposes of §2: those of cookies are told with their cookies."""
        return tuple(purpose for purpose in self.register.purposes if purpose.source != Purpose.Source.COOKIES)

    @cached_property
    def bases(self) -> tuple[BasisView, ...]:
        """The legal bases in use, in the order of the law (Art. 6(1))."""
        found = []
        for key, label in Purpose.Basis.choices:
            purposes = tuple(purpose for purpose in self.register.purposes if purpose.basis == key)
            if purposes:
                found.append(BasisView(key, str(label), purposes))
        return tuple(found)

    @property
    def timed_purposes(self) -> tuple[ReleasedPurpose, ...]:
        """The purposes with periods of their own; the others keep only what the cookie tables say."""
        return tuple(purpose for purpose in self.register.purposes if purpose.periods)

    @property
    def languages(self) -> list[tuple[str, str]]:
        """The languages of the release, as code and own name."""
        names = dict(settings.LANGUAGES)
        return [(code, names.get(code, code)) for code in self.released.languages]

    @property
    def consents(self) -> tuple[ReleasedPurpose, ...]:
        return tuple(purpose for purpose in self.register.purposes if purpose.basis == Purpose.Basis.CONSENT)


def policy_view(language: str | None = None, number: int | None = None) -> PolicyView | None:
    """Return a release as the policy tells it: the one in force unless `number` is given; None if there is none."""
    current = current_release()
    if current is None:
        return None
    try:
        released = release_by_number(number) if number is not None else current
    except Release.DoesNotExist:
        return None
    register = released.in_language(language or get_language() or settings.LANGUAGE_CODE)
    return PolicyView(released, register, current=released.number == current.number)


def releases() -> list[Release]:
    """Return every release without its contents, the newest first."""
    return list(Release.objects.defer("data").order_by("-number"))


def difference(older: int, newer: int, language: str) -> Difference | None:
    """Return what changed from one release to another in a language; None if either does not exist."""
    try:
        before, after = release_by_number(older), release_by_number(newer)
    except Release.DoesNotExist:
        return None
    return compare(before, after, languages=[language])
