"""What the ledger tells the rooms above it."""

from django.dispatch import Signal

# Sent inside the transaction that wrote it: a consent was withdrawn, or a use objected to. `event` is the LedgerEvent.
basis_ended = Signal()
