"""What visitors read: the base every page stands on, its languages, and the pages."""
