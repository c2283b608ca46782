"""Members of staff: invited, signed in with a second factor, warned before their training ends, and leaving."""
