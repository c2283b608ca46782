"""What keeps machines out: counters, switches, and how often each layer had to act."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, HelpPanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseGenericSetting


class RateCounter(models.Model):
    """How often one connection posted in one stretch of time. Holds a keyed hash, never the address."""

    address_hash = models.CharField(max_length=64)
    window_start = models.DateTimeField(db_index=True)
    count = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["address_hash", "window_start"], name="submissions_one_counter")]
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.pk)


class Layer(models.TextChoices):
    """What a post passes. Where it comes from, its key and its files are always checked."""

    ORIGIN = "origin", _("Sent from our own page")
    KEY = "key", _("One-time key")
    TRAP = "trap", _("Field that people do not see")
    TIME = "time", _("Shortest time")
    PROOF = "proof", _("Work for the browser")
    RATE = "rate", _("Posts from one connection")
    REPEATED = "repeated", _("Text sent before")
    LINKS = "links", _("Web addresses in the text")
    FILES = "files", _("Files by what is in them")


class ProtectionSettings(BaseGenericSetting):
    """Which layers are on. All are; a layer is switched off only while it does harm."""

    trap = models.BooleanField(
        Layer.TRAP.label,
        default=True,
        help_text=_("A field out of sight. Whoever fills it in is asked to send once more."),
    )
    time = models.BooleanField(
        Layer.TIME.label,
        default=True,
        help_text=_("Nobody fills in a form within two seconds. Whoever does is asked to send once more."),
    )
    proof = models.BooleanField(
        Layer.PROOF.label,
        default=True,
        help_text=_("The browser solves a small sum while the visitor types. It costs a person nothing, a flood much."),
    )
    rate = models.BooleanField(
        Layer.RATE.label,
        default=True,
        help_text=_(
            "At most thirty posts in ten minutes from one connection; after that the visitor is asked to wait. From the "
            "sixth on they are held back for you to look at."
        ),
    )
    repeated = models.BooleanField(
        Layer.REPEATED.label,
        default=True,
        help_text=_(
            "The same text within a day, from several people or more than three times from one, is held back for you to "
            "look at."
        ),
    )
    links = models.BooleanField(
        Layer.LINKS.label,
        default=True,
        help_text=_("Three or more web addresses, together with another sign, hold a message back."),
    )

    panels = [
        HelpPanel(
            content=_(
                "These layers keep machines out of the forms without a cookie, a puzzle or another company. That a "
                "post comes from our own page, that it is sent once, and what is in its files, are always checked. A change takes effect "
                "within a minute."
            )
        ),
        MultiFieldPanel(
            [FieldPanel(name) for name in ("trap", "time", "proof", "rate", "repeated", "links")],
            heading=_("Layers"),
        ),
    ]

    class Meta:
        verbose_name = _("Protection of forms")
        default_permissions = ("change",)

    def __str__(self) -> str:
        return str(self._meta.verbose_name)


class LayerCount(models.Model):
    """How often a layer acted on a form's posts on one day. Counts only: nobody can be found in it."""

    class Outcome(models.TextChoices):
        ASKED = "asked", _("asked to send once more")
        REFUSED = "refused", _("refused")
        HELD = "held", _("held back")

    day = models.DateField(_("day"))
    slug = models.SlugField(_("form"), max_length=60)
    layer = models.CharField(_("layer"), max_length=10, choices=Layer.choices)
    outcome = models.CharField(_("what happened"), max_length=10, choices=Outcome.choices)
    count = models.PositiveIntegerField(_("times"), default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["day", "slug", "layer", "outcome"], name="submissions_one_layer_count")
        ]
        default_permissions = ("view",)
        verbose_name = _("protection of forms")
        verbose_name_plural = _("protection of forms")

    def __str__(self) -> str:
        return f"{self.day} {self.slug} {self.layer} {self.outcome}"
