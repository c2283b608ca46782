"""The sample site: languages, pages, header, footer and messages, in English.

A second run changes nothing: what exists is left as editors have made it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.utils import translation
from wagtail.models import Locale, Page, Site

from home.base.models import BasePage, HeaderFooter
from home.pages import sample_companies, sample_group, sample_offers
from home.pages.models import CompanyIndexPage, CompanyPage, ContactPage, ContentPage, HomePage, LandingPage
from home.pages.sample_stream import Section, items, stream
from leads.forms.models import LeadForm

Content = Callable[[dict[str, int]], tuple[str, list[Section]]]


@dataclass(frozen=True)
class Sample:
    """One page: its key is its slug, except for the home page."""

    key: str
    model: type[BasePage]
    parent: str
    title: str
    seo_title: str
    description: str
    content: Content
    show_contact: bool = True


PAGES = (
    Sample(
        "home",
        HomePage,
        "",
        "Kargro Group",
        "What happens to a demounted tyre",
        "Kargro Group inspects, buys and collects demounted truck and car tyres, retreads truck tyres, and turns end-of-life "
        "tyres into granulate, powder and steel.",
        sample_group.home,
    ),
    Sample(
        "for-fleets",
        LandingPage,
        "home",
        "For fleets",
        "Truck-tyre casings inspected, bought and collected",
        "Truck-tyre casings inspected, bought and collected in the Netherlands, Belgium, Germany and northern France; "
        "retreads hot and cold.",
        sample_offers.fleets,
    ),
    Sample(
        "for-tyre-specialists",
        LandingPage,
        "home",
        "For tyre specialists",
        "Truck casings and used car tyres, collected",
        "Kargro Banden takes truck-tyre casings, Lintire used passenger-car tyres: collected from tyre specialists, and "
        "checked.",
        sample_offers.specialists,
    ),
    Sample(
        "for-car-owners",
        LandingPage,
        "home",
        "For car owners",
        "What becomes of your old tyres",
        "What happens to your car tyres after the change: collected from your tyre specialist, checked, traded, or turned "
        "into new material.",
        sample_offers.car_owners,
    ),
    Sample(
        "how-it-goes-round",
        LandingPage,
        "home",
        "How it goes round",
        "How a tyre goes round",
        "Inspected, collected, sorted, and then retreaded or turned into granulate, powder and steel: the way of a tyre.",
        sample_group.how_it_goes_round,
    ),
    Sample(
        "companies",
        CompanyIndexPage,
        "home",
        "Companies",
        "The four companies of Kargro Group",
        "Kargro Banden, Lintire, Banden Plan Europa and Kargro Recycling: what each takes in and passes on.",
        sample_group.company_index,
    ),
    *(
        Sample(
            company.key,
            CompanyPage,
            "companies",
            company.title,
            company.title,
            company.description,
            getattr(sample_companies, company.key.replace("-", "_")),
        )
        for company in sample_companies.COMPANIES
    ),
    Sample(
        "about",
        LandingPage,
        "home",
        "About",
        "About Kargro Group",
        "Kargro Group, founded in 1968, works in the circular processing of demounted truck and passenger-car tyres.",
        sample_group.about,
    ),
    Sample(
        "contact",
        ContactPage,
        "home",
        "Contact",
        "Contact Kargro Group",
        "Phone, e-mail, address and contact form of Kargro Group in Montfoort, the Netherlands.",
        sample_group.contact,
        show_contact=False,
    ),
    Sample(
        "accessibility",
        ContentPage,
        "home",
        "Accessibility",
        "Accessibility statement",
        "How far this website can be used by everyone, how that is tested, and what to do if something stops you.",
        sample_group.accessibility,
    ),
    Sample(
        "report",
        ContentPage,
        "home",
        "Report something",
        "Report something illegal",
        "Tell Kargro Group about something on this website that is illegal or abusive. A person decides, with reasons.",
        sample_group.report,
        show_contact=False,
    ),
)


@transaction.atomic
def load(forms: Mapping[str, LeadForm]) -> HomePage:
    """Make what is missing of the sample site, with each form on its page; return the English home page."""
    locales = {code: Locale.objects.get_or_create(language_code=code)[0] for code, _name in settings.LANGUAGES}
    with translation.override(settings.LANGUAGE_CODE):
        pages, new = _make_pages(locales[settings.LANGUAGE_CODE])
        _make_site(pages["home"])
        ids = {
            **{f"form:{slug}": form.pk for slug, form in forms.items()},
            **{key: page.pk for key, page in pages.items()},
        }
        for sample in PAGES:
            if sample.key in new:
                _fill(pages[sample.key], sample, ids)
    return pages["home"]


def _make_pages(locale: Locale) -> tuple[dict[str, Any], set[str]]:
    """Return every page by key, and the keys of those made now."""
    root = Page.get_first_root_node()
    home = HomePage.objects.filter(locale=locale).first()
    pages: dict[str, Any] = {"home": home} if home else {}
    new: set[str] = set()
    for sample in PAGES:
        if sample.key in pages:
            continue
        parent = pages[sample.parent] if sample.parent else root
        found = sample.model.objects.child_of(parent).filter(slug=sample.key).first() if sample.parent else None
        if found is None:
            if parent.is_root():
                # Wagtail's welcome page holds the slug "home" until it is removed.
                Page.objects.child_of(root).filter(slug="home").update(slug="welcome")
            parent.refresh_from_db()
            found = parent.add_child(instance=_page(sample, locale))
            new.add(sample.key)
        pages[sample.key] = found
    return pages, new


def _page(sample: Sample, locale: Locale) -> BasePage:
    page = sample.model(
        title=sample.title,
        slug=sample.key,
        seo_title=sample.seo_title,
        search_description=sample.description,
        show_contact=sample.show_contact,
        locale=locale,
        live=False,
    )
    for company in sample_companies.COMPANIES:
        if company.key == sample.key:
            for name in ("row_in", "row_out", "takes_in", "does", "passes_on", "passes_to_label"):
                setattr(page, name, getattr(company, name))
    return page


def _fill(page: BasePage, sample: Sample, ids: dict[str, int]) -> None:
    """Give a new page its content and publish it."""
    page.refresh_from_db()
    hero, sections = sample.content(ids)
    page.hero = hero
    page.body = stream(*sections)
    for company in sample_companies.COMPANIES:
        if company.key == sample.key:
            page.passes_to_id = ids[company.passes_to]
    page.full_clean()
    page.save_revision().publish()


def _make_site(home: HomePage) -> None:
    """Let the default site begin at the home page, and remove Wagtail's welcome page."""
    site = Site.objects.filter(is_default_site=True).first()
    if site is None:
        Site.objects.create(root_page=home, is_default_site=True, **_address())
    elif site.root_page.specific_class is Page:
        welcome = site.root_page
        for name, value in {"root_page": home, **_address()}.items():
            setattr(site, name, value)
        site.save()
        if not welcome.is_root():
            Page.objects.get(pk=welcome.pk).delete()


