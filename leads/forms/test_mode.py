"""Trying a form out: a signed mark, made in the CMS, with which a post is kept as a test."""

from datetime import datetime

from django.core.signing import BadSignature

from privacy.keys import tokens

NAME = "form_test"
PURPOSE = "forms.test"
LASTS_SECONDS = 2 * 60 * 60


def new_mark(slug: str, *, now: datetime) -> str:
    """Return a mark for one form; good for two hours."""
    return tokens.sign(PURPOSE, {"form": slug}, now=now)


def is_marked(text: str, slug: str, *, now: datetime) -> bool:
    """Whether a mark is ours, made for this form and not too old."""
    if not text:
        return False
    try:
        payload = tokens.unsign(PURPOSE, text, max_age_seconds=LASTS_SECONDS, now=now)
    except BadSignature:
        return False
    return bool(payload.get("form") == slug)
