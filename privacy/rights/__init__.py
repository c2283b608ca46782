"""Data-subject requests: intake, identity, deadline, answer (GDPR Art. 12–22; policy §6)."""
