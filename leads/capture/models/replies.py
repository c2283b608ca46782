"""What is often answered, in the visitor's language."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import TranslatableMixin
from wagtail_localize.fields import TranslatableField


class ReplyTemplate(TranslatableMixin, models.Model):
    """A text to begin a reply with. It is offered for messages in its own language only."""

    name = models.CharField(_("name"), max_length=80, help_text=_("What it answers; visitors do not see it."))
    text = models.TextField(
        _("text"),
        max_length=5000,
        help_text=_(
            "Whoever replies can change it before sending. Write {reference} where the message's code belongs."
        ),
    )

    translatable_fields = [TranslatableField("name"), TranslatableField("text")]

    class Meta(TranslatableMixin.Meta):
        ordering = ["name", "pk"]
        verbose_name = _("reply template")
        verbose_name_plural = _("reply templates")

    def __str__(self) -> str:
        return self.name
