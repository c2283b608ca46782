"""The privacy page, drawn from the register's release, and the terms with every version that was in force."""

from typing import Any

from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, HelpPanel
from wagtail.contrib.routable_page.models import RoutablePageMixin, path
from wagtail.fields import StreamField
from wagtail.search import index

from home.base.models import BasePage
from privacy.keys.append_only import append_only
from privacy.policy import selectors
from privacy.policy.blocks import PolicyBlock, TermsBlock


class PrivacyPage(RoutablePageMixin, BasePage):
    """The privacy policy: an editor's words between views of the release in force (R3, R89, R90)."""

    body = StreamField(PolicyBlock(), verbose_name=_("sections"))

    search_fields = [*BasePage.search_fields, index.SearchField("body")]
    content_panels = [
        HelpPanel(
            content=_(
                "What is under “From the privacy register” is not typed here: it shows the latest released version. "
                "Change it under Privacy, then release. The law asks that this page is concise, clear and easy to "
                "find (Art. 12 GDPR)."
            )
        ),
        *BasePage.content_panels,
        FieldPanel("body"),
    ]

    max_count_per_parent = 1
    parent_page_types = ["home_pages.HomePage"]
    subpage_types: list[str] = []
    template = "policy/privacy_page.html"

    class Meta:
        verbose_name = _("privacy page")

    def serve(self, request: HttpRequest, *args: Any, withdrawn: bool = False, **kwargs: Any) -> HttpResponse:
        """Render the page or one of its version pages; a withdrawn page answers as every page does."""
        if withdrawn:
            return BasePage.serve(self, request, withdrawn=True)
        response: HttpResponse = super().serve(request, *args, **kwargs)
        return response

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the policy in this page's language, and the sections for the table of contents."""
        context = super().get_context(request, *args, **kwargs)
        context["policy"] = selectors.policy_view(language=self.locale.language_code)
        context["contents"] = [child.value for child in self.body]
        context["versions_url"] = self.get_url(request) + self.reverse_subpage("versions")
        return context

    @path("versions/", name="versions")
    def versions(self, request: HttpRequest) -> HttpResponse:
        """List every version of the policy."""
        return self.render(
            request, template="policy/versions.html", context_overrides={"releases": selectors.releases()}
        )

    @path("versions/<int:number>/", name="version")
    def version(self, request: HttpRequest, number: int) -> HttpResponse:
        """Show one version whole, in this page's language."""
        policy = selectors.policy_view(language=self.locale.language_code, number=number)
        if policy is None:
            raise Http404
        return self.render(request, template="policy/version.html", context_overrides={"policy": policy})

    @path("versions/<int:older>-<int:newer>/", name="comparison")
    def comparison(self, request: HttpRequest, older: int, newer: int) -> HttpResponse:
        """Show what changed between two versions."""
        with translation.override(self.locale.language_code):
            difference = selectors.difference(older, newer, self.locale.language_code)
        if difference is None:
            raise Http404
        return self.render(request, template="policy/comparison.html", context_overrides={"difference": difference})


class TermsPage(BasePage):
    """The terms of use; each publication is kept as a numbered version (R7)."""

    body = StreamField(TermsBlock(), verbose_name=_("sections"))

    search_fields = [*BasePage.search_fields, index.SearchField("body")]
    content_panels = [
        HelpPanel(
            content=_(
                "Publishing makes a new numbered version. Whoever enters into a contract through the site agrees to "
                "the version in force at that moment, and that version is kept with what they sent."
            )
        ),
        *BasePage.content_panels,
        FieldPanel("body"),
    ]

    max_count_per_parent = 1
    parent_page_types = ["home_pages.HomePage"]
    subpage_types: list[str] = []
    template = "policy/terms_page.html"

    class Meta:
        verbose_name = _("terms page")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the version in force in this page's language, and the sections for the table of contents."""
        context = super().get_context(request, *args, **kwargs)
        context["version"] = TermsVersion.newest(self.locale.language_code)
        context["contents"] = [child.value for child in self.body]
        return context


@append_only()
class TermsVersion(models.Model):
    """The terms as they were published in one language: what a contract made through the site points at."""

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
