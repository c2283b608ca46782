"""What a deployment should know before it starts."""

from typing import Any

from django.conf import settings
from django.core.checks import Error, Tags, Warning, register

from privacy.backups.encryption import recipients
from privacy.backups.errors import BackupError


@register(Tags.security)
def backups_can_be_sealed(**_kwargs: Any) -> list[Error]:
    """Backups are sealed for somebody, or not made."""
    if not settings.BACKUP_ROOT:
        return []
    try:
        recipients(settings.BACKUP_RECIPIENTS)
    except BackupError as error:
        return [Error(str(error), id="backups.E001")]
    return []


@register(Tags.security, deploy=True)
def backups_are_made(**_kwargs: Any) -> list[Warning]:
    """A deployment without backups says so on purpose."""
    if settings.BACKUP_ROOT:
        return []
    return [Warning("No backups are made: set BACKUP_DIR and BACKUP_RECIPIENTS.", id="backups.W001")]
