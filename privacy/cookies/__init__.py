"""The choice in the browser: groups, banner, embeds, records."""
