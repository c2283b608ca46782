"""What every page stands on: the base page, navigation, pictures, cache headers."""
