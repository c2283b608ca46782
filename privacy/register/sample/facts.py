"""Facts of the sample register: what the policy says and, where it is silent, the proposals to confirm."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.conf import settings

CONTROLLER: dict[str, Any] = {
    "public_name": "Kargro Group",
    "legal_name": "Kargro Groep Holding",
    "street": "Heeswijk 135",
    "postal_code": "3417 GP",
    "city": "Montfoort",
    "country": "NL",
    "phone": "+31 (0) 348 47 18 44",
    "phone_e164": "+31348471844",
    "email": "info@kargro.nl",
    "access_email": "info@bandenplan.nl",
    "authority_name": "Autoriteit Persoonsgegevens",
    "authority_url": "https://www.autoriteitpersoonsgegevens.nl/",
}


@dataclass(frozen=True)
class SamplePurpose:
    """A purpose; `data` maps a requirement to the keys of kinds of data, separated by spaces."""

    key: str
    section: str
    basis: str
    data: Mapping[str, str]
    source: str = "forms"
    sends_mail: bool = False
    needs_reply_channel: bool = False
    vendors: tuple[str, ...] = field(default=())
    # What no part of the website carries out yet is prepared: written and translated, and told nowhere (R93).
    status: str = "in_use"


# E-mail for resources (R29), and e-mail, subject and message for contact, chat and meetings (R39), correct
# the policy's lists. The language is the one the person used; replies are written in it.
REPLY = {"required": "name message", "one_of": "email phone", "automatic": "language"}
PURPOSES = (
    SamplePurpose(
        "newsletter",
        "2.1",
        "consent",
        {"required": "email", "optional": "name organisation phone country", "automatic": "language ip_address"},
        sends_mail=True,
        status="prepared",
    ),
    SamplePurpose(
        "newsletter_customers",
        "2.1",
        "contract",
        {"required": "email", "optional": "name organisation phone country", "automatic": "language"},
        source="other",
        sends_mail=True,
        status="prepared",
    ),
    SamplePurpose(
        "resource_delivery",
        "2.2",
        "contract",
        {"required": "name email", "optional": "organisation phone", "automatic": "language"},
        sends_mail=True,
        status="prepared",
    ),
    SamplePurpose(
        "webinar_offer",
        "2.2",
        "legitimate_interest",
        {"held": "name organisation email phone language"},
        sends_mail=True,
        status="prepared",
    ),
    SamplePurpose(
        "contact",
        "2.3",
        "contract",
        {**REPLY, "optional": "organisation subject"},
        sends_mail=True,
        needs_reply_channel=True,
        vendors=("kargro_banden", "lintire", "kargro_recycling", "banden_plan_europa"),
    ),
    SamplePurpose(
        "chat",
        "2.3",
        "contract",
        {**REPLY, "optional": "organisation"},
        sends_mail=True,
        needs_reply_channel=True,
        status="prepared",
    ),
    SamplePurpose(
        "meeting",
        "2.3",
        "contract",
        {
            "required": "name",
            "one_of": "email phone",
            "optional": "organisation subject message",
            "automatic": "language",
        },
        sends_mail=True,
        needs_reply_channel=True,
        status="prepared",
    ),
    SamplePurpose(
        "legal_requests",
        "2.3",
        "legal_obligation",
        # What the law asks of a notice (DSA, Art. 16(2)), and nothing more.
        {"required": "name email subject message", "automatic": "language"},
        sends_mail=True,
        needs_reply_channel=True,
    ),
    SamplePurpose(
        "legal_proceedings",
        "2.3",
        "legal_obligation",
        {"held": "name organisation email phone ip_address subject message"},
        source="other",
    ),
    SamplePurpose(
        "rights_requests",
        "6",
        "legal_obligation",
        {"required": "name message", "one_of": "email phone", "optional": "identity_document", "automatic": "language"},
        sends_mail=True,
        needs_reply_channel=True,
        # Its mailbox receives requests to see data (policy §6).
        vendors=("banden_plan_europa",),
    ),
    SamplePurpose(
        "cookies_necessary",
        "4.1",
        "legitimate_interest",
        {"automatic": "cookie_choice"},
        source="cookies",
    ),
    SamplePurpose(
        "cookies_functional",
        "4.2",
        "consent",
        {"automatic": "ip_address online_identifier device language"},
        source="cookies",
        vendors=("vimeo",),
    ),
    SamplePurpose(
        "cookies_analytical",
        "4.3",
        "consent",
        {"automatic": "ip_address online_identifier device page_visits"},
        source="cookies",
        vendors=("google_analytics", "google"),
    ),
    SamplePurpose(
        "cookies_advertising",
        "4.4",
        "consent",
        {"automatic": "ip_address online_identifier device page_visits interests"},
        source="cookies",
        vendors=("linkedin",),
    ),
    SamplePurpose(
        "consent_proof",
        "3",
        "legal_obligation",
        {"automatic": "cookie_choice language ip_address"},
        source="website",
    ),
    SamplePurpose("form_protection", "4.3", "legitimate_interest", {"automatic": "ip_address"}, source="website"),
    SamplePurpose(
        "site_security",
        "5",
        "legitimate_interest",
        {"automatic": "ip_address device page_visits email"},
        source="website",
    ),
)
# key (also the name of the store), purpose, period, unit, counted, then. The policy gives no periods:
# these are proposals, and the linter says so until the company confirms each.
RETENTION = (
    ("newsletter-optins", "newsletter", 14, "days", "created", "delete"),
    ("newsletter-subscriptions", "newsletter", 30, "days", "withdrawal", "delete"),
    ("newsletter-suppression", "newsletter", None, "days", "while_needed", "pseudonymise"),
    ("newsletter-customers", "newsletter_customers", 30, "days", "withdrawal", "delete"),
    ("resource-leads", "resource_delivery", 30, "days", "outcome", "delete"),
    ("offer-markers", "webinar_offer", None, "days", "once_only", "pseudonymise"),
    ("contact-submissions", "contact", 12, "months", "last_contact", "delete"),
    ("chat-conversations", "chat", 12, "months", "last_contact", "delete"),
    ("meeting-requests", "meeting", 12, "months", "last_contact", "delete"),
    ("legal-requests", "legal_requests", 6, "months", "decision", "delete"),
    ("legal-proceedings", "legal_proceedings", 6, "months", "decision", "delete"),
    ("rights-requests", "rights_requests", 24, "months", "decision", "delete"),
    ("identity-copies", "rights_requests", 7, "days", "created", "delete"),
    ("consent-proof", "consent_proof", 3, "years", "relied_on", "delete"),
    ("cookie-choices", "consent_proof", 3, "years", "validity_end", "delete"),
    ("evidence-ip", "consent_proof", 12, "months", "created", "delete"),
    ("form-protection", "form_protection", 1, "days", "created", "delete"),
    ("web-log", "site_security", 14, "days", "created", "delete"),
    ("mail-deliveries", "site_security", 90, "days", "sent", "delete"),
    ("finished-jobs", "site_security", 7, "days", "created", "delete"),
    ("access-log", "site_security", 24, "months", "created", "delete"),
    ("backups", "site_security", 35, "days", "created", "delete"),
)
# With examples a company is on by a contract that is none, and the live site refuses it; without, it waits for a real one.
EXAMPLE_CONTRACT = {"active": True, "contract_date": date(2026, 1, 1), "contract_is_example": True}
OFF = {"active": False, "contract_date": None, "contract_is_example": False}
VENDORS: dict[str, dict[str, Any]] = {
    "vimeo": {
        "name": "Vimeo",
        "role": "controller",
        "country": "US",
        "safeguards": "scc",
        "privacy_url": "https://vimeo.com/privacy",
        "cookie_url": "https://vimeo.com/cookie_policy",
        "frame_hosts": ["player.vimeo.com"],
        "group": "functional",
        "withdrawal": "impossible",
    },
    "google_analytics": {
        "name": "Google Analytics",
        "role": "processor",
        "country": "US",
        "safeguards": "framework",
        "privacy_url": "https://support.google.com/analytics/topic/2919631",
        "subprocessors_url": "https://business.safety.google/adssubprocessors/",
        "hosts": ["www.googletagmanager.com", "*.google-analytics.com", "*.analytics.google.com"],
        "group": "analytical",
        "withdrawal": "signal",
        "script": "google_analytics",
        "script_id": "G-EXAMPLE",
    },
    "google": {
        "name": "Google",
        "role": "controller",
        "country": "US",
        "safeguards": "framework",
        "privacy_url": "https://policies.google.com/privacy",
        "group": None,
        "withdrawal": "impossible",
    },
    "linkedin": {
        "name": "LinkedIn",
        "role": "joint",
        "country": "US",
        "safeguards": "scc",
        "privacy_url": "https://www.linkedin.com/legal/privacy-policy",
        "cookie_url": "https://www.linkedin.com/legal/cookie-policy",
        "hosts": ["snap.licdn.com", "px.ads.linkedin.com"],
        "script": "linkedin_insight",
        "script_id": "EXAMPLE",
        "group": "advertising",
        "withdrawal": "impossible",
    },
    # Ready for an editor who wants a map or a film there; off, so visitors and the policy know nothing of them.
    "openstreetmap": {
        "name": "OpenStreetMap",
        "role": "controller",
        "country": "GB",
        "safeguards": "adequacy",
        "privacy_url": "https://osmfoundation.org/wiki/Privacy_Policy",
        "frame_hosts": ["www.openstreetmap.org"],
        "group": "functional",
        "withdrawal": "impossible",
        **OFF,
    },
    # The companies of the group: off, until people of one of them are to read messages.
    **{
        key: {"name": name, "role": "processor", "country": "NL", "safeguards": "eea", "group": None, **OFF}
        for key, name in (
            ("kargro_banden", "Kargro Banden"),
            ("lintire", "Lintire"),
            ("kargro_recycling", "Kargro Recycling"),
            ("banden_plan_europa", "Banden Plan Europa"),
        )
    },
    "youtube": {
        "name": "YouTube",
        "role": "controller",
        "country": "US",
        "safeguards": "framework",
        "privacy_url": "https://policies.google.com/privacy",
        "frame_hosts": ["www.youtube-nocookie.com"],
        "group": "functional",
        "withdrawal": "impossible",
        **OFF,
    },
}


@dataclass(frozen=True)
class SampleCookie:
    """A cookie, by whom it is set, for how long, and what it is for."""

    group: str
    vendor: str
    name: str
    domain: str
    value: int | None
    unit: str
    text: str
    staff_only: bool = False
    kind: str = "cookie"


COOKIES = (
    SampleCookie("necessary", "", "kargro_consent", "", 180, "days", "Remembers your choice about cookies."),
    SampleCookie(
        "necessary",
        "",
        settings.SESSION_COOKIE_NAME,
        "",
        None,
        "session",
        "Keeps a member of staff logged in; for twelve hours where they asked to stay logged in.",
        True,
    ),
    SampleCookie(
        "necessary",
        "",
        settings.CSRF_COOKIE_NAME,
        "",
        364,
        "days",
        "Protects the staff area against forged posts.",
        True,
    ),
    SampleCookie("necessary", "", "messages", "", None, "session", "Shows staff the result of what they did.", True),
    SampleCookie(
        "necessary", "", "wagtail_sidebar_collapsed", "", None, "session", "Remembers that staff folded the menu.", True
    ),
    SampleCookie(
        "necessary",
        "",
        "wagtail:*",
        "",
        None,
        "session",
        "Keeps icons, open panels and their width for staff.",
        True,
        kind="local_storage",
    ),
    # Storage has no end of its own: the site's script takes the entry away at the first visit after its day.
    SampleCookie(
        "functional",
        "",
        "kargro_language",
        "",
        180,
        "days",
        "Remembers that you closed the line which offers a page in another language.",
        kind="local_storage",
    ),
    SampleCookie("functional", "vimeo", "vuid", "vimeo.com", 2, "years", "Tells viewers of a video apart."),
    SampleCookie("functional", "vimeo", "player", "vimeo.com", 1, "years", "Remembers the settings of the player."),
    SampleCookie("functional", "vimeo", "__cf_bm", "vimeo.com", 30, "minutes", "Tells people and robots apart."),
    SampleCookie(
        "functional", "vimeo", "_cfuvid", "vimeo.com", None, "session", "Tells apart visitors who share an IP address."
    ),
    SampleCookie("functional", "vimeo", "cf_clearance", "vimeo.com", 1, "years", "Remembers a passed robot check."),
    SampleCookie("analytical", "google_analytics", "_ga", "", 2, "years", "Tells visitors apart to count them."),
    SampleCookie("analytical", "google_analytics", "_ga_*", "", 2, "years", "Keeps the state of one visit together."),
    SampleCookie("advertising", "linkedin", "li_fat_id", "", 30, "days", "Links a visit to a LinkedIn campaign."),
    SampleCookie("advertising", "linkedin", "bcookie", "linkedin.com", 1, "years", "Recognises a browser."),
    SampleCookie("advertising", "linkedin", "lidc", "linkedin.com", 1, "days", "Chooses LinkedIn's data centre."),
    SampleCookie("advertising", "linkedin", "li_gc", "linkedin.com", 6, "months", "Remembers consent at LinkedIn."),
    SampleCookie(
        "advertising", "linkedin", "li_sugr", "linkedin.com", 90, "days", "Estimates who a visitor is outside the EU."
    ),
    SampleCookie(
        "advertising", "linkedin", "UserMatchHistory", "linkedin.com", 30, "days", "Matches visitors to advertisements."
    ),
    SampleCookie(
        "advertising",
        "linkedin",
        "AnalyticsSyncHistory",
        "linkedin.com",
        30,
        "days",
        "Records when LinkedIn last matched its data.",
    ),
)
