"""Why nothing here is about anybody, and what the packages that the site stands on keep."""

from collections.abc import Mapping

from privacy.personal_data.contract import exempt

exempt("privacy_operations.Schedule", "when jobs run")
exempt("privacy_operations.IntegrityFault", "which rows are not as they should be, by number; nobody is named")
exempt("privacy_operations.RowCount", "how many rows tables have")

# A model that an update or a new package brings is in none of these, until somebody has looked (kargro.E001).
OF_PACKAGES: Mapping[str, tuple[str, ...]] = {
    "content that editors publish": (
        "wagtailcore.Page", "wagtailimages.Image", "wagtailimages.Rendition", "wagtaildocs.Document",
        "wagtailembeds.Embed", "wagtailredirects.Redirect", "taggit.Tag", "taggit.TaggedItem", "wagtailcore.Collection",
    ),
    "earlier versions of content; no model with personal data has any": ("wagtailcore.Revision",),
    "what public pages say, for the search": ("wagtailsearch.IndexEntry", "wagtailsearch.SQLiteFTSIndexEntry"),
    "which content refers to which; messages are left out": ("wagtailcore.ReferenceIndex",),
    "texts of content and their translations": tuple(
        f"wagtail_localize.{name}"
        for name in (
            "TranslatableObject", "TranslationSource", "Translation", "TranslationLog", "String", "TranslationContext",
            "StringTranslation", "Template", "SegmentOverride", "StringSegment", "TemplateSegment",
            "RelatedObjectSegment", "OverridableSegment", "LocaleSynchronization",
        )
    ),
    "what members of staff did and wrote in the CMS, by their number; goes with the account": (
        "wagtailadmin.Admin", "wagtailadmin.EditingSession", "wagtailadmin.FormState", "wagtailcore.ModelLogEntry",
        "wagtailcore.PageLogEntry", "wagtailcore.Comment", "wagtailcore.CommentReply", "wagtailcore.PageSubscription",
        "wagtailusers.UserProfile", "wagtailcore.UploadedFile", "wagtailcore.APIToken",
    ),
    "how the CMS is set up": tuple(
        f"wagtailcore.{name}"
        for name in (
            "Locale", "Site", "GroupSitePermission", "CollectionViewRestriction", "GroupCollectionPermission",
            "WorkflowContentType", "WorkflowState", "Workflow", "WorkflowTask", "Task", "GroupApprovalTask", "TaskState",
            "GroupPagePermission", "PageViewRestriction", "WorkflowPage",
        )
    ),
    "which cookies there are, and what editors changed": (
        "cookie_consent.CookieGroup", "cookie_consent.Cookie", "cookie_consent.LogItem",
    ),
    "roles and what they may do": ("auth.Permission", "auth.Group", "contenttypes.ContentType"),
    "members of staff who are signed in; cleared every day": ("sessions.Session",),
}  # fmt: skip
for _reason, _models in OF_PACKAGES.items():
    for _model in _models:
        exempt(_model, _reason)
exempt("auth.User", "members of staff, no visitor", columns=("first_name", "last_name", "email"))
