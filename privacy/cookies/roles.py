"""Who sees what the last scan of the site found about cookies, and the record of choices."""

from privacy.access.roles import ADMINISTRATORS, EDITORS, PRIVACY_OFFICERS, grant, on

for role in (EDITORS, PRIVACY_OFFICERS, ADMINISTRATORS):
    grant(role, *on("privacy_cookies", "scanreport", "view"))
grant(PRIVACY_OFFICERS, *on("privacy_cookies", "consentrecord", "view"))
