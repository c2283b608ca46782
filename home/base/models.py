"""The abstract page every page type stands on, and what stands around it: header, footer, messages."""

from typing import Any

from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.panels import FieldPanel, HelpPanel, MultiFieldPanel, ObjectList, TabbedInterface
from wagtail.blocks import Block
from wagtail.contrib.redirects.middleware import get_redirect
from wagtail.contrib.redirects.models import Redirect
from wagtail.fields import StreamField
from wagtail.models import Page, TranslatableMixin
from wagtail.url_routing import RouteResult
from wagtail.utils.decorators import cached_classmethod
from wagtail_localize.fields import TranslatableField

from home.base import block_tree, links
from home.base.blocks import FooterColumnBlock, LinkBlock
from home.base.header_footer import layout
from home.base.pictures import attach_renditions
from home.base.selectors import home_key


class BasePage(Page):
    """A public page: search and sharing texts, alternates, and what its blocks may load.

    Subclasses give `template` and `content_panels`; their template extends `base.html`.
    """

    social_image = models.ForeignKey(
        "wagtailimages.Image",
        verbose_name=_("sharing image"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("Shown when the page is shared; cut to 1200 × 630. Without one, the group's own image is used."),
    )

    promote_panels = [
        HelpPanel(content=_("What search engines and shared links show. Nothing here changes the page itself.")),
        MultiFieldPanel(
            [FieldPanel("slug"), FieldPanel("seo_title"), FieldPanel("search_description")], heading=_("Search")
        ),
        MultiFieldPanel([FieldPanel("social_image")], heading=_("Sharing")),
    ]
    # False keeps the page out of search engines and the sitemap.
    indexable = True
    # Every block with its value, once the page is being served.
    walked: list[tuple[Block, Any]] | None = None

    class Meta:
        abstract = True

    @cached_classmethod
    def get_edit_handler(cls) -> TabbedInterface:  # noqa: N805
        """Return the three tabs every page has: content, search and sharing, settings."""
        tabs = [
            ObjectList(cls.content_panels, heading=_("Content")),
            ObjectList(cls.promote_panels, heading=_("Search and sharing")),
            ObjectList(cls.settings_panels, heading=_("Settings")),
        ]
        return TabbedInterface(tabs, base_form_class=cls.base_form_class).bind_to_model(cls)

    def route(self, request: HttpRequest, path_components: list[str]) -> RouteResult:
        """Answer a page that was public once with 410 instead of 404, unless a redirect stands for it."""
        if not path_components and not self.live and self.first_published_at and not _redirects(request):
            return RouteResult(self, kwargs={"withdrawn": True})
        return super().route(request, path_components)

    def serve(self, request: HttpRequest, *args: object, withdrawn: bool = False, **kwargs: object) -> HttpResponse:
        """Render the page; what it loads from elsewhere is allowed for this page alone."""
        if withdrawn:
            if args or kwargs:
                raise Http404
            return render(request, "410.html", {"withdrawn_page": self}, status=410)
        response = super().serve(request, *args, **kwargs)
        self.allow_sources(response)
        return response

    def allow_sources(self, response: HttpResponse) -> None:
        """Add what this page loads from elsewhere to the policy of its answer.

        Its blocks name it, and hooks do: `page_csp_sources(page) -> dict[str, Iterable[str]]`, hosts per CSP directive.
        """
        sources = self.csp_sources()
        for hook in hooks.get_hooks("page_csp_sources"):
            for directive, hosts in hook(self).items():
                sources.setdefault(directive, set()).update(hosts)
        if sources:
            response._csp_update = {directive: sorted(hosts) for directive, hosts in sources.items()}  # type: ignore[attr-defined]

    def get_context(self, request: HttpRequest, *args: object, **kwargs: object) -> dict:
        """Read what the page shows of others: linked pages with one query, renditions of images with another."""
        shown = layout(request)
        home = home_key(request)
        versions_of = [self.translation_key, *([home] if home else [])]
        links.preload([*self.linked_page_ids(), *shown.page_ids], versions_of)
        self.walked = list(block_tree.walk_page(self))
        attach_renditions(block_tree.images(self, self.walked))
        return super().get_context(request, *args, **kwargs)

    def linked_page_ids(self) -> list[int]:
        """Return the ids of all pages this page links to, so that they are read together."""
        return block_tree.page_ids(self)

    def csp_sources(self) -> dict[str, set[str]]:
        """Return the hosts per CSP directive that this page's blocks may load from.

        A block says so with a method `csp_sources(value) -> dict[str, Iterable[str]]`.
        """
        found: dict[str, set[str]] = {}
        for block, value in self.walked or block_tree.walk_page(self):
            if hasattr(block, "csp_sources"):
                for directive, hosts in block.csp_sources(value).items():
                    found.setdefault(directive, set()).update(hosts)
        return found


def _redirects(request: HttpRequest) -> bool:
    path = Redirect.normalise_path(request.get_full_path(), decode_unicode=False)
    return bool(get_redirect(request, path) or get_redirect(request, path.partition("?")[0]))


class HeaderFooter(TranslatableMixin, models.Model):
    """What stands around every page in one language: header, footer, and short messages.

    One row a language, so that a page reads it with one query.
    """

    # Every page shows it as it is saved: a translator's words wait for an editor (home.translation.permissions).
    live_when_saved = True

    navigation = StreamField([("link", LinkBlock())], verbose_name=_("navigation"), blank=True)
    platform_label = models.CharField(
        _("customer platform: label"),
        max_length=60,
        blank=True,
        help_text=_("For example “Customer platform”. The address is kept in the privacy register."),
    )
    statement = models.CharField(
        _("statement"), max_length=120, help_text=_("One sentence in large type above the columns.")
    )
    columns = StreamField([("column", FooterColumnBlock())], verbose_name=_("columns"), blank=True, max_num=3)
    legal_links = StreamField(
        [("link", LinkBlock())],
        verbose_name=_("legal links"),
        blank=True,
        help_text=_(
            "Beside the privacy policy, the cookies, the terms and “Cookie settings”, which always stand there by themselves."
        ),
    )
    contact_heading = models.CharField(_("heading"), max_length=80)
    contact_text = models.CharField(_("text"), max_length=240)
    not_found_heading = models.CharField(_("heading"), max_length=80)
    not_found_text = models.CharField(_("text"), max_length=240)
    gone_heading = models.CharField(_("heading"), max_length=80)
    gone_text = models.CharField(_("text"), max_length=240)

    edit_handler = TabbedInterface(
        [
            ObjectList(
                [
                    HelpPanel(content=_("The links at the top of every page. Keep them short: seven fit a laptop.")),
                    FieldPanel("navigation"),
                    FieldPanel("platform_label"),
                ],
                heading=_("Header"),
            ),
            ObjectList(
                [
                    HelpPanel(
                        content=_(
                            "Name, address, phone and e-mail come from the privacy register and are not typed here."
                        )
                    ),
                    FieldPanel("statement"),
                    FieldPanel("columns"),
                    FieldPanel("legal_links"),
                ],
                heading=_("Footer"),
            ),
            ObjectList(
                [
                    MultiFieldPanel([FieldPanel("contact_heading"), FieldPanel("contact_text")], _("Contact strip")),
                    MultiFieldPanel(
                        [FieldPanel("not_found_heading"), FieldPanel("not_found_text")], _("Page not found")
                    ),
                    MultiFieldPanel([FieldPanel("gone_heading"), FieldPanel("gone_text")], _("Page withdrawn")),
                ],
                heading=_("Messages"),
            ),
        ]
    )
    translatable_fields = [
        TranslatableField(name)
        for name in (
            "navigation",
            "platform_label",
            "statement",
            "columns",
            "legal_links",
            "contact_heading",
            "contact_text",
            "not_found_heading",
            "not_found_text",
            "gone_heading",
            "gone_text",
        )
    ]

    class Meta(TranslatableMixin.Meta):
        verbose_name = _("header and footer")
        verbose_name_plural = _("header and footer")

    def __str__(self) -> str:
        return f"{_('Header and footer')} ({self.locale.language_code})"
