"""What can go wrong with keys and identifiers: one class per failure a caller can act on."""

from django.core.exceptions import ImproperlyConfigured


class WrongKey(Exception):
    """A stored value was encrypted with a key that is not in ENCRYPTION_KEYS, or was altered."""


class NoKey(ImproperlyConfigured):
    """A list of keys is empty or holds something that is no key."""


class NotAnEmail(ValueError):
    """The text is no e-mail address."""


class NotAPhone(ValueError):
    """The text is no phone number."""
