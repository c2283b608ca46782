"""Verbs of forms: publish what form lint allows, take a form offline."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import translation
from django.utils.translation import gettext as _
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.log_actions import log
from wagtail.models import ModelLogEntry, Revision

from leads.forms.custom_fields import approved_hashes
from leads.forms.lint import Asked, FormFinding, form_findings
from leads.forms.models import FormVersion, LeadForm, LiveForm
from privacy.keys.canonical import canonical_hash
from privacy.register.selectors import current_release


@dataclass(frozen=True)
class Published:
    """What a publication made, and what stood in its way."""

    versions: tuple[FormVersion, ...] = ()
    findings: tuple[FormFinding, ...] = ()


TEXTS = ("title", "intro", "submit_label", "thanks_title", "thanks", "receipt_subject", "receipt_text")


def form_content(form: LeadForm) -> dict[str, Any]:
    """Return what a form asks and says, as a version keeps it. Its own purpose first, then those it asks consent to."""
    # Some questions have words of the site's own, in the form's language.
    with translation.override(form.locale.language_code):
        schema = form.body.stream_block.specs(form.body)
    consents = [spec["purpose"] for spec in schema if spec["kind"] == "consent"]
    own = [form.purpose.key] if form.purpose else []
    return {
        "name": form.name,
        "slug": form.slug,
        "language": form.locale.language_code,
        "schema": schema,
        "texts": {name: getattr(form, name) for name in TEXTS},
        "purposes": list(dict.fromkeys(own + consents)) if own else [],
    }


def findings_of(form: LeadForm) -> list[FormFinding]:
    """Return what keeps this form, as it stands, from going live under the release in force."""
    content = form_content(form)
    release = current_release()
    asked = Asked(
        name=form.name,
        slug=form.slug,
        language=content["language"],
        purposes=content["purposes"],
        schema=content["schema"],
        url=(AdminURLFinder().get_edit_url(form) or "") if form.pk else "",
        approved=approved_hashes(content["schema"], content["language"]),
    )
    findings = form_findings(asked, release)
    taken = LiveForm.objects.filter(slug=form.slug, language=asked.language).exclude(
        version__form__translation_key=form.translation_key
    )
    if form.slug and taken.exists():
        findings.append(_address_taken(asked))
    return findings


def _address_taken(asked: Asked) -> FormFinding:
    return FormFinding(
        code="form.address",
        subject=asked.slug,
        message=_("Another live form has the address “%(slug)s”.") % {"slug": asked.slug},
        fix=_("Choose another address."),
        url=asked.url,
        language=asked.language,
        form_url=asked.url,
    )


@transaction.atomic
def publish_form(*, form: LeadForm, now: datetime) -> Published:
    """Make the form, in every language it is live in, what visitors see, where form lint allows it.

    Where it does not, the version that was live stays live and the findings say why; nothing is raised.
    """
    rows = list(
        LeadForm.objects.filter(translation_key=form.translation_key, live=True).select_related("locale", "purpose")
    )
    versions: list[FormVersion] = []
    findings: list[FormFinding] = []
    for row in rows:
        found = findings_of(row)
        findings += found
        if not found:
            versions.append(_show(row, now))
    return Published(tuple(versions), tuple(findings))


def _show(form: LeadForm, now: datetime) -> FormVersion:
    content = form_content(form)
    sha256 = canonical_hash(content)
    version = form.versions.order_by("-number").first()
    if version is None or version.sha256 != sha256:
        release = current_release()
        version = FormVersion.objects.create(
            form=form,
            number=version.number + 1 if version else 1,
            release_number=release.number if release else 0,
            sha256=sha256,
            created_at=now,
            **content,
        )
    shown = LiveForm.objects.filter(version__form=form).first()
    if shown is None or (shown.version_id, shown.slug) != (version.pk, version.slug):
        LiveForm.objects.filter(version__form=form).delete()
        LiveForm.objects.create(slug=version.slug, language=version.language, version=version)
    return version


def withdraw_form(*, form: LeadForm) -> None:
    """Take the form offline in its language; visitors see phone and mail instead."""
    LiveForm.objects.filter(version__form=form).delete()


def publish_all_forms(*, now: datetime) -> Published:
    """Publish every form that is live as it stands; after a release, what it used to forbid may be allowed."""
    results = []
    for key in LeadForm.objects.filter(live=True).values_list("translation_key", flat=True).distinct().order_by():
        form = LeadForm.objects.filter(translation_key=key, live=True).first()
        if form is not None:
            results.append(publish_form(form=form, now=now))
    return Published(
        tuple(version for result in results for version in result.versions),
        tuple(finding for result in results for finding in result.findings),
    )


@dataclass(frozen=True)
class Blocked:
    """A form in one language that cannot go live as its newest draft stands."""

    form: LeadForm
    language: str
    live: bool
    findings: tuple[FormFinding, ...]


def blocked_forms() -> list[Blocked]:
    """Return every form and language that something stands in the way of, as its newest draft stands."""
    shown = set(LiveForm.objects.values_list("version__form_id", flat=True))
    rows = LeadForm.objects.select_related("locale", "purpose", "latest_revision").order_by("name", "locale_id")
    found = []
    for row in rows:
        draft = row.get_latest_revision_as_object()
        findings = findings_of(draft)
        if findings:
            found.append(Blocked(draft, row.locale.get_display_name(), row.pk in shown, tuple(findings)))
    return found


REFUSED = "leads_forms.refused"


def note_refusal(*, form: LeadForm, revision: Revision, user: User) -> None:
    """Write into the form's history that somebody wanted this draft live."""
    log(instance=form, action=REFUSED, user=user, revision=revision)


def publish_refused() -> list[LeadForm]:
    """Publish the drafts that somebody wanted live and nothing stands in the way of any more; return their forms."""
    published = []
    for entry in _refusals():
        form = LeadForm.objects.select_related("latest_revision").filter(pk=entry.object_id).first()
        revision = form.latest_revision if form else None
        if (
            form is None
            or revision is None
            or revision.pk != entry.revision_id
            or revision.created_at > entry.timestamp
        ):
            continue
        if not findings_of(form.get_latest_revision_as_object()):
            revision.publish(user=entry.user, skip_permission_checks=True)
            published.append(form)
    return published


def wanted_contents() -> list[tuple[list[str], list[dict[str, Any]]]]:
    """Return purposes and schema of what somebody wants live and is not: it goes live when nothing stops it any more."""
    drafts = {row.pk: row for row in LeadForm.objects.filter(live=True).select_related("locale", "purpose")}
    for entry in _refusals():
        form = LeadForm.objects.select_related("latest_revision").filter(pk=entry.object_id).first()
        if form is not None and form.latest_revision is not None and form.latest_revision.pk == entry.revision_id:
            drafts[form.pk] = form.get_latest_revision_as_object()
    contents = [form_content(form) for form in drafts.values()]
    return [(content["purposes"], content["schema"]) for content in contents]


def _refusals() -> Iterator[ModelLogEntry]:
    """Yield the refusals after which nothing was done to the form: whatever follows is a newer wish."""
    entries = ModelLogEntry.objects.filter(content_type=ContentType.objects.get_for_model(LeadForm))
    later = entries.filter(object_id=OuterRef("object_id"), pk__gt=OuterRef("pk"))
    yield from entries.filter(~Exists(later), action=REFUSED).select_related("user").order_by("pk")
