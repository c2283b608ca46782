"""What the site promises, and keeps."""
