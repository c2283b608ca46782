"""Who is asked again about cookies, and whether people were told of what a purpose has come to be.

Since which release does an answer about cookies still cover what a group now does (C22)? An answer given on an earlier
release than a group's `since` is asked for again; a company loads nothing on an answer older than its own number. And
may data be used that were collected before a purpose changed (Art. 13(3); R90)?
"""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.conf import settings

from privacy.register.models.facts import Purpose
from privacy.register.models.releases import Release
from privacy.register.release import ReleasedPurpose, ReleasedRegister, Snapshot
from privacy.register.released_companies import AskedChange, AskedVersion, ReleasedCookie
from privacy.register.selectors import current_release, release_by_number

GROUP, VENDOR, COOKIE, CHANGED = "group", "vendor", "cookie", "changed"
# Answers lapse after 180 days, so nobody needs to be told of an older change.
TOLD_FOR = timedelta(days=200)
VENDOR_FACTS = ("role", "country_code", "safeguards", "hosts", "frame_hosts", "script")
GROUP_WORDS = ("label", "summary", "description", "phrase")
# The words that say what data are used for.
PURPOSE_WORDS = ("title", "description", "interest")


def asked_versions(
    before: Snapshot | None, after: Snapshot, *, number: int, material: bool, today: date
) -> dict[str, AskedVersion]:
    """Return what release `number` holds for each group that needs permission.

    A company, a cookie or a kind of data more is asked for whatever the editor says; other facts and words only
    when the change is `material` (EDPB 05/2020: consent is specific and informed). What falls away asks nobody.
    """
    optional = [group.key for group in after.facts.cookie_groups if not group.required]
    return {key: _version(before, after, key, number, material, today) for key in optional}


def _version(
    before: Snapshot | None, after: Snapshot, key: str, number: int, material: bool, today: date
) -> AskedVersion:
    companies = _companies(after.facts, key)
    if before is None or not _asked(before.facts, key):
        changes = () if before is None else (AskedChange(number, today, GROUP, key),)
        return AskedVersion(number, changes, dict.fromkeys(companies, number))
    old = before.facts.asked(key)
    found = changes_of(before, after, key, material=material)
    everything = any(what == CHANGED for what, _key in found)
    fresh = {name for what, name in found if what == VENDOR} | _owners(after.facts, key, found)
    vendors = {name: number if everything or name in fresh else old.vendors.get(name, 1) for name in companies}
    told = [change for change in old.changes if _still_told(change, after.facts, key, today)]
    told += [AskedChange(number, today, what, name) for what, name in found]
    return AskedVersion(number if found else old.since, tuple(told), vendors)


def changes_of(before: Snapshot, after: Snapshot, key: str, *, material: bool) -> list[tuple[str, str]]:
    """Return what a group's visitors have not been asked: (vendor | cookie | changed, its key)."""
    old, new = before.facts, after.facts
    found = [(VENDOR, name) for name in _companies(new, key) if name not in _companies(old, key)]
    known = {cookie.key for cookie in _cookies(old, key)}
    found += [(COOKIE, cookie.key) for cookie in _cookies(new, key) if cookie.key not in known]
    more_data = set(_categories(new, key)) - set(_categories(old, key))
    if more_data or (material and _meaning(before, after, key) != _meaning(after, before, key)):
        found.append((CHANGED, key))
    return found


def _still_told(change: AskedChange, after: ReleasedRegister, key: str, today: date) -> bool:
    there = {
        VENDOR: lambda: change.key in _companies(after, key),
        COOKIE: lambda: change.key in {cookie.key for cookie in _cookies(after, key)},
    }.get(change.what, lambda: True)
    return change.on > today - TOLD_FOR and there()


def _owners(after: ReleasedRegister, key: str, changes: Iterable[tuple[str, str]]) -> set[str]:
    added = {name for what, name in changes if what == COOKIE}
    return {cookie.vendor_key for cookie in _cookies(after, key) if cookie.key in added and cookie.vendor_key}


def _asked(register: ReleasedRegister, key: str) -> bool:
    group = register.cookie_groups_by_key.get(key)
    return bool(group and not group.required and (_cookies(register, key) or _companies(register, key)))


def _purpose(register: ReleasedRegister, key: str) -> ReleasedPurpose | None:
    group = register.cookie_groups_by_key.get(key)
    return register.purposes_by_key.get(group.purpose) if group and group.purpose else None


def _companies(register: ReleasedRegister, key: str) -> list[str]:
    """Return who receives data once the group is allowed: its own companies, and those its purpose names."""
    purpose = _purpose(register, key)
    own = {vendor.key for vendor in register.vendors if vendor.group == key}
    return sorted(own | {vendor.key for vendor in (purpose.vendors if purpose else ())})


def _cookies(register: ReleasedRegister, key: str) -> list[ReleasedCookie]:
    group = register.cookie_groups_by_key.get(key)
    return [cookie for cookie in (group.cookies if group else ()) if not cookie.staff_only]


def _categories(register: ReleasedRegister, key: str) -> frozenset[str]:
    purpose = _purpose(register, key)
    return purpose.category_keys if purpose else frozenset()


def _meaning(snapshot: Snapshot, other: Snapshot, key: str) -> dict[str, Any]:
    """Return what an editor may call material: facts and words of what both sides have in common."""
    register = snapshot.facts
    group, purpose = register.cookie_group(key), _purpose(register, key)
    both = [name for name in _companies(register, key) if name in _companies(other.facts, key)]
    names = {cookie.key for cookie in _cookies(other.facts, key)}
    cookies = [cookie for cookie in _cookies(register, key) if cookie.key in names]
    named = [("cookie_groups", key, GROUP_WORDS), ("purposes", group.purpose or "", ("title", "description"))]
    named += [("vendors", name, ("what", "receives")) for name in both]
    named += [("cookies", cookie.key, ("purpose",)) for cookie in cookies]
    return {
        "purpose": [group.purpose, purpose.basis if purpose else None],
        "companies": {name: [getattr(register.vendor(name), fact) for fact in VENDOR_FACTS] for name in both},
        "cookies": {cookie.key: [cookie.kind, cookie.duration_value, cookie.duration_unit] for cookie in cookies},
        "words": {
            language: [
                [snapshot.text(kind, name, language).get(field) for field in fields] for kind, name, fields in named
            ]
            for language in snapshot.languages
            if language in other.languages
        },
    }


def may_use_collected(purpose_key: str, *, release_number: int, collected_on: date, on: date) -> bool:
    """Tell whether data collected under an earlier release may be used for a purpose as it is now.

    They may if the purpose is what it was, or if people were told of the change after the data were collected
    and not later than `on`. A release nobody knows is no proof of what people were told. What is told no more, and a
    consent to what has ended, are no reason to use anything.
    """
    current = current_release()
    purpose = current.facts.purposes_by_key.get(purpose_key) if current else None
    if current is None or purpose is None or (purpose.ended and purpose.basis == Purpose.Basis.CONSENT):
        return False
    if release_number == current.number:
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
    if _purpose_words(before, purpose_key) == _purpose_words(current, purpose_key):
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
    return _purpose_words(release_by_number(number - 1), purpose_key) != _purpose_words(
        release_by_number(number), purpose_key
    )


def _purpose_words(release: Snapshot, purpose_key: str) -> list[str]:
    text = release.text("purposes", purpose_key, settings.LANGUAGE_CODE)
    return [text.get(name) for name in PURPOSE_WORDS]
