"""Whether people were told of what a purpose has come to be since their data were collected (Art. 13(3); R90)."""

from datetime import date
from typing import Any

from django.conf import settings

from privacy.register.models.releases import Release
from privacy.register.selectors import current_release, release_by_number

# The words that say what data are used for.
WORDS = ("title", "description", "interest")


def may_use_collected(purpose_key: str, *, release_number: int, collected_on: date, on: date) -> bool:
    """Tell whether data collected under an earlier release may be used for a purpose as it is now.

    They may if the purpose is what it was, or if people were told of the change after the data were collected
    and not later than `on`. A release nobody knows is no proof of what people were told.
    """
    current = current_release()
    if current is None or release_number == current.number or purpose_key not in current.data["purposes"]:
        return True
    if not changed_since(purpose_key, release_number):
        return True
    noticed_on = current.data["purposes"][purpose_key]["noticed_on"]
    return bool(noticed_on) and collected_on <= date.fromisoformat(noticed_on) <= on


def changed_since(purpose_key: str, release_number: int) -> bool:
    """Tell whether the release in force uses a purpose's data for more, or says so in a material release."""
    current = current_release()
    if current is None:
        return False
    try:
        before = release_by_number(release_number).data
    except Release.DoesNotExist:
        return True
    if widened(before, current.data, purpose_key):
        return True
    if _words(before, purpose_key) == _words(current.data, purpose_key):
        return False
    since = Release.objects.filter(number__gt=release_number, number__lte=current.number)
    numbers = since.filter(material=True).values_list("number", flat=True)
    return any(_reworded_in(number, purpose_key) for number in numbers)


def widened(before: dict[str, Any], after: dict[str, Any], purpose_key: str) -> bool:
    """Tell whether a purpose came to use more: another basis, more kinds of data, more companies, e-mail."""
    old, new = (data["purposes"].get(purpose_key) for data in (before, after))
    if not new:
        return False
    if not old or old["basis"] != new["basis"]:
        return True
    used = {use["key"] for use in new["categories"]} - {use["key"] for use in old["categories"]}
    received = set(new["vendors"]) - set(old["vendors"])
    return bool(used or received or (new["sends_mail"] and not old["sends_mail"]))


def _reworded_in(number: int, purpose_key: str) -> bool:
    before, after = release_by_number(number - 1).data, release_by_number(number).data
    return _words(before, purpose_key) != _words(after, purpose_key)


def _words(data: dict[str, Any], purpose_key: str) -> list[str]:
    text = data["texts"].get(settings.LANGUAGE_CODE, {}).get("purposes", {}).get(purpose_key, {})
    return [text.get(name, "") for name in WORDS]
