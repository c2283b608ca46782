"""Who is asked again: since which release an answer about cookies still covers what a group now does (C22).

A release holds, per cookie group, `{"since": n, "changes": [...], "vendors": {key: n}}`. An answer given on an
earlier release than `since` is asked for again; a company loads nothing on an answer older than its own number.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

Data = dict[str, Any]
GROUP, VENDOR, COOKIE, CHANGED = "group", "vendor", "cookie", "changed"
# Answers lapse after 180 days, so nobody needs to be told of an older change.
TOLD_FOR = timedelta(days=200)
VENDOR_FACTS = ("role", "country", "safeguards", "hosts", "frame_hosts", "script")
GROUP_WORDS = ("label", "summary", "description", "phrase")


def asked_versions(before: Data | None, after: Data, *, number: int, material: bool, today: date) -> dict[str, Data]:
    """Return what release `number` holds for each group that needs permission.

    A company, a cookie or a kind of data more is asked for whatever the editor says; other facts and words only
    when the change is `material` (EDPB 05/2020: consent is specific and informed). What falls away asks nobody.
    """
    groups = {key: facts for key, facts in after["cookie_groups"].items() if not facts["required"]}
    return {key: _version(before, after, key, number, material, today) for key in groups}


def _version(before: Data | None, after: Data, key: str, number: int, material: bool, today: date) -> Data:
    companies = _companies(after, key)
    if before is None or not _asked(before, key):
        changes = [] if before is None else [_change(GROUP, key, number, today)]
        return {"since": number, "changes": changes, "vendors": dict.fromkeys(companies, number)}
    old = before.get("asked", {}).get(key, {"since": 1, "changes": [], "vendors": {}})
    changes = changes_of(before, after, key, material=material)
    everything = any(what == CHANGED for what, _key in changes)
    fresh = {name for what, name in changes if what == VENDOR} | _owners(after, key, changes)
    vendors = {name: number if everything or name in fresh else old["vendors"].get(name, 1) for name in companies}
    told = [row for row in old["changes"] if _still_told(row, after, key, today)]
    told += [_change(what, name, number, today) for what, name in changes]
    return {"since": number if changes else old["since"], "changes": told, "vendors": vendors}


def changes_of(before: Data, after: Data, key: str, *, material: bool) -> list[tuple[str, str]]:
    """Return what a group's visitors have not been asked: (vendor | cookie | changed, its key)."""
    found = [(VENDOR, name) for name in _companies(after, key) if name not in _companies(before, key)]
    known = {cookie["key"] for cookie in _cookies(before, key)}
    found += [(COOKIE, cookie["key"]) for cookie in _cookies(after, key) if cookie["key"] not in known]
    more_data = set(_categories(after, key)) - set(_categories(before, key))
    if more_data or (material and _meaning(before, after, key) != _meaning(after, before, key)):
        found.append((CHANGED, key))
    return found


def _change(what: str, key: str, number: int, today: date) -> Data:
    return {"release": number, "date": today.isoformat(), "what": what, "key": key}


def _still_told(row: Data, after: Data, key: str, today: date) -> bool:
    there = {
        VENDOR: lambda: row["key"] in _companies(after, key),
        COOKIE: lambda: row["key"] in {cookie["key"] for cookie in _cookies(after, key)},
    }.get(row["what"], lambda: True)
    return date.fromisoformat(row["date"]) > today - TOLD_FOR and there()


def _owners(after: Data, key: str, changes: Iterable[tuple[str, str]]) -> set[str]:
    added = {name for what, name in changes if what == COOKIE}
    return {cookie["vendor"] for cookie in _cookies(after, key) if cookie["key"] in added and cookie["vendor"]}


def _asked(data: Data, key: str) -> bool:
    group = data["cookie_groups"].get(key)
    return bool(group and not group["required"] and (_cookies(data, key) or _companies(data, key)))


def _companies(data: Data, key: str) -> list[str]:
    """Return who receives data once the group is allowed: its own companies, and those its purpose names."""
    purpose = data["purposes"].get(data["cookie_groups"].get(key, {}).get("purpose") or "", {})
    own = {name for name, vendor in data["vendors"].items() if vendor["group"] == key}
    return sorted(own | {name for name in purpose.get("vendors", ()) if name in data["vendors"]})


def _cookies(data: Data, key: str) -> list[Data]:
    cookies = data["cookie_groups"].get(key, {}).get("cookies", ())
    return [row for row in cookies if not row["staff_only"] and row["vendor"] in (None, *data["vendors"])]


def _categories(data: Data, key: str) -> list[str]:
    purpose = data["purposes"].get(data["cookie_groups"].get(key, {}).get("purpose") or "", {})
    return [use["key"] for use in purpose.get("categories", ())]


def _meaning(data: Data, other: Data, key: str) -> Data:
    """Return what an editor may call material: facts and words of what both sides have in common."""
    group = data["cookie_groups"][key]
    purpose = data["purposes"].get(group["purpose"] or "", {})
    both = [name for name in _companies(data, key) if name in _companies(other, key)]
    names = {cookie["key"] for cookie in _cookies(other, key)}
    cookies = [row for row in _cookies(data, key) if row["key"] in names]
    return {
        "purpose": [group["purpose"], purpose.get("basis")],
        "companies": {name: [data["vendors"][name].get(fact) or "" for fact in VENDOR_FACTS] for name in both},
        "cookies": {row["key"]: [row["kind"], row["duration_value"], row["duration_unit"]] for row in cookies},
        "words": {
            language: _words(data, language, key, group["purpose"] or "", both, [row["key"] for row in cookies])
            for language in data["texts"]
            if language in other["texts"]
        },
    }


def _words(data: Data, language: str, key: str, purpose: str, companies: list[str], cookies: list[str]) -> list[Any]:
    texts = data["texts"][language]

    def read(kind: str, name: str, fields: Iterable[str]) -> list[str]:
        row = texts.get(kind, {}).get(name, {})
        return [row.get(field, "") for field in fields]

    return [
        read("cookie_groups", key, GROUP_WORDS),
        read("purposes", purpose, ("title", "description")),
        *(read("vendors", name, ("what", "receives")) for name in companies),
        *(read("cookies", name, ("purpose",)) for name in cookies),
    ]
