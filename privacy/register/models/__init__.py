"""The register: facts that are never translated, texts that always are, and releases that never change."""

from privacy.register.models.cookie_facts import CookieFacts, CookieGroupFacts
from privacy.register.models.facts import Controller, DataCategory, Purpose, PurposeCategory, RetentionRule, Vendor
from privacy.register.models.releases import FactChange, Release
from privacy.register.models.sections import PolicySection, SectionText
from privacy.register.models.text_base import RegisterText
from privacy.register.models.texts import (
    TEXT_MODELS,
    BannerText,
    CookieGroupText,
    CookieText,
    DataCategoryText,
    PurposeText,
    VendorText,
)

__all__ = [
    "TEXT_MODELS",
    "BannerText",
    "Controller",
    "CookieFacts",
    "CookieGroupFacts",
    "CookieGroupText",
    "CookieText",
    "DataCategory",
    "DataCategoryText",
    "FactChange",
    "PolicySection",
    "Purpose",
    "PurposeCategory",
    "PurposeText",
    "RegisterText",
    "Release",
    "RetentionRule",
    "SectionText",
    "Vendor",
    "VendorText",
    "Waiver",
]
