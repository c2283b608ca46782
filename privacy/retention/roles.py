"""Who reviews what is kept, and who keeps something for a legal claim or order."""

from privacy.access.roles import ADMINISTRATORS, PRIVACY_OFFICERS, grant, on

grant(
    PRIVACY_OFFICERS,
    *on("privacy_retention", "retentionreview", "view", "add"),
    *on("privacy_retention", "legalhold", "view", "add", "change"),
)
grant(ADMINISTRATORS, *on("privacy_retention", "retentionreview", "view"))
