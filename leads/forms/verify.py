"""Published forms and approved questions are as they were published and approved."""

from collections.abc import Iterator
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from leads.forms.models import FormVersion
from privacy.keys.canonical import canonical_hash
from privacy.operations.integrity import PUT_BACK, IntegrityCheck

CONTENT = ("name", "slug", "language", "schema", "texts", "purposes")


def changed_versions(now: datetime) -> Iterator[str]:
    """Return the published forms whose contents are not what their SHA-256 was taken of (R44)."""
    for version in FormVersion.objects.order_by("pk").iterator(chunk_size=100):
        if canonical_hash({name: getattr(version, name) for name in CONTENT}) != version.sha256:
            yield f"{version} (row {version.pk})"


FORMS = IntegrityCheck(
    "forms",
    changed_versions,
    _("A published form is not as it was published: %(rows)s."),
    PUT_BACK,
)
