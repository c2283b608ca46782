"""Releases are as they were published: none changed, none missing between the first and the last."""

from collections.abc import Iterator
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from privacy.operations.integrity import PUT_BACK, IntegrityCheck
from privacy.register.models import Release
from privacy.register.snapshot import canonical_hash


def changed_releases(now: datetime) -> Iterator[str]:
    """Return the policy versions whose contents are not what their SHA-256 was taken of, and those that are gone (R27)."""
    expected = 1
    for release in Release.objects.order_by("number").iterator(chunk_size=20):
        yield from (f"{number} (gone)" for number in range(expected, release.number))
        expected = release.number + 1
        if canonical_hash(release.data) != release.sha256:
            yield str(release.number)


RELEASES = IntegrityCheck(
    "releases",
    changed_releases,
    _("A published version of the policy is not as it was published: %(rows)s."),
    PUT_BACK,
)
