"""Encrypted backups, their return, and the rehearsal that proves both (policy §5: against loss)."""
