"""May this person read these data, now; and who may."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext
from wagtail.users.models import UserProfile

from privacy.access.models import Authorisation
from privacy.register.models.facts import Vendor
from privacy.register.models.releases import Release
from privacy.register.selectors import current_release, recipients_told, released_register, titles_by_key

# The permission that makes somebody a privacy officer.
OFFICERS_ONLY = "privacy_register.approve_texts"


def valid_authorisations(now: datetime) -> QuerySet[Authorisation]:
    """Return the authorisations of active staff whose training has not run out; its last day still counts.

    People of another company may read only what it is told to receive.
    """
    return _granted(now).filter(_told())


def _granted(now: datetime) -> QuerySet[Authorisation]:
    return Authorisation.objects.filter(training_valid_until__gte=timezone.localdate(now), user__is_active=True)


def _told() -> Q:
    """Return the condition that whoever works for a company is authorised for what the release in force names it at."""
    register, told = released_register(), Q(company=None)
    for purpose in register.purposes if register else ():
        if keys := [vendor.key for vendor in purpose.vendors]:
            told |= Q(purpose_key=purpose.key, company__key__in=keys)
    return told


def authorised_purposes(user: Any, now: datetime) -> set[str]:
    """Return the keys of the purposes whose data a person may read. Superusers need an authorisation too."""
    if not user.is_authenticated:
        return set()
    return set(valid_authorisations(now).filter(user=user.pk).values_list("purpose_key", flat=True))


def may_read(user: Any, purpose_key: str, now: datetime) -> bool:
    """Tell whether a person may read the data of a purpose now."""
    return purpose_key in authorised_purposes(user, now)


def privacy_officers() -> QuerySet[Any]:
    """Return the active members of staff who answer for the policy, by what only their role may do."""
    users = get_user_model()._default_manager
    return users.with_perm(OFFICERS_ONLY, include_superusers=False).order_by("pk")


def is_officer(user: Any) -> bool:
    """Tell whether somebody is a privacy officer; a superuser is none by that alone."""
    return privacy_officers().filter(pk=user.pk).exists()


def cms_language(user: Any) -> str:
    """Return the language somebody has the CMS in."""
    chosen = UserProfile.objects.filter(user=user).values_list("preferred_language", flat=True).first()
    return chosen or str(settings.LANGUAGE_CODE)


def whom_to_ask() -> str:
    """Return, in a sentence, who grants and renews authorisations."""
    names = list(staff_names(privacy_officers().values_list("pk", flat=True)).values())[:3]
    if not names:
        return gettext("Ask a privacy officer.")
    return gettext("Ask a privacy officer: %(names)s.") % {"names": ", ".join(names)}


def why_not(user: Any, purpose_key: str, now: datetime) -> str:
    """Return why a person may not read the data of a purpose and whom to ask; empty when they may."""
    if may_read(user, purpose_key, now):
        return ""
    title = purpose_titles([purpose_key])[purpose_key]
    expired = Authorisation.objects.filter(user=user.pk, purpose_key=purpose_key).first()
    if expired is None:
        sentence = gettext("You are not authorised to open data collected for “%(purpose)s”.") % {"purpose": title}
    else:
        sentence = gettext("Your training for data collected for “%(purpose)s” was valid until %(date)s.") % {
            "purpose": title,
            "date": date_format(expired.training_valid_until),
        }
    return f"{sentence} {whom_to_ask()}"


def purposes_nobody_may_read(purpose_keys: Iterable[str], now: datetime) -> set[str]:
    """Return those of `purpose_keys` for which no active member of staff holds a valid authorisation."""
    return set(purpose_keys) - set(valid_authorisations(now).values_list("purpose_key", flat=True))


def companies_that_read(now: datetime) -> list[tuple[Vendor, str]]:
    """Return each company of which somebody is authorised to read data, with the key of the purpose."""
    rows = _granted(now).filter(company__isnull=False).select_related("company").order_by("purpose_key")
    return list(dict.fromkeys((row.company, row.purpose_key) for row in rows if row.company))


def is_told(company_key: str, purpose_key: str, *, on: date) -> bool:
    """Tell whether the people whose data a purpose uses were told that a company receives them (Art. 13(1)(e), 13(3)).

    The release in force names it. Whoever gave data before it was named was told on the day that the purpose says.
    """
    current = current_release()
    purpose = current.facts.purposes_by_key.get(purpose_key) if current else None
    if purpose is None or company_key not in {vendor.key for vendor in purpose.vendors}:
        return False
    without = [
        number
        for number, told in recipients_told()
        if purpose_key in told and company_key not in {company.key for company in told[purpose_key].companies}
    ]
    if not without:
        return True
    since = Release.objects.values_list("published_at", flat=True).get(number=without[-1])
    return purpose.noticed_on is not None and timezone.localdate(since) <= purpose.noticed_on <= on


def purpose_titles(purpose_keys: Iterable[str]) -> dict[str, str]:
    """Return purpose key → its title in the active language: as released, else as drafted, or the key where it has none."""
    register = released_register()
    titles = {purpose.key: purpose.title for purpose in register.purposes} if register else {}
    keys = list(purpose_keys)
    drafted = {} if all(titles.get(key) for key in keys) else titles_by_key()
    return {key: titles.get(key) or drafted.get(key) or key for key in keys}


def staff_names(user_ids: Iterable[int]) -> dict[int, str]:
    """Return user id → name as the CMS shows it; accounts that are gone are left out."""
    users = get_user_model()._default_manager.filter(pk__in=set(user_ids))
    return {user.pk: user.get_full_name() or user.get_username() for user in users}
