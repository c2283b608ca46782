"""The log of personal data breaches with its 72 hours, and the alarm when somebody opens or takes out very much (R64)."""
