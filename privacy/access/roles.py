"""The roles and what each may do: one table. `role_sync` carries it into the database after `migrate`.

A permission is "app_label.codename". Page permissions count from the root page down; collection permissions
are for images and documents. What an administrator changes afterwards stays changed.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Role:
    """A group of the CMS."""

    name: str
    permissions: tuple[str, ...] = ()
    pages: tuple[str, ...] = ()
    collections: tuple[str, ...] = ()


CMS = "wagtailadmin.access_admin"
AUTHORISATIONS = (
    "privacy_access.view_authorisation",
    "privacy_access.add_authorisation",
    "privacy_access.change_authorisation",
    "privacy_access.delete_authorisation",
    "privacy_access.view_accessevent",
)
MAIL = ("privacy_outbox.view_outboxmail", "privacy_outbox.change_outboxmail")

ROLES = (
    Role("Editors", permissions=(CMS,)),
    Role("Translators", permissions=(CMS,)),
    Role("Lead handlers", permissions=(CMS,)),
    Role("Privacy officers", permissions=(CMS, *AUTHORISATIONS, *MAIL)),
    Role("Administrators", permissions=(CMS, *AUTHORISATIONS, *MAIL)),
)
