"""The roles and what each may do. `role_sync` carries them into the database after `migrate`.

Here stands what rooms below own, and the roles' pages and files; each room above grants what is its own (`roles.py`).
A permission is "app_label.codename". Page permissions count from the root page down; collection permissions
are for images and documents. What was taken away from a role in the CMS stays away; more than stands here it never gets
(`privacy.staff.guards`).
"""

from dataclasses import dataclass, replace

EDITORS, TRANSLATORS = "Editors", "Translators"
LEAD_HANDLERS, TEAM_LEADERS = "Lead handlers", "Team leaders"
PRIVACY_OFFICERS, ADMINISTRATORS = "Privacy officers", "Administrators"


@dataclass(frozen=True)
class Role:
    """A group of the CMS."""

    name: str
    permissions: tuple[str, ...] = ()
    pages: tuple[str, ...] = ()
    collections: tuple[str, ...] = ()


def on(app: str, model: str, *actions: str) -> tuple[str, ...]:
    """Return the permissions for actions on a model."""
    return tuple(f"{app}.{action}_{model}" for action in actions)


def grant(role: str, *permissions: str) -> None:
    """Let a role do more: each room says so for what is its own, when it starts."""
    _roles[role] = replace(_roles[role], permissions=(*_roles[role].permissions, *permissions))


def roles() -> tuple[Role, ...]:
    """Return every role with all that was granted."""
    return tuple(_roles.values())


CMS = "wagtailadmin.access_admin"


TEXTS = ("purposetext", "datacategorytext", "vendortext", "cookiegrouptext", "cookietext", "bannertext", "sectiontext")
FACTS = (
    "purpose",
    "purposecategory",
    "datacategory",
    "vendor",
    "retentionrule",
    "policysection",
    "cookiefacts",
    "cookiegroupfacts",
)
# Images and documents, from the root collection down.
MEDIA = (
    *on("wagtailimages", "image", "add", "change", "choose"),
    *on("wagtaildocs", "document", "add", "change", "choose"),
)
HEADER_FOOTER = on("home_base", "headerfooter", "view", "add", "change")
REDIRECTS = on("wagtailredirects", "redirect", "view", "add", "change", "delete")
TRANSLATE = ("wagtail_localize.submit_translation",)
# Without it, a person may edit only what was translated from the source language.
SOURCE_LANGUAGE = ("wagtailcore.edit_source_language",)
# The register's draft. Nobody deletes: what was used is archived, which takes the permission "delete".
DRAFT = (
    *(permission for model in FACTS for permission in on("privacy_register", model, "view", "add", "change")),
    *(permission for model in TEXTS for permission in on("privacy_register", model, "view", "add", "change")),
    *on("cookie_consent", "cookiegroup", "view", "change"),
    *on("cookie_consent", "cookie", "view", "add", "change", "delete"),
    *on("privacy_register", "controller", "view", "change"),
    *on("privacy_register", "release", "view"),
)
# What only privacy officers do with it.
RELEASE = (
    *on("privacy_register", "release", "add"),
    "privacy_register.approve_texts",
    *on("privacy_register", "waiver", "view", "add"),
    *(permission for model in FACTS[:1] + FACTS[2:6] for permission in on("privacy_register", model, "delete")),
)
# Who may read which data: seen by those who manage accounts, granted by officers alone (R94).
SEE_AUTHORISATIONS = ("privacy_access.view_authorisation", "privacy_access.view_accessevent")
AUTHORISE = on("privacy_access", "authorisation", "add", "change", "delete")
# Accounts and who has which role. What a role may do is the software's, so nobody but a superuser opens roles.
PEOPLE = on("auth", "user", "view", "add", "change", "delete")
SYSTEM = (*on("wagtailcore", "locale", "view", "add", "change"), *on("wagtailcore", "site", "view", "add", "change"))
# Who may read what, and that somebody looked.
ACCESS_REVIEWS = on("privacy_access", "accessreview", "view", "add")
_ALL = (
    # They publish pages, and forms as far as the form lint allows; they draft the register, a privacy officer releases it.
    Role(
        EDITORS,
        permissions=(
            CMS,
            *HEADER_FOOTER,
            *REDIRECTS,
            *TRANSLATE,
            *SOURCE_LANGUAGE,
            *DRAFT,
        ),
        pages=("add_page", "change_page", "publish_page"),
        collections=MEDIA,
    ),
    # They write translations: no source, no fact, no publication, no message.
    Role(
        TRANSLATORS,
        permissions=(
            CMS,
            *TRANSLATE,
            *(permission for model in TEXTS for permission in on("privacy_register", model, "view", "change")),
            *on("home_base", "headerfooter", "view", "change"),
        ),
        pages=("change_page",),
    ),
    # They answer messages, of the purposes that they are authorised for.
    Role(LEAD_HANDLERS, permissions=(CMS,)),
    # They answer messages too, and may export them.
    Role(TEAM_LEADERS, permissions=(CMS, *SOURCE_LANGUAGE)),
    # They answer for the policy: texts, releases, who may read what, and who did.
    Role(
        PRIVACY_OFFICERS,
        permissions=(
            CMS,
            *SOURCE_LANGUAGE,
            *DRAFT,
            *RELEASE,
            *SEE_AUTHORISATIONS,
            *AUTHORISE,
            *ACCESS_REVIEWS,
        ),
        pages=("change_page", "publish_page"),
    ),
    # They run the CMS and manage accounts. They see the register and who may read what, grant nothing of it, and read no
    # message; what they do is logged like anybody's.
    Role(
        ADMINISTRATORS,
        permissions=(
            CMS,
            *SOURCE_LANGUAGE,
            *PEOPLE,
            *SYSTEM,
            *HEADER_FOOTER,
            *REDIRECTS,
            *SEE_AUTHORISATIONS,
            *on("privacy_register", "release", "view"),
            *on("privacy_access", "accessreview", "view"),
        ),
        pages=("add_page", "change_page", "publish_page", "bulk_delete_page", "lock_page", "unlock_page"),
        collections=MEDIA,
    ),
)
_roles = {role.name: role for role in _ALL}
