"""The site's languages, and the translators' work."""
