"""The register as it stands now, in the shape in which a release keeps it."""

import hashlib
import json
from typing import Any

from cookie_consent.models import Cookie, CookieGroup
from django.conf import settings
from wagtail.models import Locale, Page

from privacy.register.models.facts import Controller, CookieFacts, Purpose, RetentionRule, Vendor
from privacy.register.models.texts import TEXT_MODELS, RegisterText

SCHEMA = 1


def live_languages() -> list[str]:
    """Return the languages that visitors can read: the source, and those whose home page is live."""
    live = set(
        Locale.objects.filter(pk__in=Page.objects.filter(depth=2, live=True).values("locale")).values_list(
            "language_code", flat=True
        )
    )
    return [code for code, _name in settings.LANGUAGES if code in live or code == settings.LANGUAGE_CODE]


def canonical_hash(value: object) -> str:
    """Return the SHA-256 of a value's canonical JSON (sorted keys, UTF-8)."""
    return hashlib.sha256(json.dumps(value, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def draft_data() -> dict[str, Any]:
    """Return facts, and texts of every live language, as plain JSON values."""
    languages = live_languages()
    return {
        "schema": SCHEMA,
        "languages": languages,
        "controller": _controller(),
        "purposes": {purpose["key"]: purpose for purpose in _purposes()},
        "retention": {rule["key"]: rule for rule in _rules()},
        "vendors": {vendor["key"]: vendor for vendor in _vendors()},
        "cookie_groups": {group["key"]: group for group in _cookie_groups()},
        "categories": {
            key: {"key": key, "dpv": dpv}
            for key, dpv in Purpose.categories.field.related_model.objects.filter(archived_at=None).values_list(
                "key", "dpv"
            )
        },
        "texts": _texts(languages),
    }


def fact_key(text: RegisterText) -> str:
    """Return the key under which a text is found in a release."""
    fact = text.fact
    if fact is None:
        return TEXT_KINDS[type(text).__name__]
    if isinstance(fact, CookieGroup):
        return fact.varname
    if isinstance(fact, Cookie):
        return cookie_key(fact)
    return fact.key  # type: ignore[attr-defined,no-any-return]


def cookie_key(cookie: Cookie) -> str:
    """Return a cookie's key: its name, and the domain it is set on when that is not ours."""
    return f"{cookie.name}@{cookie.domain}" if cookie.domain else cookie.name


def _controller() -> dict[str, Any]:
    controller = Controller.objects.first() or Controller(public_name="")
    names = [field.name for field in Controller._meta.concrete_fields if field.name != "id"]
    values = {name: getattr(controller, name) for name in names}
    return {**values, "country": str(controller.country), "site_url": settings.SITE_URL}


def _purposes() -> list[dict[str, Any]]:
    purposes = Purpose.objects.filter(archived_at=None).prefetch_related("uses__category", "vendors", "rules")
    return [
        {
            "key": purpose.key,
            "position": purpose.position,
            "section": purpose.section,
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


def _rules() -> list[dict[str, Any]]:
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
        for rule in RetentionRule.objects.filter(archived_at=None).select_related("purpose")
    ]


def _vendors() -> list[dict[str, Any]]:
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


def _cookie_groups() -> list[dict[str, Any]]:
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


def _cookie(cookie: Cookie) -> dict[str, Any]:
    facts = getattr(cookie, "facts", None) or CookieFacts()
    return {
        "key": cookie_key(cookie),
        "name": cookie.name,
        "domain": cookie.domain,
        "vendor": facts.vendor.key if facts.vendor_id else None,
        "kind": facts.kind,
        "duration_value": facts.duration_value,
        "duration_unit": facts.duration_unit,
        "is_pattern": facts.is_pattern,
        "first_party": facts.first_party,
        "staff_only": facts.staff_only,
    }


TEXT_KINDS = {
    "PurposeText": "purposes",
    "DataCategoryText": "categories",
    "VendorText": "vendors",
    "CookieGroupText": "cookie_groups",
    "CookieText": "cookies",
    "BannerText": "banner",
}


def _texts(languages: list[str]) -> dict[str, dict[str, dict[str, dict[str, Any]]]]:
    """Return language → kind → key → words; one query a kind, however many languages there are."""
    texts: dict[str, dict[str, dict[str, dict[str, Any]]]] = {language: {} for language in languages}
    for model in TEXT_MODELS:
        rows = model.objects.filter(locale__language_code__in=languages).select_related(*model.related())
        sources = {row.fact_id: row for row in rows if row.locale.language_code == settings.LANGUAGE_CODE}
        for language in languages:
            texts[language][TEXT_KINDS[model.__name__]] = {
                fact_key(row): _words(row, sources.get(row.fact_id))
                for row in rows
                if row.locale.language_code == language
            }
    return texts


def _words(row: RegisterText, source: RegisterText | None) -> dict[str, Any]:
    language = row.locale.language_code
    approved = language == settings.LANGUAGE_CODE or row.approved_hash == row.words_hash(source)
    hashed = canonical_hash([language, row.words()])
    return {**row.words(), "id": row.pk, "approved": approved, "sha256": hashed}
