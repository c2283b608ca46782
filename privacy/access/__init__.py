"""Who may see what: authorisations per purpose, training, access log."""
