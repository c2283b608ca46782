"""The JSON in which a release keeps the register, made from the draft and read into objects; nobody else knows its shape."""

import hashlib
import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from cookie_consent.models import Cookie, CookieGroup
from django.conf import settings
from django.db.models import Q

from privacy.register.languages import live_languages
from privacy.register.models.cookie_facts import CookieFacts
from privacy.register.models.facts import Controller, DataCategory, Purpose, RetentionRule, Vendor
from privacy.register.models.releases import Release
from privacy.register.models.sections import PolicySection
from privacy.register.models.texts import TEXT_KINDS, RegisterText
from privacy.register.release import (
    NO_TEXT,
    ReleasedCategory,
    ReleasedController,
    ReleasedPeriod,
    ReleasedPurpose,
    ReleasedRegister,
    ReleasedText,
    Snapshot,
    Texts,
)
from privacy.register.released_companies import (
    AskedChange,
    AskedVersion,
    ReleasedCookie,
    ReleasedCookieGroup,
    ReleasedVendor,
)
from privacy.register.released_section import ReleasedSection

SCHEMA = 1
Data = dict[str, Any]
# What is only prepared is told nowhere: no release holds anything of it (R93).
PREPARED = Q(status=Purpose.Status.PREPARED)
OF_PREPARED = Q(purpose__status=Purpose.Status.PREPARED)


