"""Blocks of the privacy page: an editor's words, and views of the register's release between them."""

from typing import Any

from django.utils.functional import cached_property
from django.utils.text import slugify
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from privacy.policy.selectors import policy_view

FEATURES = ["bold", "italic", "link", "ol", "ul"]


class SectionValue(blocks.StructValue):
    """A section with its heading and the anchor that the table of contents points at."""

    @cached_property
    def anchor(self) -> str:
        return self.block.meta.anchor or slugify(self.get("heading") or "") or "section"


class TextSectionBlock(blocks.StructBlock):
    """A heading with the editor's own text."""

    heading = blocks.CharBlock(max_length=120, label=_("heading"))
    text = blocks.RichTextBlock(features=["h3", *FEATURES], label=_("text"))

    class Meta:
        icon = "pilcrow"
        label = _("Text")
        group = _("Your own words")
        description = _("A heading with text of your own.")
        template = "policy/blocks/text.html"
        value_class = SectionValue
        anchor = ""
        preview_value = {"heading": _("A heading"), "text": "<p>…</p>"}


class ReleaseSectionBlock(blocks.StructBlock):
    """A heading and an introduction by the editor, over what the release in force says."""

    heading = blocks.CharBlock(max_length=120, label=_("heading"))
    intro = blocks.RichTextBlock(features=FEATURES, required=False, label=_("introduction"))

    class Meta:
        group = _("From the privacy register")
        value_class = SectionValue
        form_classname = "struct-block"
        anchor = ""

    def get_context(self, value: blocks.StructValue, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        """Add the policy as the page shows it: the release in force, or the version that was asked for."""
        context: dict[str, Any] = super().get_context(value, parent_context=parent_context)
        context["policy"] = (parent_context or {}).get("policy") or policy_view()
        return context

    def get_preview_value(self) -> blocks.StructValue:
        """Return the section under its own name."""
        return self.normalize({"heading": _t("From the privacy register"), "intro": ""})


class ControllerBlock(ReleaseSectionBlock):
    """Who answers for the data."""

    class Meta:
        icon = "home"
        label = _("Who we are")
        description = _("Name, address and how to reach us, from the company details.")
        template = "policy/blocks/controller.html"
        anchor = "who-we-are"


class PurposesBlock(ReleaseSectionBlock):
    """What is used and why."""

    class Meta:
        icon = "list-ul"
        label = _("What and why")
        description = _("Every purpose: why, which data, for how long.")
        template = "policy/blocks/purposes.html"
        anchor = "what-and-why"


class BasesBlock(ReleaseSectionBlock):
    """On which legal bases."""

    class Meta:
        icon = "check"
        label = _("Legal bases")
        description = _("The purposes grouped by legal basis, with every legitimate interest named.")
        template = "policy/blocks/bases.html"
        anchor = "legal-bases"


class CookiesBlock(ReleaseSectionBlock):
    """Cookie groups and the cookie list."""

    class Meta:
        icon = "tag"
        label = _("Cookies")
        description = _("Each group of cookies with its table.")
        template = "policy/blocks/cookies.html"
        anchor = "cookies"


class RetentionBlock(ReleaseSectionBlock):
    """How long data are kept."""

    class Meta:
        icon = "history"
        label = _("How long")
        description = _("Every period, as it is carried out.")
        template = "policy/blocks/retention.html"
        anchor = "how-long"


class RightsBlock(ReleaseSectionBlock):
    """A person's rights."""

    class Meta:
        icon = "user"
        label = _("Your rights")
        description = _("All rights of the law, where to write to, and where to complain.")
        template = "policy/blocks/rights.html"
        anchor = "your-rights"


class ThirdPartiesBlock(ReleaseSectionBlock):
    """Companies that receive data."""

    class Meta:
        icon = "group"
        label = _("Other companies")
        description = _("Every company that is switched on, with its privacy statement.")
        template = "policy/blocks/third_parties.html"
        anchor = "other-companies"


class VersionBlock(ReleaseSectionBlock):
    """Which version this is."""

    class Meta:
        icon = "calendar-alt"
        label = _("This version")
        description = _("Number, date and languages, with a link to earlier versions.")
        template = "policy/blocks/version.html"
        anchor = "this-version"


class PolicyBlock(blocks.StreamBlock):
    """The privacy page's sections in their order."""

    text = TextSectionBlock()
    controller = ControllerBlock()
    purposes = PurposesBlock()
    bases = BasesBlock()
    cookies = CookiesBlock()
    retention = RetentionBlock()
    rights = RightsBlock()
    third_parties = ThirdPartiesBlock()
    version = VersionBlock()

    class Meta:
        block_counts = {
            name: {"max_num": 1}
            for name in (
                "controller",
                "purposes",
                "bases",
                "cookies",
                "retention",
                "rights",
                "third_parties",
                "version",
            )
        }


class TermsBlock(blocks.StreamBlock):
    """The terms page's sections."""

    text = TextSectionBlock()
