"""What editors build: forms, their published versions, what stops one from going live."""
