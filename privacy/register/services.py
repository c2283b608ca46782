"""Verbs of the register: approve a text, publish a release."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.models import Locale

from privacy.keys.canonical import canonical_hash
from privacy.register.documents import Document, hashes, keep_documents, render
from privacy.register.lint import Finding, LintContext, findings_in
from privacy.register.materiality import facts_differ
from privacy.register.models.facts import Archivable, Controller, DataCategory, Purpose, Vendor
from privacy.register.models.releases import Release, Waiver
from privacy.register.models.sections import PolicySection
from privacy.register.models.texts import RegisterText
from privacy.register.reconsent import asked_versions
from privacy.register.snapshot import draft_data, is_unchanged, read, released, released_data, with_documents

Follower = Callable[[Release, Sequence[tuple[str, str, Document]]], None]
_after_release: list[Follower] = []


def after_release(follower: Follower) -> Follower:
    """Decorator: run a function inside the transaction of every release, with the documents that it stored."""
    if follower not in _after_release:
        _after_release.append(follower)
    return follower


class ReleaseRefused(Exception):
    """The linter found what must be mended first; `findings` say what, where and how."""

    def __init__(self, findings: list[Finding]) -> None:
        super().__init__(f"{len(findings)} findings stand in the way of a release")
        self.findings = findings


class DraftChanged(Exception):
    """Somebody changed the draft after it was read for this release."""


class NothingToRelease(Exception):
    """The register is word for word what the current release holds."""


def approve_text(*, text: RegisterText, user: User | None, now: datetime) -> RegisterText:
    """Approve exactly the words of a translation as they stand, against the source's words as they stand (T5)."""
    source = type(text).objects.filter(translation_key=text.translation_key, locale=Locale.get_default()).first()
    text.approved_hash = text.words_hash(source)
    text.approved_at = now
    text.approved_by = user
    text.save(update_fields=["approved_hash", "approved_at", "approved_by"])
    return text


class InUse(Exception):
    """Something that is still used; the message says by what, and what to do first."""


@transaction.atomic
def archive(*, fact: Archivable, now: datetime) -> None:
    """Take a fact out of the next release. It is never deleted: earlier releases and proofs keep naming it.

    A purpose takes its retention rules along. Raises InUse when something that stays depends on the fact.
    """
    if isinstance(fact, Purpose):
        group = fact.cookie_groups.select_related("group").first()
        if group:
            raise InUse(
                _("The cookie group “%(name)s” serves this purpose. Let the group serve another purpose first.")
                % {"name": group.group.name}
            )
        fact.rules.filter(archived_at=None).update(archived_at=now)
    if isinstance(fact, DataCategory):
        count = fact.uses.filter(purpose__archived_at=None).count()
        if count:
            raise InUse(
                ngettext(
                    "%(count)d purpose uses this data category. Remove it from the purpose first.",
                    "%(count)d purposes use this data category. Remove it from the purposes first.",
                    count,
                )
                % {"count": count}
            )
    if isinstance(fact, PolicySection) and fact.parts.filter(archived_at=None).exists():
        raise InUse(_("Other sections are part of this one. Archive those, or make them part of another, first."))
    fact.archived_at = now
    if isinstance(fact, Vendor):
        fact.active = False
    fact.save()


@transaction.atomic
def restore(*, fact: Archivable) -> None:
    """Put an archived fact back into the draft; a purpose brings back the rules that left with it."""
    if isinstance(fact, Purpose):
        fact.rules.filter(archived_at=fact.archived_at).update(archived_at=None)
    fact.archived_at = None
    fact.save()


def waive(*, finding: Finding, reason: str, user: User, now: datetime) -> Waiver:
    """Record the decision to release in spite of one finding as it stands, with who took it and why (R3)."""
    return Waiver.objects.create(
        code=finding.code,
        subject=finding.subject,
        language=finding.language,
        about_hash=finding.about_hash,
        reason=reason,
        granted_by=user,
        granted_at=now,
    )


def take_back(*, finding: Finding, user: User, now: datetime) -> int:
    """End every decision to release in spite of a finding; return how many there were. They stay on record."""
    decisions = Waiver.objects.filter(
        code=finding.code, subject=finding.subject, language=finding.language, taken_back_at=None
    )
    return decisions.update(taken_back_at=now, taken_back_by=user)


@transaction.atomic
def publish_release(
    *,
    user: User | None,
    note: str,
    material: bool,
    now: datetime,
    notes: Mapping[str, str] | None = None,
    seen: str | None = None,
) -> Release:
    """Publish the register's draft as the next numbered release, in all live languages at once.

    `notes` say what changed in each language; `seen` is the hash of the draft as somebody read it on a screen. A release
    in which a fact differs is `material`, whatever is said.

    Raises ReleaseRefused with the findings that block it, NothingToRelease when nothing changed, DraftChanged when the
    draft is another than the one that was seen. Each time the current release stays in force (policy §1 "transparent";
    GDPR Art. 13; R3, R28, T5).
    """
    # One release at a time: the second officer finds what the first released.
    Controller.objects.select_for_update().first()
    data = draft_data()
    draft = read(data)
    if seen is not None and seen != canonical_hash(data):
        raise DraftChanged
    lint = LintContext(draft)
    blocking = [finding for finding in findings_in(lint) if finding.blocking]
    if blocking:
        raise ReleaseRefused(blocking)
    latest = Release.objects.order_by("-number").first()
    if latest and is_unchanged(latest, data) and not lint.moved:
        raise NothingToRelease
    number = latest.number + 1 if latest else 1
    before = released(latest) if latest else None
    material = material or (before is not None and facts_differ(before, draft))
    asked = asked_versions(before, draft, number=number, material=material, today=timezone.localdate(now))
    contents = released_data(data, asked)
    documents = list(render(read(contents, number=number, published_at=now)))
    contents = with_documents(contents, hashes(documents))
    release = Release.objects.create(
        number=number,
        published_at=now,
        published_by=user,
        note=note,
        notes=dict(notes or {}),
        material=material,
        data=contents,
        sha256=canonical_hash(contents),
    )
    keep_documents(release, documents)
    for follow in _after_release:
        follow(release, documents)
    return release
