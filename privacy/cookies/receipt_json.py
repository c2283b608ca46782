"""The receipt as JSON: field names of ISO/IEC TS 27560:2023, terms of the W3C Data Privacy Vocabulary (C26).

The sections and names follow the technical specification's record (header, processing, parties, events), as the DPV
group's guide maps them (https://w3id.org/dpv/guides/consent-27560). What has no name there keeps ours: `decisions`,
`method`, `site`, `valid_until`, `previous_record_id`, and what was shown. Nothing is fetched: the context stands in it.
"""

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils import translation
from django.utils.duration import duration_iso_string

from privacy.cookies.models import ConsentRecord
from privacy.cookies.receipts import Decided, Receipt
from privacy.cookies.selectors import OfferedGroup
from privacy.register.models.facts import Vendor
from privacy.register.released_companies import ReleasedVendor

SCHEMA = "kargro-cookie-receipt/1; fields of ISO/IEC TS 27560:2023"
CONTROLLER = "controller"
RIGHTS = ("A7-3", "A13", "A15", "A16", "A17", "A18", "A20", "A77")
ROLES = {
    Vendor.Role.CONTROLLER: "dpv:DataController",
    Vendor.Role.JOINT: "dpv:JointDataControllers",
    Vendor.Role.PROCESSOR: "dpv:DataProcessor",
}
CONTEXT: dict[str, Any] = {
    "@version": 1.1,
    "dpv": "https://w3id.org/dpv#",
    "eu-gdpr": "https://w3id.org/dpv/legal/eu/gdpr#",
    "dct": "http://purl.org/dc/terms/",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    # The sections of the specification only group what they hold.
    "record": "@nest",
    "pii_processing": "@nest",
    "schema_version": "dct:conformsTo",
    "receipt_id": "dpv:hasIdentifier",
    "record_id": "dct:identifier",
    "pii_principal_id": "dpv:hasDataSubject",
    "privacy_notice": "dpv:hasNotice",
    "language": "dct:language",
    "purposes": "dpv:hasPurpose",
    "purpose": "dct:title",
    "purpose_id": "dct:identifier",
    "lawful_basis": {"@id": "dpv:hasLegalBasis", "@type": "@id"},
    "pii_information": "dpv:hasPersonalData",
    "pii_type": "dct:title",
    "pii_controllers": "dpv:hasDataController",
    "collection_method": {"@id": "dpv:hasProcessing", "@type": "@id"},
    "storage_locations": "dpv:hasLocation",
    "retention_period": "dpv:hasStorageCondition",
    "services": "dpv:hasService",
    "jurisdiction": "dpv:hasJurisdiction",
    "recipient_third_parties": "dpv:hasRecipient",
    "withdrawal_method": {"@id": "dpv:hasConsentControl", "@type": "@id"},
    "privacy_rights": {"@id": "dpv:hasRight", "@type": "@id"},
    "authority_party": "dpv:hasAuthority",
    "party_identification": "dpv:hasEntity",
    "party_id": "dct:identifier",
    "party_name": "dpv:hasName",
    "party_address": "dpv:hasAddress",
    "party_email": "dpv:hasContact",
    "party_phone": "dpv:hasContact",
    "party_url": "dpv:hasContact",
    "party_role": "@type",
    "events": "dct:hasPart",
    "event_time": {"@id": "dct:date", "@type": "xsd:dateTime"},
    "validity_duration": "dct:valid",
    "entity_id": "dpv:isImplementedByEntity",
    "event_type": {"@id": "dpv:hasLegalBasis", "@type": "@id"},
    "event_state": {"@id": "dpv:hasConsentStatus", "@type": "@id"},
}


def receipt_document(receipt: Receipt) -> dict[str, Any]:
    """Return the receipt as plain values, in the language the choice was made in; the same whenever it is asked for."""
    with translation.override(receipt.offer.language):
        return _document(receipt)


def _document(receipt: Receipt) -> dict[str, Any]:
    record, register = receipt.record, receipt.offer.register
    return {
        "@context": CONTEXT,
        "@type": "dpv:ConsentRecord",
        "schema_version": SCHEMA,
        "receipt_id": str(record.pk),
        "record": {
            "record_id": str(record.pk),
            # The record names nobody: its number is all that stands for the person.
            "pii_principal_id": str(record.pk),
            "previous_record_id": str(record.previous) if record.previous else None,
            "site": record.site,
            "method": record.method,
            "valid_until": _moment(record.valid_until),
            "decisions": record.decisions,
        },
        "pii_processing": {
            "privacy_notice": {
                "policy_version": register.number,
                "published_at": _moment(register.published_at),
                "sha256": record.text_id,
                "text": record.text.text,
            },
            "language": record.language,
            "purposes": [_purpose(receipt, decided) for decided in receipt.groups],
        },
        "party_identification": [_controller(receipt), *_companies(receipt), *_authority(receipt)],
        "events": _events(receipt),
    }


