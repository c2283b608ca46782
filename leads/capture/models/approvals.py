"""That a privacy officer read a question in an editor's own words, and found that it asks what it says it asks."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from privacy.keys.append_only import append_only


@append_only()
class FieldApproval(models.Model):
    """Bound to exactly the words, their language and the kind of data named with them: other words need another (R8)."""

    words_hash = models.CharField(max_length=64, unique=True, editable=False)
    language = models.CharField(_("language"), max_length=12)
    kind = models.CharField(max_length=12)
    category = models.CharField(_("kind of data"), max_length=40)
    words = models.JSONField(_("words"))
    form_name = models.CharField(_("form"), max_length=80)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("approved by"),
    )
    approved_at = models.DateTimeField(_("approved on"))

    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["-approved_at", "pk"]
        default_permissions = ("view", "add")
        verbose_name = _("approved question")
        verbose_name_plural = _("approved questions")

    def __str__(self) -> str:
        return str(self.pk)
