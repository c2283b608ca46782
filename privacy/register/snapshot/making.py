"""The draft as the JSON in which a release keeps the register."""

from collections.abc import Mapping

from cookie_consent.models import Cookie, CookieGroup
from django.conf import settings
from django.db.models import Q

from privacy.keys.canonical import canonical_hash
from privacy.register.languages import live_languages
from privacy.register.models.cookie_facts import CookieFacts
from privacy.register.models.facts import Controller, DataCategory, Purpose, RetentionRule, Vendor
from privacy.register.models.releases import Release
from privacy.register.models.sections import PolicySection
from privacy.register.models.texts import TEXT_KINDS, RegisterText
from privacy.register.providers import configured
from privacy.register.released_companies import AskedVersion
from privacy.register.snapshot.reading import Data

SCHEMA = 1
# What is only prepared is told nowhere: no release holds anything of it (R93).
PREPARED = Q(status=Purpose.Status.PREPARED)
OF_PREPARED = Q(purpose__status=Purpose.Status.PREPARED)


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
    outside = {
        "site_url": settings.SITE_URL,
        "data_countries": list(settings.DATA_COUNTRIES),
        "providers": [[place, key] for place, key in configured().items()],
    }
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
            # Left out while nothing is said: releases made before this was asked for hold none either.
            **({"subprocessors_url": vendor.subprocessors_url} if vendor.subprocessors_url else {}),
            **({"uses_nobody": True} if vendor.uses_nobody else {}),
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
