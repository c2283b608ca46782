"""The sample site's forms: contact, and notices of illegal content. They ask what policy §2.3 declares, and nothing else."""

import uuid
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from wagtail.models import Locale

from leads.forms.approvals import approve_the_first
from leads.forms.models import LeadForm
from leads.forms.publishing import publish_all_forms
from privacy.register.models.facts import Purpose

NAMESPACE = uuid.UUID("0d9b3c7e-51f4-4d0e-9a53-6f0d6f3f5f10")
SLUG, NOTICE = "contact", "notice"
TEXTS = {
    "name": "Contact",
    "title": "Ask us",
    "intro": "<p>Write what you need. Someone who knows the subject answers.</p>",
    "submit_label": "Send",
    "thanks_title": "Your message has arrived",
    "thanks": "<p>We read it and answer by e-mail or by phone.</p>",
}
FIELDS: tuple[tuple[str, dict[str, Any]], ...] = (
    ("name", {"label": "Your name", "help": "", "requirement": "required"}),
    ("organisation", {"label": "Company", "help": "", "requirement": "optional"}),
    (
        "text",
        {"text": "<p>Give an e-mail address, a phone number, or both: one is enough for us to reply.</p>"},
    ),
    ("email", {"label": "E-mail address", "help": "", "requirement": "one_of"}),
    (
        "phone",
        {
            "label": "Phone number",
            "help": "",
            "requirement": "one_of",
            "numbers": 2,
        },
    ),
    ("subject", {"label": "Subject", "help": "", "requirement": "optional"}),
    (
        "message",
        {
            "label": "Your message",
            "help": "For casings: how many, which sizes, and where they are.",
            "requirement": "required",
        },
    ),
)
NOTICE_TEXTS = {
    "name": "Notice",
    "title": "Report something illegal",
    "intro": "<p>A person reads your notice and decides. You receive a number at once, and the decision with its reasons "
    "as soon as it is taken.</p>",
    "submit_label": "Send the notice",
    "thanks_title": "Your notice has arrived",
    "thanks": "<p>Keep the number. A person looks at what you reported and writes to you what was decided, and why.</p>",
}
NOTICE_FIELDS: tuple[tuple[str, dict[str, Any] | None], ...] = (("notice", None),)
# slug → purpose, texts and fields.
FORMS = {
    SLUG: ("contact", TEXTS, FIELDS),
    NOTICE: ("legal_requests", NOTICE_TEXTS, NOTICE_FIELDS),
}


@transaction.atomic
def load(*, now: datetime | None = None) -> dict[str, LeadForm]:
    """Add the forms that are missing, publish what the release in force allows; return them by slug."""
    locale = Locale.get_default()
    forms = {slug: _form(slug, locale) for slug in FORMS}
    approve_words(now=now or timezone.now())
    publish_all_forms(now=now or timezone.now())
    for form in forms.values():
        form.refresh_from_db()
    return forms


def approve_words(*, now: datetime) -> None:
    """Approve the sample's own words in every language, as a privacy officer would; an officer's site is left alone."""
    approve_the_first(slugs=FORMS, now=now)


def _form(slug: str, locale: Locale) -> LeadForm:
    form = LeadForm.objects.filter(slug=slug, locale=locale).first()
    if form is None:
        purpose, texts, fields = FORMS[slug]
        form = LeadForm(
            locale=locale, slug=slug, purpose=Purpose.objects.filter(key=purpose).first(), live=False, **texts
        )
        form.body = [{"type": kind, "value": value, "id": str(uuid.uuid5(NAMESPACE, kind))} for kind, value in fields]
        form.save()
        form.save_revision().publish()
    return form
