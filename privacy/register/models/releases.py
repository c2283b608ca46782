"""Releases, numbered and unchangeable; decisions to release in spite of a finding; changes of the draft in between."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from privacy.keys.append_only import append_only


@append_only()
class Release(models.Model):
    """One published state of the register: facts and texts of all live languages, as JSON.

    Rows are never changed and never deleted, which the database itself holds; proofs of consent point at them.
    """

    number = models.PositiveIntegerField(_("number"), unique=True)
    published_at = models.DateTimeField(_("published on"))
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("published by")
    )
    note = models.TextField(_("what changed"), blank=True)
    # The same in every live language; empty in versions that were released before it was asked for.
    notes = models.JSONField(_("what changed, in each language"), default=dict, blank=True)
    material = models.BooleanField(_("changes what happens to people's data"), default=True)
    data = models.JSONField(_("contents"))
    sha256 = models.CharField(_("SHA-256"), max_length=64)

    class Meta:
        ordering = ["-number"]
        get_latest_by = "number"
        verbose_name = _("policy version")
        verbose_name_plural = _("policy versions")
        permissions = [("approve_texts", "Can approve texts")]

    def __str__(self) -> str:
        return str(self.number)

    def note_in(self, language: str) -> str:
        """Return what changed, in a language; in the source language where the version does not say it in that one."""
        return str(self.notes.get(language) or self.note)


@append_only()
class ReleasedDocument(models.Model):
    """What people read of a release: a whole document in one language, rendered when it was released.

    These bytes are shown, compared, printed and pointed at by proofs for as long as the release exists; a release holds
    their SHA-256. `html` has the document's sections, `description` one plain sentence for search engines.
    """

    release = models.ForeignKey(Release, on_delete=models.PROTECT, related_name="documents")
    document = models.CharField(_("document"), max_length=10)
    language = models.CharField(_("language"), max_length=12)
    title = models.CharField(_("title"), max_length=255)
    description = models.CharField(_("description"), max_length=255, blank=True)
    html = models.TextField(_("contents"))
    sha256 = models.CharField(_("SHA-256"), max_length=64)

    wagtail_reference_index_ignore = True

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["release", "document", "language"], name="register_document_once")
        ]
        verbose_name = _("released document")
        verbose_name_plural = _("released documents")

    def __str__(self) -> str:
        return f"{self.release_id} {self.document} {self.language}"


class Waiver(models.Model):
    """A recorded decision to release in spite of one finding, with its reason.

    It holds for one language and for what it was taken about, as it was: a change of that, and it lapses. Decisions are
    kept, also those that were taken back.
    """

    code = models.CharField(_("finding"), max_length=60)
    subject = models.CharField(_("about"), max_length=100, blank=True)
    reason = models.TextField(_("reason"))
    granted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    granted_at = models.DateTimeField(_("granted on"))
    language = models.CharField(_("language"), max_length=12, blank=True)
    # The SHA-256 of what the finding was about.
    about_hash = models.CharField(max_length=64, blank=True, editable=False)
    taken_back_at = models.DateTimeField(_("taken back on"), null=True, blank=True)
    taken_back_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("waiver")
        verbose_name_plural = _("waivers")

    def __str__(self) -> str:
        return f"{self.code}:{self.subject}"


@append_only()
class FactChange(models.Model):
    """One thing of the register that a member of staff added, changed or removed in one press.

    `fields`: list of [name, before, after], names in English. The member of staff stands here by name, as it was: the
    proof outlives the account.
    """

    class Kind(models.TextChoices):
        ADDED = "added", _("Added")
        REMOVED = "removed", _("Removed")
        CHANGED = "changed", _("Changed")

    at = models.DateTimeField(_("time"), db_index=True)
    actor_id = models.BigIntegerField(_("member of staff"))
    name = models.CharField(_("changed by"), max_length=200)
    kind = models.CharField(max_length=8, choices=Kind.choices)
    group = models.CharField(max_length=20)
    title = models.CharField(_("what"), max_length=255)
    language = models.CharField(_("language"), max_length=12, blank=True)
    fields = models.JSONField(default=list)
    # The fields in the reader's words, once a screen has put them so.
    lines: list[tuple[str, str, str]]

    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["-at", "-pk"]
        default_permissions = ()
        verbose_name = _("change of the register")
        verbose_name_plural = _("changes of the register")

    def __str__(self) -> str:
        return str(self.pk)
