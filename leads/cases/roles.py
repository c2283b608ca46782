"""Who handles notices, orders and claims, the people they concern, and what of them is handed over."""

from privacy.access.roles import PRIVACY_OFFICERS, grant, on

grant(PRIVACY_OFFICERS, *on("leads_cases", "legalcase", "view", "add", "change", "search", "disclose"))
