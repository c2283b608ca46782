"""Encryption at rest with settings.ENCRYPTION_KEYS: the first key writes, all keys read (Fernet)."""

from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings

from privacy.keys.errors import NoKey, WrongKey


@lru_cache(maxsize=4)
def _cipher(keys: tuple[str, ...]) -> MultiFernet:
    if not keys:
        raise NoKey("ENCRYPTION_KEYS is empty: set at least one Fernet key, newest first.")
    try:
        return MultiFernet([Fernet(key) for key in keys])
    except ValueError as error:
        raise NoKey("ENCRYPTION_KEYS holds something that is not a Fernet key (32 bytes, URL-safe base64).") from error


def cipher() -> MultiFernet:
    """Return the cipher of the configured keys."""
    return _cipher(tuple(settings.ENCRYPTION_KEYS))


def encrypt(text: str) -> str:
    """Return `text` encrypted with the newest key."""
    return cipher().encrypt(text.encode()).decode()


def decrypt(token: str) -> str:
    """Return the text of `token`; raise WrongKey, never the ciphertext, when no key opens it."""
    try:
        return cipher().decrypt(token.encode()).decode()
    except InvalidToken as error:
        raise WrongKey("A stored value cannot be decrypted with any of ENCRYPTION_KEYS.") from error


def is_newest(token: str | bytes) -> bool:
    """Tell whether the newest key wrote `token`."""
    try:
        Fernet(settings.ENCRYPTION_KEYS[0]).decrypt(token)
    except InvalidToken:
        return False
    return True


def rotate(token: str) -> str:
    """Return `token` encrypted again with the newest key; raise WrongKey when no key opens it."""
    try:
        return cipher().rotate(token.encode()).decode()
    except InvalidToken as error:
        raise WrongKey("A stored value cannot be decrypted with any of ENCRYPTION_KEYS.") from error


def encrypt_bytes(content: bytes) -> bytes:
    """Return `content`, a whole file, encrypted with the newest key."""
    return cipher().encrypt(content)


def decrypt_bytes(token: bytes) -> bytes:
    """Return the content of `token`; raise WrongKey when no key opens it."""
    try:
        return cipher().decrypt(token)
    except InvalidToken as error:
        raise WrongKey("A stored file cannot be decrypted with any of ENCRYPTION_KEYS.") from error
