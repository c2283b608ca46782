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


def _on(app: str, model: str, *actions: str) -> tuple[str, ...]:
    return tuple(f"{app}.{action}_{model}" for action in actions)


TEXTS = ("purposetext", "datacategorytext", "vendortext", "cookiegrouptext", "cookietext", "bannertext")
FACTS = ("purpose", "purposecategory", "datacategory", "vendor", "retentionrule", "cookiefacts", "cookiegroupfacts")
# Images and documents, from the root collection down.
MEDIA = (
    *_on("wagtailimages", "image", "add", "change", "choose"),
    *_on("wagtaildocs", "document", "add", "change", "choose"),
)
HEADER_FOOTER = _on("home_base", "headerfooter", "view", "add", "change")
REDIRECTS = _on("wagtailredirects", "redirect", "view", "add", "change", "delete")
TRANSLATE = ("wagtail_localize.submit_translation",)
# Without it, a person may edit only what was translated from the source language.
SOURCE_LANGUAGE = ("wagtailcore.edit_source_language",)
# The register's draft. Nobody deletes: what was used is archived, which takes the permission "delete".
DRAFT = (
    *(permission for model in FACTS for permission in _on("privacy_register", model, "view", "add", "change")),
    *(permission for model in TEXTS for permission in _on("privacy_register", model, "view", "add", "change")),
    *_on("cookie_consent", "cookiegroup", "view", "change"),
    *_on("cookie_consent", "cookie", "view", "add", "change", "delete"),
    *_on("privacy_register", "controller", "view", "change"),
    *_on("privacy_register", "release", "view"),
)
# What only privacy officers do with it.
RELEASE = (
    *_on("privacy_register", "release", "add"),
    "privacy_register.approve_texts",
    *_on("leads_forms", "fieldapproval", "view", "add"),
    *_on("privacy_register", "waiver", "view", "add"),
    *(permission for model in FACTS[:1] + FACTS[2:5] for permission in _on("privacy_register", model, "delete")),
)
AUTHORISATIONS = (
    "privacy_access.view_authorisation",
    "privacy_access.add_authorisation",
    "privacy_access.change_authorisation",
    "privacy_access.delete_authorisation",
    "privacy_access.view_accessevent",
)
MAIL = ("privacy_outbox.view_outboxmail", "privacy_outbox.change_outboxmail")
PEOPLE = (
    *_on("auth", "user", "view", "add", "change", "delete"),
    *_on("auth", "group", "view", "add", "change", "delete"),
    *_on("privacy_staff", "invitation", "view", "add"),
)
SYSTEM = (*_on("wagtailcore", "locale", "view", "add", "change"), *_on("wagtailcore", "site", "view", "add", "change"))
INBOX = _on("leads_submissions", "submission", "view", "change")
# Who answers: the teams, which form's messages each answers, and texts to begin a reply with.
TEAMS = _on("leads_teams", "team", "view", "add", "change", "delete")
ROUTING = _on("leads_teams", "formrouting", "view", "add", "change")
TEMPLATES = _on("leads_inbox", "replytemplate", "view", "add", "change", "delete")
# How often spam protection acted: counts only.
SPAM_COUNTS = _on("leads_submissions", "layercount", "view")
# What the last scan of the site found about cookies.
SCANS = _on("privacy_cookies", "scanreport", "view")
# What is kept and deleted, and that somebody looked.
REVIEWS = _on("privacy_retention", "retentionreview", "view", "add")
# Who may read what, and that somebody looked.
ACCESS_REVIEWS = _on("privacy_access", "accessreview", "view", "add")
# What is kept for a legal claim or order.
HOLDS = _on("privacy_retention", "legalhold", "view", "add", "change")
# What people ask under their rights.
REQUESTS = _on("privacy_rights", "rightsrequest", "view", "add", "change")
# What happened to data that must not have, and who opened or took out very much.
BREACHES = _on("privacy_breaches", "breach", "view", "add", "change")
# Notices, orders and claims, the people they concern, and what of them is handed over.
CASES = _on("leads_cases", "legalcase", "view", "add", "change", "search", "disclose")
ROLES = (
    # They publish pages, and forms as far as the guard allows; they draft the register, a privacy officer releases it.
    Role(
        "Editors",
        permissions=(
            CMS,
            *HEADER_FOOTER,
            *REDIRECTS,
            *TRANSLATE,
            *SOURCE_LANGUAGE,
            *DRAFT,
            *_on("leads_forms", "leadform", "view", "add", "change", "publish"),
            *ROUTING,
            *TEMPLATES,
            *_on("leads_teams", "team", "view"),
            *SCANS,
        ),
        pages=("add_page", "change_page", "publish_page"),
        collections=MEDIA,
    ),
    # They write translations: no source, no fact, no publication, no message.
    Role(
        "Translators",
        permissions=(
            CMS,
            *TRANSLATE,
            *(permission for model in TEXTS for permission in _on("privacy_register", model, "view", "change")),
            *_on("leads_forms", "leadform", "view", "change"),
            *_on("leads_inbox", "replytemplate", "view", "change"),
            *_on("home_base", "headerfooter", "view", "change"),
        ),
        pages=("change_page",),
    ),
    # They answer messages, of the purposes that they are authorised for.
    Role("Lead handlers", permissions=(CMS, *INBOX)),
    # They answer messages too, and may take them out of the site as a table.
    Role(
        "Team leaders", permissions=(CMS, *INBOX, "leads_submissions.export_submission", *TEMPLATES, *SOURCE_LANGUAGE)
    ),
    # They answer for the policy: texts, releases, who may read what, and who did.
    Role(
        "Privacy officers",
        permissions=(
            CMS,
            *SOURCE_LANGUAGE,
            *DRAFT,
            *RELEASE,
            *AUTHORISATIONS,
            *MAIL,
            *_on("leads_forms", "leadform", "view", "add", "change", "publish"),
            *ROUTING,
            *TEMPLATES,
            *TEAMS,
            *_on("privacy_cookies", "consentrecord", "view"),
            *SPAM_COUNTS,
            *SCANS,
            *REQUESTS,
            *REVIEWS,
            *ACCESS_REVIEWS,
            *HOLDS,
            *CASES,
            *BREACHES,
        ),
        pages=("change_page", "publish_page"),
    ),
    # They run the CMS. They see the register and read no message; what they do is logged like anybody's.
    Role(
        "Administrators",
        permissions=(
            CMS,
            *SOURCE_LANGUAGE,
            *PEOPLE,
            *SYSTEM,
            *HEADER_FOOTER,
            *REDIRECTS,
            *AUTHORISATIONS,
            *MAIL,
            *TEAMS,
            *_on("privacy_register", "release", "view"),
            *SPAM_COUNTS,
            *SCANS,
            *_on("privacy_retention", "retentionreview", "view"),
            *_on("privacy_access", "accessreview", "view"),
            *_on("leads_submissions", "protectionsettings", "change"),
        ),
        pages=("add_page", "change_page", "publish_page", "bulk_delete_page", "lock_page", "unlock_page"),
        collections=MEDIA,
    ),
)