def _purpose(receipt: Receipt, decided: Decided) -> dict[str, Any]:
    register = receipt.offer.register
    asked = next((item for item in receipt.offer.groups if item.key == decided.key), None)
    purpose = register.purpose(asked.group.purpose) if asked and asked.group.purpose else None
    return {
        "purpose_id": decided.key,
        "purpose": asked.group.summary if asked else decided.label,
        "lawful_basis": "dpv:Consent",
        "pii_information": [
            {"pii_type": category.label, "pii_attribute_id": category.key}
            for category in (purpose.categories if purpose else ())
        ],
        "pii_controllers": [CONTROLLER],
        "collection_method": "dpv:Collect",
        "storage_locations": _countries(receipt, asked),
        "retention_period": [
            *(f"{period.store_label}: {period.label}" for period in (purpose.periods if purpose else ())),
            *(f"{cookie.name}: {cookie.duration}" for cookie in (asked.cookies if asked else ())),
        ],
        "services": [receipt.record.site],
        "jurisdiction": "EU",
        "recipient_third_parties": [company.key for company in decided.companies],
        "withdrawal_method": _address(receipt, "cookies:receipt"),
        "privacy_rights": [f"eu-gdpr:{right}" for right in RIGHTS],
        "authority_party": "authority" if register.controller.authority_name else None,
    }


def _countries(receipt: Receipt, asked: OfferedGroup | None) -> list[str]:
    own = receipt.offer.register.controller.hosting_region
    companies = {vendor.country_code for vendor in (asked.companies if asked else ())}
    return [*([own] if own else []), *sorted(companies)]


def _controller(receipt: Receipt) -> dict[str, Any]:
    controller = receipt.offer.register.controller
    return {
        "party_id": CONTROLLER,
        "party_name": controller.legal_name,
        "party_role": "dpv:DataController",
        "party_address": ", ".join(
            part
            for part in (
                controller.street,
                f"{controller.postal_code} {controller.city}".strip(),
                controller.country_code,
            )
            if part
        ),
        "party_email": controller.access_email or controller.email,
        "party_phone": controller.phone_e164,
        "party_url": controller.site_url,
    }


def _companies(receipt: Receipt) -> list[dict[str, Any]]:
    register = receipt.offer.register
    known = {vendor.key: vendor for vendor in register.vendors}
    shown = [company for group in receipt.groups for company in group.companies] + list(receipt.companies_alone)
    keys = dict.fromkeys(company.key for company in shown if company.key in known)
    return [_company(known[key]) for key in keys]


def _company(vendor: ReleasedVendor) -> dict[str, Any]:
    return {
        "party_id": vendor.key,
        "party_name": vendor.name,
        "party_role": ROLES[Vendor.Role(vendor.role)],
        "party_type": "dpv:Recipient",
        "party_address": vendor.country_code,
        "party_url": vendor.privacy_url,
        "receives": vendor.receives,
    }


def _authority(receipt: Receipt) -> list[dict[str, Any]]:
    controller = receipt.offer.register.controller
    if not controller.authority_name:
        return []
    party = {
        "party_id": "authority",
        "party_name": controller.authority_name,
        "party_role": "dpv:DataProtectionAuthority",
    }
    return [{**party, "party_url": controller.authority_url}]


def _events(receipt: Receipt) -> list[dict[str, Any]]:
    """One event for each decision, and one more for each that was taken back by its number."""
    record = receipt.record
    before = ConsentRecord.objects.filter(pk=record.previous).first() if record.previous else None
    events = [
        _event(record, kind, key, _state(record, before, kind, key, allowed))
        for kind, decisions in _decisions(record).items()
        for key, allowed in sorted(decisions.items())
    ]
    if withdrawal := receipt.chain.withdrawal:
        events += [
            _event(withdrawal, kind, key, "dpv:ConsentWithdrawn")
            for kind, decisions in _decisions(record).items()
            for key, allowed in sorted(decisions.items())
            if allowed
        ]
    return events


def _decisions(record: ConsentRecord) -> dict[str, dict[str, bool]]:
    return {"purpose_id": record.decisions["groups"], "party_id": record.decisions["vendors"]}


def _state(record: ConsentRecord, before: ConsentRecord | None, kind: str, key: str, allowed: bool) -> str:
    if allowed:
        return "dpv:ConsentGiven"
    was_allowed = before is not None and _decisions(before)[kind].get(key, False)
    return "dpv:ConsentWithdrawn" if was_allowed else "dpv:ConsentRefused"


def _event(record: ConsentRecord, kind: str, key: str, state: str) -> dict[str, Any]:
    return {
        "event_time": _moment(record.recorded_at),
        kind: key,
        "event_type": "dpv:ExpressedConsent",
        "event_state": state,
        "validity_duration": duration_iso_string(record.valid_until - record.recorded_at),
        "entity_id": str(record.pk),
        "method": record.method,
    }


def _address(receipt: Receipt, name: str) -> str:
    return receipt.offer.register.controller.site_url.rstrip("/") + reverse(name)


def _moment(moment: datetime) -> str:
    return moment.isoformat()
