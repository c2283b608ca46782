"""Who sees mail that has not gone out, and may try again."""

from privacy.access.roles import ADMINISTRATORS, PRIVACY_OFFICERS, grant

for role in (PRIVACY_OFFICERS, ADMINISTRATORS):
    grant(role, "privacy_outbox.view_outboxmail", "privacy_outbox.change_outboxmail")
