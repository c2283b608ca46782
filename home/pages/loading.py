"""What the site starts with: pages, register, forms and texts in every language. The sample site is the same, with examples."""

from datetime import datetime
from typing import Any

from cookie_consent.models import CookieGroup
from django.db import models, transaction
from wagtail.models import Page

from home.base.models import HeaderFooter
from home.pages import sample, sample_translations
from home.pages.models import HomePage
from leads.forms import sample as forms_sample
from leads.forms.models import LeadForm
from leads.forms.publishing import publish_all_forms
from privacy.policy import sample as policy_sample
from privacy.register import sample as register_sample
from privacy.register.examples import example_releases
from privacy.register.models.facts import Controller, DataCategory, Purpose, RetentionRule, Vendor
from privacy.register.models.releases import Release
from privacy.register.models.sections import PolicySection

# Language → (field, string) of what its catalogue lacks.
Untranslated = dict[str, list[tuple[str, str]]]
# Whoever filled in one of these has begun a site of their own.
CONTENT: tuple[type[models.Model], ...] = (
    Controller,
    Purpose,
    DataCategory,
    Vendor,
    RetentionRule,
    PolicySection,
    CookieGroup,
    LeadForm,
    HeaderFooter,
)
# A site that has all of these is there.
SITE = {Page, Controller, Purpose}


class FromDevelopment(Exception):
    """The database holds releases that were made for trying out; `numbers` says which."""

    def __init__(self, numbers: list[int]) -> None:
        super().__init__(f"Releases {numbers} rest on EXAMPLE contracts")
        self.numbers = numbers


class BegunByHand(Exception):
    """The database is neither empty nor a whole site; `found` says what it holds, as (number, name)."""

    def __init__(self, found: list[tuple[int, str]]) -> None:
        super().__init__("The database holds a part of a site")
        self.found = found


def load_content(*, now: datetime) -> tuple[HomePage, Untranslated]:
    """Add the pages, forms, header, footer and translations that are missing; return the home page and what lacks words.

    The register must be there: forms point at its purposes.
    """
    home = sample.load(forms_sample.load(now=now))
    policy_sample.load(home)
    sample.load_frame(home)
    return home, sample_translations.load(now=now)


@transaction.atomic
def load_site(*, now: datetime) -> Untranslated | None:
    """Fill an empty database with the site, without examples, and return what lacks words in which language.

    Where the site is there already, nothing is touched, not even what was deleted, and None is returned.
    Raises FromDevelopment and BegunByHand; then nothing is changed either.
    """
    # One at a time: a second process waits here, and finds what the first one loaded.
    Page.objects.select_for_update().get(depth=1)
    if numbers := example_releases():
        raise FromDevelopment(numbers)
    rows: dict[type[models.Model], models.QuerySet[Any]] = {model: model._default_manager.all() for model in CONTENT}
    # Wagtail's own welcome page is nobody's.
    rows[Page] = Page.objects.filter(depth__gt=1).not_exact_type(Page)
    found = {model: count for model, made in rows.items() if (count := made.count())}
    if found.keys() >= SITE:
        return None
    if found:
        raise BegunByHand([(count, str(model._meta.verbose_name_plural)) for model, count in found.items()])
    register_sample.add_missing(examples=False)
    return load_content(now=now)[1]


@transaction.atomic
def release_first(*, now: datetime) -> Release:
    """Release the policy for the first time and show the forms; raises as `publish_release` does, and nothing is changed."""
    release = register_sample.release_first(now=now)
    forms_sample.approve_words(now=now)
    publish_all_forms(now=now)
    return release
