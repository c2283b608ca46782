"""The private folder of files: each encrypted with the newest key."""

from pathlib import Path

from django.conf import settings

from privacy.files.folder import PrivateFolder
from privacy.keys import encryption

folder = PrivateFolder(lambda: Path(settings.PRIVATE_ROOT) / "uploads")
remove, files = folder.remove, folder.files


def write(name: str, content: bytes) -> None:
    """Keep `content`, encrypted, under `name`; it is there whole or not at all."""
    folder.write(name, encryption.encrypt_bytes(content))


def read(name: str) -> bytes:
    """Return the content kept under `name`; raises FileNotFoundError, or WrongKey."""
    return encryption.decrypt_bytes(folder.read(name))


def rotate(name: str) -> bool:
    """Encrypt again with the newest key; tell whether that was needed."""
    if encryption.is_newest(folder.read(name)):
        return False
    write(name, read(name))
    return True
