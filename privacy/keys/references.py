"""Codes that people read aloud and type: no letter or digit that is taken for another."""

import secrets

ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"


def new_reference(prefix: str) -> str:
    """Return a code such as KG-7F3K-29QX: the prefix and eight random characters, 39 bits."""
    first, second = ("".join(secrets.choice(ALPHABET) for _ in range(4)) for _ in range(2))
    return f"{prefix}-{first}-{second}"
