"""What is unhealthy about cookies and embeds (C7, C9, E3)."""

from collections.abc import Iterable, Iterator

from django.apps import apps
from django.utils.translation import gettext as _
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.models import Page

from home.base.block_tree import may_hold, walk_page
from home.base.models import BasePage
from privacy.cookies.blocks import EmbedBlock
from privacy.cookies.embeds_in_text import embeds_in_text
from privacy.cookies.wording import banned_words
from privacy.register.lint import Finding, LintContext, edit_url, lint_rule
from privacy.register.lint_texts import asked_groups
from privacy.register.models.texts import BannerText, CookieGroupText, VendorText


def live_embeds() -> Iterator[tuple[Page, str, str]]:
    """Yield page, title and company of everything of another company on a live page, in blocks and in rich text."""
    for model in apps.get_models():
        if issubclass(model, BasePage):
            for page in model.objects.live():
                for embed in embeds_in_text(page):
                    yield page, embed.name, embed.vendor
                if not may_hold(page, EmbedBlock):
                    continue
                for block, value in walk_page(page):
                    if isinstance(block, EmbedBlock):
                        yield page, value["title"], value.vendor_key


@lint_rule("embeds")
def embeds_have_an_active_company(context: LintContext) -> Iterable[Finding]:
    """What a company that is not switched on would show stands as poster, words and a link, and says so here (E3)."""
    for page, title, company in live_embeds():
        vendor = context.facts.vendors_by_key.get(company)
        if vendor and vendor.group and vendor.frame_hosts:
            continue
        yield Finding(
            code="embed.vendor",
            subject=f"page:{page.pk}",
            message=_("“%(title)s” on “%(page)s” cannot be shown here: its company is not switched on.")
            % {"title": title, "page": page.title},
            fix=_("Switch the company on with a cookie group and the host name of its embeds, or leave the link only."),
            url=AdminURLFinder().get_edit_url(page) or "",
            language=page.locale.language_code,
            # The page is lawful as it is: a picture, words and a link.
            blocks_release=False,
        )


@lint_rule("banner")
def asked_groups_have_their_words(context: LintContext) -> Iterable[Finding]:
    """A group is asked for with a name, a line and an explanation in every live language (C8, C9)."""
    for group in asked_groups(context):
        for language in context.languages:
            words = context.text("cookie_groups", group.key, language)
            missing = [name for name in CookieGroupText.required_fields if not words.get(name).strip()]
            if missing:
                yield Finding(
                    code="banner.words",
                    subject=group.key,
                    message=_("Visitors would be asked for “%(group)s” without words in this language.")
                    % {"group": group.key},
                    fix=_("Write its name, its line and its explanation, then have them approved."),
                    url=edit_url(CookieGroupText, group__varname=group.key),
                    language=language,
                )


@lint_rule("steering")
def consent_texts_do_not_steer(context: LintContext) -> Iterable[Finding]:
    """No word beside a choice pushes towards one answer (C7; GDPR Art. 4(11))."""
    for kind, model in (("cookie_groups", CookieGroupText), ("vendors", VendorText), ("banner", BannerText)):
        for language in context.languages:
            for key, words in context.draft.in_language(language).texts.get(kind, {}).items():
                text = " ".join(words.get(name) for name in model.text_fields)
                found = banned_words(text, language)
                if found:
                    yield Finding(
                        code="banner.steering",
                        subject=f"{kind}:{key}",
                        message=_("The text for “%(key)s” pushes towards an answer: %(words)s.")
                        % {"key": key, "words": ", ".join(found)},
                        fix=_("Say what happens instead, without praise."),
                        url=edit_url(model, pk=words.row_id) if words.row_id else "",
                        language=language,
                    )
