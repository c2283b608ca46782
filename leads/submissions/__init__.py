"""What visitors send: the post, what of it may be stored, spam protection, files."""
