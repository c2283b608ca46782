"""What every page stands on: the base page, header and footer, pictures, cache headers."""
