"""How a release tells the privacy policy and the terms: sections with words, and facts below them."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString

from privacy.policy.models import TermsPage
from privacy.register import section_words
from privacy.register.documents import Document
from privacy.register.models.facts import Purpose
from privacy.register.models.sections import PolicySection
from privacy.register.release import ReleasedPurpose, ReleasedRegister
from privacy.register.released_companies import ReleasedCookieGroup
from privacy.register.released_section import ReleasedSection

LONGEST_DESCRIPTION = 255


@dataclass(frozen=True)
class BasisView:
    """A legal basis with the purposes that rest on it."""

    key: str
    label: str
    purposes: tuple[ReleasedPurpose, ...]


@dataclass(frozen=True)
class PolicyView:
    """A register in one language, grouped as a document tells it."""

    register: ReleasedRegister

    @property
    def cookie_groups(self) -> tuple[ReleasedCookieGroup, ...]:
        """The groups that exist for visitors: the necessary one, and those that somebody is asked about (C8)."""
        return tuple(group for group in self.register.cookie_groups if group.required or group.asked)

    @cached_property
    def told(self) -> tuple[ReleasedPurpose, ...]:
        """Every purpose but those of cookie groups that nobody is asked about."""
        asked = {group.purpose for group in self.cookie_groups}
        purposes = self.register.purposes
        return tuple(row for row in purposes if row.source != Purpose.Source.COOKIES or row.key in asked)

    @property
    def purposes(self) -> tuple[ReleasedPurpose, ...]:
        """The purposes of §2: those of cookies are told with their cookies."""
        return tuple(purpose for purpose in self.told if purpose.source != Purpose.Source.COOKIES)

    @property
    def bases(self) -> dict[str, BasisView]:
        """The legal bases in use, by key, in the order of the law (Art. 6(1))."""
        found = {
            key: BasisView(
                key, str(label), tuple(purpose for purpose in self.told if purpose.basis == key and not purpose.ended)
            )
            for key, label in Purpose.Basis.choices
        }
        return {key: basis for key, basis in found.items() if basis.purposes}


@dataclass(frozen=True)
class SectionView:
    """A section as its template shows it."""

    section: ReleasedSection
    text: SafeString
    closing: SafeString
    parts: tuple["SectionView", ...]

    @property
    def anchor(self) -> str:
        return self.section.key

    @property
    def heading(self) -> str:
        return self.section.heading

    @property
    def facts_template(self) -> str:
        """The template of what it shows below its words; empty for words alone."""
        shows = self.section.shows
        return "" if shows == PolicySection.Shows.WORDS else f"policy/facts/{shows}.html"


def privacy_document(register: ReleasedRegister) -> Document | None:
    """Return the privacy policy of a register in the active language (R3)."""
    return _document(PolicySection.Document.PRIVACY, register)


def terms_document(register: ReleasedRegister) -> Document | None:
    """Return the terms of use of a register in the active language (R7)."""
    return _document(PolicySection.Document.TERMS, register)


def _document(name: str, register: ReleasedRegister) -> Document | None:
    root = register.document(name)
    if root is None:
        return None
    values, links = _values(register), _links(register)
    whole = _view(root, values, links)
    context = {"document": whole, "policy": PolicyView(register), "register": register}
    # Blank lines of a template are no words: what is stored is what is read.
    html = "\n".join(line for line in render_to_string("policy/document.html", context).splitlines() if line.strip())
    first = root.text.strip().split("\n\n")[0]
    description = section_words.one_line(first, values=values)[:LONGEST_DESCRIPTION]
    return Document(section_words.one_line(root.heading, values=values), description, html)


def _view(section: ReleasedSection, values: Mapping[str, str], links: Mapping[str, str]) -> SectionView:
    text, closing = (
        section_words.to_html(words, values=values, links=links) for words in (section.text, section.closing)
    )
    return SectionView(section, text, closing, tuple(_view(part, values, links) for part in section.parts))


def _values(register: ReleasedRegister) -> dict[str, str]:
    controller = register.controller
    return {
        "controller": controller.legal_name,
        "public_name": controller.public_name,
        "email": controller.email,
        "access_email": controller.access_email or controller.email,
        "phone": controller.phone,
        "authority": controller.authority_name,
        "site": controller.site_url,
    }


def _links(register: ReleasedRegister) -> dict[str, str]:
    controller = register.controller
    return {
        "rights": reverse("rights:start"),
        "cookies": reverse("cookies:page"),
        "terms": _terms_path(register.language),
        "authority": controller.authority_url,
        "email": f"mailto:{controller.email}",
        "access_email": f"mailto:{controller.access_email or controller.email}",
    }


def _terms_path(language: str) -> str:
    """Return where the terms are read; empty while none are published, and their name is no link then."""
    page = TermsPage.objects.live().filter(locale__language_code=language).first()
    parts = page.get_url_parts() if page else None
    return parts[2] if parts else ""
