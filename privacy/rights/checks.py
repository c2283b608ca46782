"""What a deployment should know before it starts."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.checks import Error, Tags, register


@register(Tags.security)
def copies_are_in_no_backup(**_kwargs: Any) -> list[Error]:
    """Copies of identity documents lie outside every folder that a backup reads or is written to (R81)."""
    root = Path(settings.ID_COPY_ROOT).resolve()
    backed_up: dict[str, str | Path] = {"MEDIA_DIR": settings.MEDIA_ROOT, "PRIVATE_DIR": settings.PRIVATE_ROOT}
    if settings.BACKUP_ROOT:
        backed_up["BACKUP_DIR"] = settings.BACKUP_ROOT
    return [
        Error(
            f"ID_COPY_DIR lies inside {name}: copies of identity documents would be in backups. Set it to another folder.",
            id="rights.E001",
        )
        for name, folder in backed_up.items()
        if root.is_relative_to(Path(folder).resolve())
    ]
