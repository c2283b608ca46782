"""The sample register: the policy's facts and English texts, and their first release."""

from privacy.register.sample.loading import load, release_languages

__all__ = ["load", "release_languages"]