def _address() -> dict[str, Any]:
    """Return what Wagtail's own mails call the site by."""
    url = urlsplit(settings.SITE_URL)
    port = url.port or (443 if url.scheme == "https" else 80)
    return {"hostname": url.hostname, "port": port, "site_name": "Kargro Group"}


def load_frame(home: HomePage) -> None:
    """Make header, footer and messages in the home page's language unless they are there."""
    if not HeaderFooter.objects.filter(locale=home.locale).exists():
        ids = {page.slug: page.pk for page in home.get_descendants()}
        HeaderFooter.objects.create(locale=home.locale, **_navigation(ids), **_footer(ids), **_messages())


def _link(page_id: int | None, label: str = "", view: str = "") -> dict[str, Any]:
    return {"page": page_id, "label": label, "view": view}


def _navigation(ids: dict[str, int]) -> dict[str, Any]:
    keys = (
        "for-fleets",
        "for-tyre-specialists",
        "for-car-owners",
        "how-it-goes-round",
        "companies",
        "about",
        "contact",
    )
    return {"navigation": stream(*(("link", _link(ids[key])) for key in keys)), "platform_label": "Customer platform"}


def _footer(ids: dict[str, int]) -> dict[str, Any]:
    def column(heading: str, *keys: str) -> tuple[str, dict[str, Any]]:
        return "column", {"heading": heading, "links": items(*(_link(ids[key]) for key in keys))}

    return {
        "statement": "Nothing about a tyre is finished when it comes off.",
        "columns": stream(
            column("For you", "for-fleets", "for-tyre-specialists", "for-car-owners"),
            column("Companies", *(company.key for company in sample_companies.COMPANIES)),
            column("Kargro Group", "how-it-goes-round", "about", "contact"),
        ),
        "legal_links": stream(
            ("link", _link(ids["accessibility"])),
            ("link", _link(ids["report"])),
        ),
    }


def _messages() -> dict[str, str]:
    return {
        "contact_heading": "Tyres in the yard?",
        "contact_text": "Call us. Say where you are, what you have and roughly how many.",
        "not_found_heading": "This road ends here.",
        "not_found_text": "The page you were looking for is not, or no longer, at this address. Search for it, or start from "
        "one of these pages.",
        "gone_heading": "This page was withdrawn.",
        "gone_text": "It was here once and has been taken down on purpose. Search for what you need, or start from one of "
        "these pages.",
    }
