"""The privacy and terms pages, drawn from a release; versions and differences."""
