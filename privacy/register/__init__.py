"""Controller, purposes, vendors, periods, legal texts, releases and the linter."""
