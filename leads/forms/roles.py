"""Who builds and publishes forms, who translates them, and who approves custom fields."""

from privacy.access.roles import EDITORS, PRIVACY_OFFICERS, TRANSLATORS, grant, on

for role in (EDITORS, PRIVACY_OFFICERS):
    grant(role, *on("leads_forms", "leadform", "view", "add", "change", "publish"))
grant(TRANSLATORS, *on("leads_forms", "leadform", "view", "change"))
grant(PRIVACY_OFFICERS, *on("leads_forms", "fieldapproval", "view", "add"))
