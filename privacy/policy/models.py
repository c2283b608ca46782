"""The pages that show a release's documents: the privacy policy with its versions, and the terms."""

from typing import Any

from django.contrib.auth.models import User
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, HelpPanel, MultiFieldPanel, Panel
from wagtail.contrib.routable_page.models import RoutablePageMixin, path
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField

from home.base.models import BasePage
from privacy.keys.append_only import append_only
from privacy.policy import selectors
from privacy.policy.permissions import DocumentPagePermissions
from privacy.register.document_words import plain_words
from privacy.register.documents import Document, released_document
from privacy.register.selectors import current_release, release_by_number


class DocumentPage(BasePage):
    """A page in the tree that shows a document of the release in force, byte for byte (R92). It holds no word of it."""

    # Which document of a release it shows.
    document = ""

    search_fields = [*BasePage.search_fields, index.SearchField("released_words")]
    content_panels = [
        HelpPanel(
            content=_(
                "Nothing on this page is typed here: it shows what was released. Change its words under Privacy › Sections, "
                "then release. The law asks that it is concise, clear and easy to find (Art. 12 GDPR)."
            )
        ),
        *BasePage.content_panels,
    ]

    promote_panels = [MultiFieldPanel([FieldPanel("slug")], heading=_("Search"))]
    # Each language's page takes these from its own document.
    override_translatable_fields = [
        SynchronizedField(name, overridable=False) for name in ("title", "seo_title", "search_description")
    ]
    # Nothing to plan: it neither begins nor ends by the clock.
    settings_panels: list[Panel] = []

    # A page that is made for another language takes no moment of its source.
    exclude_fields_in_copy = ["go_live_at", "expire_at"]
    max_count_per_parent = 1
    parent_page_types = ["home_pages.HomePage"]
    subpage_types: list[str] = []

    class Meta:
        abstract = True

    def clean(self) -> None:
        """Take title and description from the document, and no moment to begin or end: no policy comes or goes by the clock.

        Lists, searches and shared links call the page by what was released, whatever was typed.
        """
        document = self.released() if self.locale_id else None
        if document:
            self.title = self.draft_title = document.title
            self.seo_title, self.search_description = "", document.description
        self.go_live_at = self.expire_at = None
        super().clean()

    def with_content_json(self, content: dict[str, Any]) -> "DocumentPage":
        """Return the page of a revision, which may be of a time when pages of documents had such moments."""
        page: DocumentPage = super().with_content_json({**content, "go_live_at": None, "expire_at": None})
        return page

    def permissions_for_user(self, user: User) -> DocumentPagePermissions:
        """Publishing, withdrawing, moving and deleting are an officer's."""
        return DocumentPagePermissions(user, self)

    def released(self, number: int | None = None) -> Document | None:
        """Return the document in this page's language, by default as it is in force."""
        return released_document(self.document, self.locale.language_code, number)

    @property
    def released_words(self) -> str:
        """What the search finds the page by."""
        document = self.released()
        return "\n".join(plain_words(document)) if document else ""

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the document as it was released; None before the first release."""
        return {**super().get_context(request, *args, **kwargs), "document": self.released()}


class PrivacyPage(RoutablePageMixin, DocumentPage):
    """The privacy policy as it was released, every earlier version, and what changed between two (R90, R92)."""

    document = "privacy"
    template = "policy/document_page.html"

    class Meta:
        verbose_name = _("privacy page")

    def serve(self, request: HttpRequest, *args: Any, withdrawn: bool = False, **kwargs: Any) -> HttpResponse:
        """Render the page or one of its version pages; a withdrawn page answers as every page does."""
        if withdrawn:
            return BasePage.serve(self, request, withdrawn=True)
        response: HttpResponse = super().serve(request, *args, **kwargs)
        self.allow_sources(response)
        return response

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add which release this is, and where all of them are listed."""
        context = super().get_context(request, *args, **kwargs)
        release = context["release"] = current_release()
        context["languages"] = selectors.language_names(release) if release else []
        context["versions_url"] = self.get_url(request) + self.reverse_subpage("versions")
        return context

    @path("versions/", name="versions")
    def versions(self, request: HttpRequest) -> HttpResponse:
        """List every version of the policy."""
        overrides = {"releases": selectors.versions(self.locale.language_code)}
        return self.render(request, template="policy/versions.html", context_overrides=overrides)

    @path("versions/<int:number>/", name="version")
    def version(self, request: HttpRequest, number: int) -> HttpResponse:
        """Show one version whole, in this page's language, as it was read then."""
        document = self.released(number)
        if document is None:
            raise Http404
        release = release_by_number(number)
        overrides = {
            "document": document,
            "release": release,
            "languages": selectors.language_names(release),
            "current": current_release(),
        }
        return self.render(request, template="policy/version.html", context_overrides=overrides)

    @path("versions/<int:older>-<int:newer>/", name="comparison")
    def comparison(self, request: HttpRequest, older: int, newer: int) -> HttpResponse:
        """Show every word that changed between two versions."""
        if any(self.released(number) is None for number in (older, newer)):
            raise Http404
        changes = selectors.changed_lines(self.document, older, newer, self.locale.language_code)
        overrides = {"changes": changes or (), "comparable": changes is not None, "older": older, "newer": newer}
        return self.render(request, template="policy/comparison.html", context_overrides=overrides)


class TermsPage(DocumentPage):
    """The terms of use as they were released; while the page is live they are in force (R7)."""

    document = "terms"
    template = "policy/document_page.html"
    content_panels = [
        HelpPanel(
            content=_(
                "While this page is live, whoever enters into a contract through the site agrees to the terms as they were "
                "released, and that version is kept with what they sent."
            )
        ),
        *DocumentPage.content_panels,
    ]

    class Meta:
        verbose_name = _("terms page")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the version in force in this page's language."""
        context = super().get_context(request, *args, **kwargs)
        context["version"] = TermsVersion.newest(self.locale.language_code)
        return context


@append_only()
class TermsVersion(models.Model):
    """The terms as they were in force in one language: what a contract made through the site points at.

    `body` is the document's HTML; the hash is that of its words, so that a template alone makes no new version.
    """

    language = models.CharField(_("language"), max_length=10)
    number = models.PositiveIntegerField(_("number"))
    published_at = models.DateTimeField(_("published on"))
    title = models.CharField(_("title"), max_length=255)
    body = models.JSONField(_("contents"))
    sha256 = models.CharField(_("SHA-256"), max_length=64)

    class Meta:
        ordering = ["language", "-number"]
        constraints = [models.UniqueConstraint(fields=["language", "number"], name="policy_terms_number_once")]
        verbose_name = _("version of the terms")
        verbose_name_plural = _("versions of the terms")

    def __str__(self) -> str:
        return f"{self.language} {self.number}"

    @classmethod
    def newest(cls, language: str) -> "TermsVersion | None":
        """Return the newest version in a language, whether or not it is in force."""
        return cls._default_manager.filter(language=language).order_by("-number").first()


class LinkCheck(models.Model):
    """Whether a page that the policy refers to answered when it was last asked. `status` is null when nobody did."""

    url = models.URLField(max_length=500, unique=True)
    checked_at = models.DateTimeField()
    status = models.PositiveSmallIntegerField(null=True)
    dead = models.BooleanField(default=False)

    wagtail_reference_index_ignore = True

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return self.url
