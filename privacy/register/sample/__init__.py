"""The register that the site starts with: the policy's facts and English texts, with or without examples."""

from privacy.register.sample.loading import add_missing, load, release_first, release_languages

__all__ = ["add_missing", "load", "release_first", "release_languages"]
