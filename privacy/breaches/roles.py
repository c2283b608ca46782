"""Who handles what happened to data that must not have."""

from privacy.access.roles import PRIVACY_OFFICERS, grant, on

grant(PRIVACY_OFFICERS, *on("privacy_breaches", "breach", "view", "add", "change"))
