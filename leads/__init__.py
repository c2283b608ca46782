"""What visitors send."""
