"""Files that visitors send with a form."""

import secrets

from django.db import models
from django.utils.translation import gettext_lazy as _

from leads.capture.models.submissions import Submission
from privacy.keys.fields import EncryptedTextField


def random_id() -> str:
    """Return a name that nobody can guess."""
    return secrets.token_hex(16)


class Upload(models.Model):
    """A file: held for an hour under the key of a post that was refused, or part of a message."""

    public_id = models.CharField(max_length=32, unique=True, default=random_id, editable=False)
    submission = models.ForeignKey(
        Submission, on_delete=models.CASCADE, null=True, related_name="uploads", verbose_name=_("message")
    )
    key_hash = models.CharField(max_length=64, db_index=True, editable=False)
    field_key = models.CharField(max_length=60)
    name = EncryptedTextField(_("name"))
    content_type = models.CharField(_("kind"), max_length=60)
    size = models.PositiveIntegerField(_("size"))
    created_at = models.DateTimeField(_("received"))

    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["pk"]
        default_permissions = ()
        verbose_name = _("file")
        verbose_name_plural = _("files")

    def __str__(self) -> str:
        return str(self.pk)
