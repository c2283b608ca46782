"""The page types visitors read."""

from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail import blocks as wagtail_blocks
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.search import index

from home.base import links
from home.base.models import BasePage
from home.pages import blocks
from home.pages.blocks_joined import (
    CompaniesBlock,
    DoorsBlock,
    FlowBlock,
    FormSectionBlock,
    FrameSectionBlock,
    MapSectionBlock,
    PostSectionBlock,
    VideoSectionBlock,
)


class SectionsBlock(wagtail_blocks.StreamBlock):
    """Every section a page may be built from."""

    text = blocks.TextBlock()
    image_text = blocks.ImageTextBlock()
    columns = blocks.ColumnsBlock()
    faq = blocks.FaqBlock()
    doors = DoorsBlock()
    call_to_action = blocks.CallToActionBlock()
    contact_card = blocks.ContactCardBlock()
    form = FormSectionBlock()
    steps = blocks.StepsBlock()
    flow = FlowBlock()
    figures = blocks.FiguresBlock()
    companies = CompaniesBlock()
    table = blocks.TableBlock()
    download = blocks.DownloadBlock()
    video = VideoSectionBlock()
    map = MapSectionBlock()
    post = PostSectionBlock()
    frame = FrameSectionBlock()


class SectionsPage(BasePage):
    """A page with a top and sections below it."""

    hero = StreamField([("hero", blocks.HeroBlock())], min_num=1, max_num=1, verbose_name=_("top of the page"))
    body = StreamField(SectionsBlock(), blank=True, verbose_name=_("sections"))
    show_contact = models.BooleanField(
        _("end with the contact strip"), default=True, help_text=_("The orange strip with the phone number.")
    )

    search_fields = [*BasePage.search_fields, index.SearchField("hero"), index.SearchField("body")]
    content_panels = [*BasePage.content_panels, FieldPanel("hero"), FieldPanel("body")]
    settings_panels = [FieldPanel("show_contact"), *BasePage.settings_panels]
    subpage_types: list[str] | None = []

    class Meta:
        abstract = True


class HomePage(SectionsPage):
    """The home page of one language."""

    parent_page_types = ["wagtailcore.Page"]
    # Every type that names this one as its parent.
    subpage_types = None
    template = "pages/page.html"

    class Meta:
        verbose_name = _("home page")


class LandingPage(SectionsPage):
    """A page for one group of readers, or about one subject."""

    parent_page_types = ["home_pages.HomePage"]
    template = "pages/page.html"

    class Meta:
        verbose_name = _("landing page")


class CompanyIndexPage(SectionsPage):
    """The companies; their own pages stand below it."""

    parent_page_types = ["home_pages.HomePage"]
    subpage_types = ["home_pages.CompanyPage"]
    template = "pages/page.html"

    class Meta:
        verbose_name = _("companies page")


class CompanyPage(SectionsPage):
    """One company: takes in, does, passes on."""

    row_in = models.CharField(_("row: goes in"), max_length=120, help_text=_("Printed in the rows of companies."))
    row_out = models.CharField(_("row: comes out"), max_length=120)
    takes_in = models.TextField(_("takes in"), max_length=500)
    does = models.TextField(_("does"), max_length=500)
    passes_on = models.TextField(_("passes on"), max_length=500)
    passes_to = models.ForeignKey(
        "home_pages.CompanyPage",
        verbose_name=_("passes on to"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("The company that takes over. Together the four close the circle."),
    )
    passes_to_label = models.CharField(_("label of that link"), max_length=80, blank=True)

    search_fields = [
        *SectionsPage.search_fields,
        index.SearchField("takes_in"),
        index.SearchField("does"),
        index.SearchField("passes_on"),
    ]
    content_panels = [
        *BasePage.content_panels,
        FieldPanel("hero"),
        MultiFieldPanel([FieldPanel("row_in"), FieldPanel("row_out")], heading=_("In the rows of companies")),
        MultiFieldPanel(
            [
                FieldPanel("takes_in"),
                FieldPanel("does"),
                FieldPanel("passes_on"),
                FieldPanel("passes_to"),
                FieldPanel("passes_to_label"),
            ],
            heading=_("Its place in the circle"),
        ),
        FieldPanel("body"),
    ]
    parent_page_types = ["home_pages.CompanyIndexPage"]
    template = "pages/company_page.html"

    class Meta:
        verbose_name = _("company page")

    def get_context(self, request: HttpRequest, *args: object, **kwargs: object) -> dict:
        """Add the company that takes over, in the active language, if it is live."""
        context = super().get_context(request, *args, **kwargs)
        context["passes_to"] = links.version_to_link(self.passes_to_id) if self.passes_to_id else None
        return context

    def linked_page_ids(self) -> list[int]:
        """Add the company that takes over."""
        return [*super().linked_page_ids(), *([self.passes_to_id] if self.passes_to_id else [])]


class ContactPage(SectionsPage):
    """Phone, mail, address, and the contact form."""

    parent_page_types = ["home_pages.HomePage"]
    template = "pages/page.html"

    class Meta:
        verbose_name = _("contact page")


class ContentPage(SectionsPage):
    """A plain page of text, such as the accessibility statement."""

    parent_page_types = ["home_pages.HomePage"]
    template = "pages/page.html"

    class Meta:
        verbose_name = _("text page")
