"""Verbs of the register: approve a text, publish a release."""

from datetime import datetime
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from wagtail.models import Locale

from privacy.register.drafts import canonical_hash, draft_data
from privacy.register.lint import Finding, run_lint
from privacy.register.models import RegisterText, Release


class ReleaseRefused(Exception):
    """The linter found what must be mended first; `findings` say what, where and how."""

    def __init__(self, findings: list[Finding]) -> None:
        super().__init__(f"{len(findings)} findings stand in the way of a release")
        self.findings = findings


class NothingToRelease(Exception):
    """The register is word for word what the current release holds."""


def approve_text(*, text: RegisterText, user: AbstractBaseUser | None, now: datetime) -> RegisterText:
    """Approve exactly the words of a translation as they stand, against the source's words as they stand (T5)."""
    source = type(text).objects.filter(translation_key=text.translation_key, locale=Locale.get_default()).first()
    text.approved_hash = text.words_hash(source)
    text.approved_at = now
    text.approved_by = user  # type: ignore[assignment]
    text.save(update_fields=["approved_hash", "approved_at", "approved_by"])
    return text


@transaction.atomic
def publish_release(*, user: AbstractBaseUser | None, note: str, material: bool, now: datetime) -> Release:
    """Publish the register's draft as the next numbered release, in all live languages at once.

    Raises ReleaseRefused with the findings that block it, NothingToRelease when nothing changed. Either
    way the current release stays in force (policy §1 "transparent"; GDPR Art. 13; R3, R28, T5).
    """
    data = draft_data()
    blocking = [finding for finding in run_lint(data) if finding.blocking]
    if blocking:
        raise ReleaseRefused(blocking)
    released = released_form(data)
    sha256 = canonical_hash(released)
    latest = Release.objects.order_by("-number").first()
    if latest and latest.sha256 == sha256:
        raise NothingToRelease
    return Release.objects.create(
        number=latest.number + 1 if latest else 1,
        published_at=now,
        published_by=user,
        note=note,
        material=material,
        data=released,
        sha256=sha256,
    )


def released_form(data: dict[str, Any]) -> dict[str, Any]:
    """Return a draft as a release keeps it: without the marks that only concern drafting."""
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