def canonical_hash(value: object) -> str:
    """Return the SHA-256 of a value's canonical JSON (sorted keys, UTF-8)."""
    return hashlib.sha256(json.dumps(value, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def draft_data(*, with_prepared: bool = False) -> Data:
    """Return facts, and texts of every live language, as plain JSON values; what is only prepared if it is asked for."""
    languages = live_languages()
    return {
        "schema": SCHEMA,
        "languages": languages,
        "controller": _controller(),
        "purposes": {purpose["key"]: purpose for purpose in _purposes(with_prepared)},
        "retention": {rule["key"]: rule for rule in _rules(with_prepared)},
        "vendors": {vendor["key"]: vendor for vendor in _vendors()},
        "cookie_groups": {group["key"]: group for group in _cookie_groups()},
        "sections": {section["key"]: section for section in _sections()},
        "categories": {
            key: {"key": key, "dpv": dpv}
            for key, dpv in DataCategory.objects.filter(archived_at=None).values_list("key", "dpv")
        },
        "texts": _texts(languages, with_prepared),
    }


def draft_hash() -> str:
    """Return what tells one state of the draft from another."""
    return canonical_hash(draft_data())


def fact_key(text: RegisterText) -> str:
    """Return the key under which a text is found in a release."""
    fact = text.fact
    if fact is None:
        return text.kind
    if isinstance(fact, CookieGroup):
        return fact.varname
    if isinstance(fact, Cookie):
        return cookie_key(fact)
    return fact.key


def cookie_key(cookie: Cookie) -> str:
    """Return a cookie's key: its name, and the domain it is set on when that is not ours."""
    return f"{cookie.name}@{cookie.domain}" if cookie.domain else cookie.name


def _controller() -> Data:
    controller = Controller.objects.first() or Controller(public_name="")
    names = [field.name for field in Controller._meta.concrete_fields if field.name != "id"]
    values = {name: getattr(controller, name) for name in names}
    outside = {"site_url": settings.SITE_URL, "data_countries": list(settings.DATA_COUNTRIES)}
    return {**values, "country": str(controller.country), **outside}


def _purposes(with_prepared: bool) -> list[Data]:
    told = Q() if with_prepared else ~PREPARED
    purposes = Purpose.objects.filter(told, archived_at=None).prefetch_related("uses__category", "vendors", "rules")
    return [
        {
            "key": purpose.key,
            "position": purpose.position,
            "section": purpose.section,
            # Left out while in use: releases made before purposes had a status hold none either.
            **({} if purpose.status == Purpose.Status.IN_USE else {"status": purpose.status}),
            "basis": purpose.basis,
            "source": purpose.source,
            "sends_mail": purpose.sends_mail,
            "needs_reply_channel": purpose.needs_reply_channel,
            "calls": purpose.calls,
            "noticed_on": purpose.noticed_on.isoformat() if purpose.noticed_on else None,
            # Left out while empty: releases made before these were asked for hold none either.
            **{name: getattr(purpose, name) for name in Purpose.ASSESSMENTS if getattr(purpose, name)},
            "categories": [
                {"key": use.category.key, "requirement": use.requirement}
                for use in purpose.uses.all()
                if not use.category.archived
            ],
            "vendors": sorted(vendor.key for vendor in purpose.vendors.all() if vendor.active and not vendor.archived),
            "retention": sorted(rule.key for rule in purpose.rules.all() if not rule.archived),
        }
        for purpose in purposes
    ]


def _rules(with_prepared: bool) -> list[Data]:
    told = Q() if with_prepared else ~OF_PREPARED
    return [
        {
            "key": rule.key,
            "purpose": rule.purpose.key,
            "store": rule.store,
            "value": None if rule.open_ended else rule.period_value,
            "unit": rule.period_unit,
            "trigger": rule.trigger,
            "action": rule.action,
            "confirmed_on": rule.confirmed_on.isoformat() if rule.confirmed_on else None,
        }
        for rule in RetentionRule.objects.filter(told, archived_at=None).select_related("purpose")
    ]


def _vendors() -> list[Data]:
    vendors = Vendor.objects.filter(archived_at=None, active=True).select_related("group")
    return [
        {
            "key": vendor.key,
            "name": vendor.name,
            "role": vendor.role,
            "country": str(vendor.country),
            "safeguards": vendor.safeguards,
            "contract_date": vendor.contract_date.isoformat() if vendor.contract_date else None,
            "is_example": vendor.is_example,
            "privacy_url": vendor.privacy_url,
            "cookie_url": vendor.cookie_url,
            "hosts": list(vendor.hosts),
            "frame_hosts": list(vendor.frame_hosts),
            "script": vendor.script,
            "script_id": vendor.script_id,
            "group": vendor.group.varname if vendor.group else None,
            "withdrawal": vendor.withdrawal,
        }
        for vendor in vendors
    ]


def _cookie_groups() -> list[Data]:
    groups = CookieGroup.objects.select_related("facts__purpose").prefetch_related("cookie_set__facts__vendor")
    return [
        {
            "key": group.varname,
            "position": group.ordering,
            "required": group.is_required,
            "purpose": group.facts.purpose.key if hasattr(group, "facts") else None,
            "cookies": [_cookie(cookie) for cookie in sorted(group.cookie_set.all(), key=cookie_key)],
        }
        for group in groups
    ]


def _sections() -> list[Data]:
    sections = PolicySection.objects.filter(archived_at=None)
    return [
        {
            "key": section.key,
            "document": section.document,
            "parent": section.parent.key if section.parent else None,
            "shows": section.shows,
            "basis": section.basis,
            "article": section.article,
            "position": section.position,
        }
        for section in sections.select_related("parent")
    ]


def _cookie(cookie: Cookie) -> Data:
    facts = getattr(cookie, "facts", None) or CookieFacts()
    return {
        "key": cookie_key(cookie),
        "name": cookie.name,
        "domain": cookie.domain,
        "vendor": facts.vendor.key if facts.vendor else None,
        "kind": facts.kind,
        "duration_value": facts.duration_value,
        "duration_unit": facts.duration_unit,
        "is_pattern": facts.is_pattern,
        "first_party": facts.first_party,
        "staff_only": facts.staff_only,
    }


def _texts(languages: list[str], with_prepared: bool) -> dict[str, dict[str, dict[str, Data]]]:
    """Return language → kind → key → words; one query a kind, however many languages there are."""
    texts: dict[str, dict[str, dict[str, Data]]] = {language: {} for language in languages}
    for kind, model in TEXT_KINDS.items():
        rows = model.objects.filter(locale__language_code__in=languages).select_related(*model.related())
        if kind == "purposes" and not with_prepared:
            rows = rows.exclude(OF_PREPARED)
        sources = {row.fact_id: row for row in rows if row.locale.language_code == settings.LANGUAGE_CODE}
        for language in languages:
            texts[language][kind] = {
                fact_key(row): _words(row, sources.get(row.fact_id))
                for row in rows
                if row.locale.language_code == language
            }
    return texts


def _words(row: RegisterText, source: RegisterText | None) -> Data:
    language = row.locale.language_code
    approved = language == settings.LANGUAGE_CODE or row.approved_hash == row.words_hash(source)
    hashed = canonical_hash([language, row.words()])
    return {**row.words(), "id": row.pk, "approved": approved, "sha256": hashed}


def draft(*, with_prepared: bool = False) -> Snapshot:
    """Return the register as it stands now, as the next release would tell it; what is only prepared if asked for."""
    return read(draft_data(with_prepared=with_prepared))


def released(release: Release) -> Snapshot:
    """Return the register as it was published."""
    return read(release.data, number=release.number, published_at=release.published_at, sha256=release.sha256)


def read(data: Data, **of_release: Any) -> Snapshot:
    """Return the objects that JSON stands for; `of_release` is the number, time and hash of a release."""
    of_register = {name: value for name, value in of_release.items() if name != "sha256"}
    registers = {language: _Reading(data, language).register(**of_register) for language in data["languages"]}
    return Snapshot(registers, **of_release)


def is_unchanged(before: Release, data: Data) -> bool:
    """Tell whether a release of the draft would hold word for word what the one before it does."""
    content = {name: value for name, value in before.data.items() if name not in ("asked", "documents")}
    return canonical_hash(content) == canonical_hash(_without_marks(data))


def released_data(data: Data, asked: Mapping[str, AskedVersion]) -> Data:
    """Return what a release of the draft keeps, with since when answers about each cookie group count."""
    return {**_without_marks(data), "asked": {key: _asked(version) for key, version in asked.items()}}


def with_documents(contents: Data, hashes: Mapping[str, Mapping[str, str]]) -> Data:
    """Return the contents of a release with the SHA-256 of each of its documents, by name and language."""
    return {**contents, "documents": hashes}


def document_hashes(release: Release) -> dict[str, dict[str, str]]:
    """Return what `with_documents` put into a release."""
    return dict(release.data.get("documents", {}))


def is_intact(release: Release) -> bool:
    """Tell whether the contents of a release are those that its SHA-256 was taken of."""
    return canonical_hash(release.data) == release.sha256


def _without_marks(data: Data) -> Data:
    """Return the draft as a release keeps it: which row a text stands in, and its approval, only concern drafting."""
    texts = {
        language: {
            kind: {
                key: {name: value for name, value in words.items() if name not in ("id", "approved")}
                for key, words in rows.items()
            }
            for kind, rows in kinds.items()
        }
        for language, kinds in data["texts"].items()
    }
    return {**data, "texts": texts}


def _asked(version: AskedVersion) -> Data:
    changes = [
        {"release": change.release, "date": change.on.isoformat(), "what": change.what, "key": change.key}
        for change in version.changes
    ]
    return {"since": version.since, "changes": changes, "vendors": dict(version.vendors)}


class _Reading:
    """Joins the facts of a snapshot's JSON with its texts in one language."""

    def __init__(self, data: Data, language: str) -> None:
        self.data = data
        self.language = language
        self.texts = _read_texts(data["texts"].get(language, {}))
        self.periods = {key: ReleasedPeriod(**facts) for key, facts in data["retention"].items()}
        by_name = sorted(data["vendors"].values(), key=lambda vendor: vendor["name"])
        self.vendors = {facts["key"]: self.vendor(facts) for facts in by_name}

    def register(self, **of_release: Any) -> ReleasedRegister:
        # A release made before these facts came or went tells of them what its own words say.
        facts = dict(self.data["controller"])
        facts.pop("hosting_region", None)
        purposes = sorted(self.data["purposes"].values(), key=lambda purpose: (purpose["position"], purpose["key"]))
        groups = sorted(self.data["cookie_groups"].values(), key=lambda group: group["position"])
        return ReleasedRegister(
            language=self.language,
            controller=ReleasedController(
                country_code=facts.pop("country"), data_countries=tuple(facts.pop("data_countries", ())), **facts
            ),
            category_keys=tuple(self.data["categories"]),
            purposes=tuple(self.purpose(purpose) for purpose in purposes),
            periods=tuple(self.periods.values()),
            vendors=tuple(self.vendors.values()),
            cookie_groups=tuple(self.cookie_group(group) for group in groups),
            sections=tuple(self.section(section) for section in self.data.get("sections", {}).values()),
            texts=self.texts,
            asked_versions={key: _read_asked(version) for key, version in self.data.get("asked", {}).items()},
            **of_release,
        )

    def words(self, kind: str, key: str) -> Data:
        words = self.text(kind, key).words
        return {name: words[name] for name in TEXT_KINDS[kind].text_fields if name in words}

    def text(self, kind: str, key: str) -> ReleasedText:
        return self.texts.get(kind, {}).get(key, NO_TEXT)

    def vendor(self, facts: Data) -> ReleasedVendor:
        values = {**facts, "hosts": tuple(facts["hosts"]), "frame_hosts": tuple(facts["frame_hosts"])}
        return ReleasedVendor(country_code=values.pop("country"), **values, **self.words("vendors", facts["key"]))

    def purpose(self, facts: Data) -> ReleasedPurpose:
        names = ("key", "section", "basis", "source", "sends_mail", "needs_reply_channel")
        return ReleasedPurpose(
            **{name: facts[name] for name in names},
            # A release that does not say whether people may be called called those who asked for a reply.
            calls=bool(facts.get("calls", facts["needs_reply_channel"])),
            status=facts.get("status", Purpose.Status.IN_USE),
            noticed_on=date.fromisoformat(facts["noticed_on"]) if facts["noticed_on"] else None,
            **{name: facts.get(name, "") for name in Purpose.ASSESSMENTS},
            **self.words("purposes", facts["key"]),
            categories=tuple(self.category(use) for use in facts["categories"]),
            periods=tuple(self.periods[key] for key in facts["retention"] if key in self.periods),
            vendors=tuple(self.vendors[key] for key in facts["vendors"] if key in self.vendors),
            text_hash=self.text("purposes", facts["key"]).sha256,
        )

    def category(self, use: Mapping[str, str]) -> ReleasedCategory:
        return ReleasedCategory(**{"label": use["key"], **self.words("categories", use["key"]), **use})

    def cookie_group(self, facts: Data) -> ReleasedCookieGroup:
        key = facts["key"]
        return ReleasedCookieGroup(
            key=key,
            required=facts["required"],
            purpose=facts["purpose"],
            declared_cookies=tuple(self.cookie(cookie) for cookie in facts["cookies"]),
            vendors=tuple(vendor for vendor in self.vendors.values() if vendor.group == key),
            text_hash=self.text("cookie_groups", key).sha256,
            **{"label": key, **self.words("cookie_groups", key)},
        )

    def section(self, facts: Data) -> ReleasedSection:
        return ReleasedSection(**{"heading": facts["key"], **facts, **self.words("sections", facts["key"])})

    def cookie(self, facts: Data) -> ReleasedCookie:
        values = {**facts, "vendor_key": facts["vendor"], "vendor": self.vendors.get(facts["vendor"])}
        return ReleasedCookie(**values, **self.words("cookies", facts["key"]))


def _read_texts(kinds: Mapping[str, Mapping[str, Data]]) -> Texts:
    return {kind: {key: _read_text(row) for key, row in rows.items()} for kind, rows in kinds.items()}


def _read_text(row: Data) -> ReleasedText:
    words = {name: value for name, value in row.items() if name not in ("id", "approved", "sha256")}
    return ReleasedText(words, row.get("sha256", ""), row.get("id"), row.get("approved", True))


def _read_asked(version: Data) -> AskedVersion:
    changes = (
        AskedChange(row["release"], date.fromisoformat(row["date"]), row["what"], row["key"])
        for row in version["changes"]
    )
    return AskedVersion(version["since"], tuple(changes), version["vendors"])
