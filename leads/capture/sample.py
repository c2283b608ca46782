"""The sample site's contact form: what policy §2.3 declares, and nothing else."""

import uuid
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from wagtail.models import Locale

from leads.capture.models import LeadForm
from leads.capture.services import publish_all_forms
from privacy.register.models import Purpose

NAMESPACE = uuid.UUID("0d9b3c7e-51f4-4d0e-9a53-6f0d6f3f5f10")
SLUG = "contact"

TEXTS = {
    "name": "Contact",
    "title": "Ask us",
    "intro": "<p>Write what you need. Someone who knows the subject answers, as a rule within one working day.</p>",
    "submit_label": "Send",
    "thanks_title": "Your message has arrived",
    "thanks": "<p>We read it and come back to you, as a rule within one working day, in the way you chose: "
    "by e-mail or by phone.</p>",
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
            "help": "With the country code if it is not a Dutch number, such as +32.",
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


@transaction.atomic
def load(*, now: datetime | None = None) -> LeadForm:
    """Add the contact form if there is none, and publish what the release in force allows."""
    moment = now or timezone.now()
    locale = Locale.get_default()
    form = LeadForm.objects.filter(slug=SLUG, locale=locale).first()
    if form is None:
        form = LeadForm(
            locale=locale, slug=SLUG, purpose=Purpose.objects.filter(key="contact").first(), live=False, **TEXTS
        )
        form.body = [{"type": kind, "value": value, "id": str(uuid.uuid5(NAMESPACE, kind))} for kind, value in FIELDS]
        form.save()
        form.save_revision().publish()
    publish_all_forms(now=moment)
    form.refresh_from_db()
    return form
