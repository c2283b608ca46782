"""Who answers what people ask under their rights."""

from privacy.access.roles import PRIVACY_OFFICERS, grant, on

grant(PRIVACY_OFFICERS, *on("privacy_rights", "rightsrequest", "view", "add", "change"))
