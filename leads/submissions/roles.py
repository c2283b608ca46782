"""Who answers messages, of the purposes that they are authorised for, and who sees how often spam protection acted."""

from privacy.access.roles import ADMINISTRATORS, LEAD_HANDLERS, PRIVACY_OFFICERS, TEAM_LEADERS, grant, on

for role in (LEAD_HANDLERS, TEAM_LEADERS):
    grant(role, *on("leads_submissions", "submission", "view", "change"))
grant(TEAM_LEADERS, "leads_submissions.export_submission")
for role in (PRIVACY_OFFICERS, ADMINISTRATORS):
    grant(role, *on("leads_submissions", "layercount", "view"))
grant(ADMINISTRATORS, *on("leads_submissions", "protectionsettings", "change"))
