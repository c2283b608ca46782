"""The sample register: the policy's facts and English texts, and their first release."""

from datetime import datetime
from typing import Any

from cookie_consent.models import Cookie, CookieGroup
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _
from wagtail.models import Locale

from privacy.register.banner import default_words
from privacy.register.languages import live_languages
from privacy.register.models.cookie_facts import CookieFacts, CookieGroupFacts
from privacy.register.models.facts import (
    EXAMPLE,
    Controller,
    DataCategory,
    Purpose,
    PurposeCategory,
    RetentionRule,
    Vendor,
)
from privacy.register.models.releases import Release
from privacy.register.models.sections import PolicySection, SectionText
from privacy.register.models.texts import (
    BannerText,
    CookieGroupText,
    CookieText,
    DataCategoryText,
    PurposeText,
    VendorText,
)
from privacy.register.sample import facts, texts
from privacy.register.sample.sections import SECTIONS
from privacy.register.selectors import current_release
from privacy.register.services import NothingToRelease, ReleaseRefused, publish_release

FIRST_NOTE = _("First version: the policy's purposes, data, legal bases, periods, companies and cookies.")
LATER_NOTE = _("Added what the sample site gained.")
LANGUAGES_NOTE = _("The same policy in every language of the site.")


@transaction.atomic
def load(*, now: datetime | None = None) -> Release | None:
    """Add what the register lacks and publish it; rows that exist are left as their editors made them.

    Returns the release it published, if any. A first release that is refused raises ReleaseRefused.
    """
    added = add_missing(examples=True)
    first = not Release.objects.exists()
    if not first and not added:
        return None
    try:
        return _publish(FIRST_NOTE if first else LATER_NOTE, material=True, now=now or timezone.now())
    except NothingToRelease:
        return None
    except ReleaseRefused:
        if first:
            raise
        return None


@transaction.atomic
def add_missing(*, examples: bool) -> int:
    """Add what the register lacks, and return how many rows that were; nothing is published.

    With `examples`, companies are switched on by contracts and numbers marked EXAMPLE. Without, they are there, off, and
    wait for real ones.
    """
    added = sum([_controller(), _categories(), _cookie_groups(), _vendors(examples), _purposes(), _rules(), _cookies()])
    return added + sum([_group_purposes(), _texts(), _sections()])


def release_first(*, now: datetime) -> Release:
    """Publish the first release in every live language; raises as `publish_release` does."""
    return _publish(FIRST_NOTE, material=True, now=now)


def release_languages(*, now: datetime) -> Release | None:
    """Publish the register again when the site speaks languages or has banner words that the release does not.

    Returns the release it published, if any; refused while texts of a language are missing.
    """
    current = current_release()
    if current is None or all(current.text("banner", "banner", language) for language in live_languages()):
        return None
    try:
        return _publish(LANGUAGES_NOTE, material=False, now=now)
    except (NothingToRelease, ReleaseRefused):
        return None


def _publish(note: str, *, material: bool, now: datetime) -> Release:
    """Publish the register with a note in every live language."""
    notes = {}
    for language in live_languages():
        with translation.override(language):
            notes[language] = gettext(note)
    return publish_release(user=None, note=note, notes=notes, material=material, now=now)


def _ensure(model: type, defaults: dict[str, Any], **lookup: Any) -> tuple[Any, bool]:
    return model._default_manager.get_or_create(**lookup, defaults=defaults)  # type: ignore[attr-defined]


def _controller() -> int:
    if Controller.objects.exists():
        return 0
    Controller.objects.create(**facts.CONTROLLER)
    return 1


def _categories() -> int:
    added = 0
    for position, (key, (dpv, _label, _explanation)) in enumerate(texts.CATEGORIES.items(), 1):
        _row, created = _ensure(DataCategory, {"dpv": dpv, "position": position * 10}, key=key)
        added += created
    return added


def _cookie_groups() -> int:
    added = 0
    for position, (key, (label, summary, _description, _phrase)) in enumerate(texts.COOKIE_GROUPS.items(), 1):
        necessary = key == "necessary"
        values = {
            "name": label,
            "description": summary,
            "is_required": necessary,
            "is_deletable": not necessary,
            "ordering": position,
        }
        _row, created = _ensure(CookieGroup, values, varname=key)
        added += created
    return added


def _vendors(examples: bool) -> int:
    contract = facts.EXAMPLE_CONTRACT if examples else facts.OFF
    groups = {group.varname: group for group in CookieGroup.objects.all()}
    added = 0
    for key, values in facts.VENDORS.items():
        row = {**contract, **values, "group": groups.get(values["group"])}
        if not examples and EXAMPLE in row.get("script_id", ""):
            row["script_id"] = ""
        _row, created = _ensure(Vendor, row, key=key)
        added += created
    return added


