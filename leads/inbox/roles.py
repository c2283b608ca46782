"""Who writes the texts that a reply begins with; translators write them in other languages."""

from privacy.access.roles import EDITORS, PRIVACY_OFFICERS, TEAM_LEADERS, TRANSLATORS, grant, on

for role in (EDITORS, TEAM_LEADERS, PRIVACY_OFFICERS):
    grant(role, *on("leads_inbox", "replytemplate", "view", "add", "change", "delete"))
grant(TRANSLATORS, *on("leads_inbox", "replytemplate", "view", "change"))
