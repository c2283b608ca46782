"""Who decides who answers: the teams, and which form's messages each answers."""

from privacy.access.roles import ADMINISTRATORS, EDITORS, PRIVACY_OFFICERS, grant, on

for role in (PRIVACY_OFFICERS, ADMINISTRATORS):
    grant(role, *on("leads_teams", "team", "view", "add", "change", "delete"))
grant(EDITORS, *on("leads_teams", "team", "view"))
for role in (EDITORS, PRIVACY_OFFICERS):
    grant(role, *on("leads_teams", "formrouting", "view", "add", "change"))
