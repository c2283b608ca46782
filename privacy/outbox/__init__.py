"""Mail queued with the data it is about, rendered at sending, never stored as text."""
