"""Why the schedule holds no personal data."""

from privacy.personal_data.contract import exempt

exempt("privacy_operations.Schedule", "when jobs run")
