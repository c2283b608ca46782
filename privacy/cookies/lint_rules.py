"""What is unhealthy about cookies and embeds (C7, C9, C13, C18, E3)."""

from collections.abc import Iterable, Iterator
from datetime import timedelta
from fnmatch import fnmatchcase

from cookie_consent.models import CookieGroup
from django.apps import apps
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.models import Page

from home.base.block_tree import may_hold, walk_page
from home.base.models import BasePage
from privacy.cookies.blocked import is_full
from privacy.cookies.blocks import EmbedBlock
from privacy.cookies.embeds_in_text import embeds_in_text
from privacy.cookies.models import BlockedLoad
from privacy.cookies.own_storage import TRACKERS, declared_seconds, own_storage, same_length
from privacy.cookies.vendor_scripts import host_of
from privacy.cookies.wording import banned_words
from privacy.register.lint import Finding, LintContext, edit_url, lint_rule
from privacy.register.lint_texts import asked_groups
from privacy.register.models.facts import Vendor
from privacy.register.models.texts import BannerText, CookieGroupText, VendorText
from privacy.register.released_companies import ReleasedCookie, ReleasedCookieGroup


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


# A pattern that begins with fewer letters than these would declare what nobody has seen yet.
FEWEST_LETTERS = 2
PAGES_NAMED = 3


def _about(group: ReleasedCookieGroup, cookie: ReleasedCookie | None, code: str, message: str, fix: str) -> Finding:
    pk = CookieGroup.objects.filter(varname=group.key).values_list("pk", flat=True).first()
    subject = f"{group.key}:{cookie.name}" if cookie else group.key
    return Finding(code, subject, message, fix, reverse("register_cookie_group", args=[pk]) if pk else "")


def _rows(context: LintContext) -> Iterator[tuple[ReleasedCookieGroup, ReleasedCookie]]:
    for group in context.facts.cookie_groups:
        for cookie in group.declared_cookies:
            yield group, cookie


@lint_rule("cookie_patterns")
def patterns_name_what_they_mean(context: LintContext) -> Iterable[Finding]:
    """A row such as “*” declares everything, and would blind the scanner and a withdrawal (C13, R96)."""
    for group, cookie in _rows(context):
        begins = cookie.name.partition("*")[0]
        if any(sign in cookie.name for sign in "*?[") and len(begins.strip("_-.:")) < FEWEST_LETTERS:
            yield _about(
                group,
                cookie,
                "cookie.pattern",
                _("“%(name)s” stands for almost any name, so nothing would be undeclared any more.")
                % {"name": cookie.name},
                _("Write the beginning that is always the same, such as “_ga_*”, or one row for each name."),
            )


@lint_rule("necessary_cookies")
def necessary_cookies_are_ours(context: LintContext) -> Iterable[Finding]:
    """What needs no permission is set by this site, on its own domain, and measures nobody (Art. 5(3) ePrivacy)."""
    ours = [one.name for one in own_storage()]
    for group, cookie in _rows(context):
        if not group.required:
            continue
        tracker = any(fnmatchcase(cookie.name, pattern) for pattern in TRACKERS)
        if cookie.vendor_key or cookie.domain or not cookie.first_party or tracker:
            yield _about(
                group,
                cookie,
                "cookie.not_necessary",
                _("“%(name)s” is declared as strictly necessary, but another company sets or reads it.")
                % {"name": cookie.name},
                _(
                    "Move it to the group that visitors are asked for. Only what this site itself cannot do without is necessary."
                ),
            )
        elif cookie.name not in ours:
            yield _about(
                group,
                cookie,
                "cookie.necessary_unproven",
                _("“%(name)s” is declared as strictly necessary, and nothing in this website sets it.")
                % {"name": cookie.name},
                _(
                    "Take it out. If the site cannot do without it, a privacy officer accepts this finding and writes down why."
                ),
            )


@lint_rule("own_cookies")
def own_cookies_are_told_as_they_are(context: LintContext) -> Iterable[Finding]:
    """What the software sets is in the table, for staff only where it is, and as long as the settings say (C18)."""
    groups = [group for group in context.facts.cookie_groups if group.required]
    rows = {cookie.name: cookie for group in groups for cookie in group.declared_cookies}
    for one in own_storage() if groups else ():
        cookie = rows.get(one.name)
        if cookie is None or (cookie.kind, cookie.staff_only) != (one.kind, one.staff_only):
            yield _about(
                groups[0],
                cookie,
                "cookie.own_missing",
                _("The website itself keeps “%(name)s” in a browser, and the table does not say so as it is.")
                % {"name": one.name},
                _("Declare it as strictly necessary, with its kind, and for staff only where visitors never get it."),
            )
        elif not same_length(declared_seconds(cookie), one.seconds):
            yield _about(
                groups[0],
                cookie,
                "cookie.lifetime",
                _("“%(name)s” is kept %(real)s, and the table says otherwise.")
                % {"name": one.name, "real": _length(one.seconds)},
                _("Write down how long the website keeps it."),
            )


def _length(seconds: int | None) -> str:
    return _("for %(days)s days") % {"days": seconds // 86_400} if seconds else _("until the browser closes")


@lint_rule("script_hosts")
def scripts_come_from_a_host_that_people_are_told_of(context: LintContext) -> Iterable[Finding]:
    """Where a company's script comes from stands among its host names: people are told of no other (C14, P4)."""
    for vendor in context.facts.vendors:
        if vendor.runs_script and not any(fnmatchcase(host_of(vendor.script), host) for host in vendor.hosts):
            yield Finding(
                code="vendor.script_host",
                subject=vendor.key,
                message=_("The script of %(name)s comes from %(host)s, which is not among its host names.")
                % {"name": vendor.name, "host": host_of(vendor.script)},
                fix=_(
                    "Add the host name. It is told to people; pages allow the script by its whole address, never all of a host."
                ),
                url=edit_url(Vendor, key=vendor.key),
            )


@lint_rule("blocked_loads")
def nothing_is_blocked_on_our_pages(context: LintContext) -> Iterable[Finding]:
    """What the content security policy stopped in visitors' browsers is told by host, with the pages (P4)."""
    recently = BlockedLoad.objects.filter(last_seen__gt=timezone.now() - timedelta(days=30))
    by_host: dict[str, list[BlockedLoad]] = {}
    for row in recently.order_by("host", "-count", "page"):
        by_host.setdefault(row.host, []).append(row)
    for host, rows in by_host.items():
        pages = list(dict.fromkeys(row.page for row in rows))
        named = ", ".join(pages[:PAGES_NAMED]) + (" …" if len(pages) > PAGES_NAMED else "")
        yield _reported(
            "page.blocked",
            host,
            _("On %(page)s browsers were kept from loading something of %(host)s, %(count)d times.")
            % {"page": named, "host": host, "count": sum(row.count for row in rows)},
            _(
                "Take it off the page, or add the company to the register first. Seen on many pages at once, it may be "
                "an extension of a visitor’s browser."
            ),
        )
    if is_full():
        yield _reported(
            "page.blocked_full",
            "",
            _("The list of what browsers could not load is full: what was last seen longest ago is left out."),
            _("Somebody may be making reports up. Scan the website: the scanner looks at the pages itself."),
        )


def _reported(code: str, subject: str, message: str, fix: str) -> Finding:
    """Anybody can send a report: the scanner, which cannot be lied to, decides."""
    url = reverse("cookie_scan")
    return Finding(code=code, subject=subject, message=message, fix=fix, url=url, blocks_release=False)
