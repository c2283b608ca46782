"""A mail's text and HTML from its templates, in one language."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.functional import Promise

from privacy.outbox.kinds import Message
from privacy.register.selectors import released_register


def render_message(
    *,
    template: str,
    to: Sequence[str],
    subject: str | Promise,
    language: str,
    context: Mapping[str, Any],
    headers: Mapping[str, str] | None = None,
) -> Message:
    """Return a mail from `<template>.txt` and `<template>.html`, which extend mail/base.txt and mail/base.html.

    Templates get `context` and `controller`, `subject`, `language`, `site_url`. `subject` may be lazy and may hold no
    personal data (R69).
    """
    with translation.override(language):
        register = released_register(language)
        values = {
            **context,
            "controller": register.controller if register else None,
            "subject": str(subject),
            "language": language,
            "site_name": settings.WAGTAIL_SITE_NAME,
            "site_url": settings.SITE_URL,
        }
        text = render_to_string(f"{template}.txt", values)
        return Message(
            to=tuple(to),
            subject=str(subject),
            text="\n".join(_squeezed(text)),
            html=render_to_string(f"{template}.html", values).strip(),
            headers=dict(headers or {}),
        )


def paragraphs_as_written(text: str) -> list[str]:
    """Return the paragraphs of a text that somebody typed; a "<" in it is a "<"."""
    return [part.strip() for part in re.split(r"\n\s*\n", text.replace("\r\n", "\n")) if part.strip()]


def _squeezed(text: str) -> list[str]:
    """Return the lines without the runs of empty ones that template tags leave."""
    lines: list[str] = []
    for line in (line.rstrip() for line in text.strip().splitlines()):
        if line or (lines and lines[-1]):
            lines.append(line)
    return [*lines, ""]
