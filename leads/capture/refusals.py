"""Publications that the guard refused: what was typed stays a draft, and goes live with the last approval it waits for."""

from collections.abc import Iterator

from django.contrib.auth.models import AbstractBaseUser
from django.contrib.contenttypes.models import ContentType
from django.db.models import Exists, OuterRef
from wagtail.log_actions import log
from wagtail.models import ModelLogEntry, Revision

from leads.capture.models import LeadForm
from leads.capture.services import findings_of

REFUSED = "leads_capture.refused"


def note_refusal(*, form: LeadForm, revision: Revision, user: AbstractBaseUser) -> None:
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


def _refusals() -> Iterator[ModelLogEntry]:
    """Yield the refusals after which nothing was done to the form: whatever follows is a newer wish."""
    entries = ModelLogEntry.objects.filter(content_type=ContentType.objects.get_for_model(LeadForm))
    later = entries.filter(object_id=OuterRef("object_id"), pk__gt=OuterRef("pk"))
    yield from entries.filter(~Exists(later), action=REFUSED).select_related("user").order_by("pk")
