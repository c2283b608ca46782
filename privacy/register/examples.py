"""Releases that rest on EXAMPLE contracts: for trying out, and never on a live site (R66)."""

from functools import cache

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from privacy.operations.health import OK, HealthCheck
from privacy.register.models.releases import Release


def example_releases() -> list[int]:
    """Return the numbers of the releases that name a company with an EXAMPLE contract or number.

    Their proofs and pages cannot be taken away again, so a live site starts from a database that has none. Where
    examples are allowed there is nothing to find.
    """
    if settings.ALLOW_EXAMPLE_CONTRACTS:
        return []
    rows = Release.objects.order_by("number").values_list("number", "sha256")
    return [number for number, sha256 in rows if _names_an_example(number, sha256)]


@cache
def _names_an_example(number: int, sha256: str) -> bool:
    """Releases never change: each is read once in a process."""
    vendors = Release.objects.values_list("data__vendors", flat=True).get(number=number)
    return any(vendor["is_example"] for vendor in vendors.values())


FOUND = "found"
FROM_DEVELOPMENT = HealthCheck(
    "examples",
    lambda now: FOUND if example_releases() else OK,
    {
        FOUND: _(
            "This database comes from development: versions of the policy rest on EXAMPLE contracts. Start the live site from "
            "an empty database, with “load_site”."
        )
    },
)
