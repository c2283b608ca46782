"""Whether people were told of what a purpose has come to be since their data were collected (Art. 13(3); R90)."""

from datetime import date

from django.conf import settings

from privacy.register.models.releases import Release
from privacy.register.release import ReleasedPurpose, Snapshot
from privacy.register.selectors import current_release, release_by_number

# The words that say what data are used for.
WORDS = ("title", "description", "interest")


def may_use_collected(purpose_key: str, *, release_number: int, collected_on: date, on: date) -> bool:
    """Tell whether data collected under an earlier release may be used for a purpose as it is now.

    They may if the purpose is what it was, or if people were told of the change after the data were collected
    and not later than `on`. A release nobody knows is no proof of what people were told.
    """
    current = current_release()
    purpose = current.facts.purposes_by_key.get(purpose_key) if current else None
    if current is None or purpose is None or release_number == current.number:
        return True
    if not changed_since(purpose_key, release_number):
        return True
    return purpose.noticed_on is not None and collected_on <= purpose.noticed_on <= on


def changed_since(purpose_key: str, release_number: int) -> bool:
    """Tell whether the release in force uses a purpose's data for more, or says so in a material release."""
    current = current_release()
    if current is None:
        return False
    try:
        before = release_by_number(release_number)
    except Release.DoesNotExist:
        return True
    purpose = current.facts.purposes_by_key.get(purpose_key)
    if purpose and widened(before.facts.purposes_by_key.get(purpose_key), purpose):
        return True
    if _words(before, purpose_key) == _words(current, purpose_key):
        return False
    since = Release.objects.filter(number__gt=release_number, number__lte=current.number)
    numbers = since.filter(material=True).values_list("number", flat=True)
    return any(_reworded_in(number, purpose_key) for number in numbers)


def widened(before: ReleasedPurpose | None, after: ReleasedPurpose) -> bool:
    """Tell whether a purpose came to use more: another basis, more kinds of data, more companies, e-mail."""
    if before is None or before.basis != after.basis:
        return True
    used = after.category_keys - before.category_keys
    received = {vendor.key for vendor in after.vendors} - {vendor.key for vendor in before.vendors}
    return bool(used or received or (after.sends_mail and not before.sends_mail))


def _reworded_in(number: int, purpose_key: str) -> bool:
    return _words(release_by_number(number - 1), purpose_key) != _words(release_by_number(number), purpose_key)


def _words(release: Snapshot, purpose_key: str) -> list[str]:
    text = release.text("purposes", purpose_key, settings.LANGUAGE_CODE)
    return [text.get(name) for name in WORDS]
