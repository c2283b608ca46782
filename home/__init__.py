"""What visitors read: the shell every page stands on, and the pages."""
