"""Who invites colleagues."""

from privacy.access.roles import ADMINISTRATORS, grant, on

grant(ADMINISTRATORS, *on("privacy_staff", "invitation", "view", "add"))