def _purposes() -> int:
    categories = {category.key: category for category in DataCategory.objects.all()}
    vendors = {vendor.key: vendor for vendor in Vendor.objects.all()}
    added = 0
    for position, spec in enumerate(facts.PURPOSES, 1):
        values = {
            "position": position * 10,
            "section": spec.section,
            "status": spec.status,
            "basis": spec.basis,
            "source": spec.source,
            "sends_mail": spec.sends_mail,
            "needs_reply_channel": spec.needs_reply_channel,
            # A call is a reply; nothing else here calls anybody (R22).
            "calls": spec.needs_reply_channel and any("phone" in keys.split() for keys in spec.data.values()),
        }
        purpose, created = _ensure(Purpose, values, key=spec.key)
        if created:
            for requirement, keys in spec.data.items():
                PurposeCategory.objects.bulk_create(
                    PurposeCategory(purpose=purpose, category=categories[key], requirement=requirement)
                    for key in keys.split()
                )
            purpose.vendors.set(vendors[key] for key in spec.vendors)
        added += created
    return added


def _rules() -> int:
    purposes = {purpose.key: purpose for purpose in Purpose.objects.all()}
    added = 0
    for key, purpose, value, unit, trigger, action in facts.RETENTION:
        values = {
            "purpose": purposes[purpose],
            "store": key,
            "period_value": value,
            "period_unit": unit,
            "trigger": trigger,
            "action": action,
        }
        _row, created = _ensure(RetentionRule, values, key=key)
        added += created
    return added


def _cookies() -> int:
    groups = {group.varname: group for group in CookieGroup.objects.all()}
    vendors = {vendor.key: vendor for vendor in Vendor.objects.all()}
    added = 0
    for spec in facts.COOKIES:
        cookie, created = _ensure(Cookie, {}, cookiegroup=groups[spec.group], name=spec.name, domain=spec.domain)
        if created:
            CookieFacts.objects.create(
                cookie=cookie,
                vendor=vendors.get(spec.vendor),
                kind=spec.kind,
                duration_value=spec.value,
                duration_unit=spec.unit,
                is_pattern="*" in spec.name,
                first_party=not spec.domain,
                staff_only=spec.staff_only,
            )
        added += created
    return added


def _group_purposes() -> int:
    added = 0
    for group in CookieGroup.objects.filter(varname__in=texts.COOKIE_GROUPS):
        purpose = Purpose.objects.get(key=f"cookies_{group.varname}")
        _row, created = _ensure(CookieGroupFacts, {"purpose": purpose}, group=group)
        added += created
    return added


def _sections() -> int:
    locale = Locale.get_default()
    added = 0
    for position, spec in enumerate(SECTIONS, 1):
        values = {
            "document": spec.document,
            "parent": PolicySection.objects.get(key=spec.parent) if spec.parent else None,
            "shows": spec.shows,
            "basis": spec.basis,
            "article": spec.article,
            "position": position * 10,
        }
        section, _created = _ensure(PolicySection, values, key=spec.key)
        words = {"heading": spec.heading, "text": spec.text, "closing": spec.closing}
        added += _ensure(SectionText, words, section=section, locale=locale)[1]
    return added


def _texts() -> int:
    locale = Locale.get_default()
    added = 0
    for fact in DataCategory.objects.filter(key__in=texts.CATEGORIES):
        _dpv, label, explanation = texts.CATEGORIES[fact.key]
        values = {"label": label, "explanation": explanation}
        added += _ensure(DataCategoryText, values, category=fact, locale=locale)[1]
    for vendor in Vendor.objects.filter(key__in=texts.VENDORS):
        words = dict(zip(VendorText.text_fields, texts.VENDORS[vendor.key], strict=False))
        added += _ensure(VendorText, words, vendor=vendor, locale=locale)[1]
    for group in CookieGroup.objects.filter(varname__in=texts.COOKIE_GROUPS):
        values = dict(zip(CookieGroupText.text_fields, texts.COOKIE_GROUPS[group.varname], strict=True))
        added += _ensure(CookieGroupText, values, group=group, locale=locale)[1]
    for purpose in Purpose.objects.filter(key__in=texts.PURPOSES):
        added += _ensure(PurposeText, dict(texts.PURPOSES[purpose.key]), purpose=purpose, locale=locale)[1]
    for spec in facts.COOKIES:
        cookie = Cookie.objects.get(cookiegroup__varname=spec.group, name=spec.name, domain=spec.domain)
        added += _ensure(CookieText, {"purpose": spec.text}, cookie=cookie, locale=locale)[1]
    added += _ensure(BannerText, default_words(locale.language_code), locale=locale)[1]
    return added
