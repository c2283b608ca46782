"""Why teams hold no personal data of visitors."""

from privacy.personal_data.contract import exempt

exempt("leads_teams.Team", "members of staff who answer together, and their own mailbox", columns=("mailbox",))
exempt("leads_teams.FormRouting", "which members of staff answer a form")
exempt("leads_teams.RoutingRule", "which members of staff answer what")
