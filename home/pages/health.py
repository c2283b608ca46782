"""What must exist: a home page in every language that speaks to visitors (/<lang>/ is where everything else is found)."""

from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext
from wagtail.models import Page

from leads.forms.models import LiveForm
from privacy.operations.health import MISSING, OK, HealthCheck


def languages_without_home() -> list[str]:
    """Return the languages in which pages or forms are live and the home page is not; the first language always counts."""
    pages = Page.objects.live().order_by().values_list("depth", "locale__language_code").distinct()
    homes = {language for depth, language in pages if depth == 2}
    spoken = {settings.LANGUAGE_CODE, *(language for depth, language in pages if depth > 2)}
    spoken |= set(LiveForm.objects.order_by().values_list("language", flat=True).distinct())
    return [language for language, _name in settings.LANGUAGES if language in spoken - homes]


def missing_homes(now: datetime) -> list[str]:
    """Return a sentence about each language whose home page is missing."""
    names = dict(settings.LANGUAGES)
    return [
        gettext(
            "%(language)s has no home page, and pages or forms are live in it. Publish the home page again, or take them "
            "offline."
        )
        % {"language": names[language]}
        for language in languages_without_home()
    ]


HOMES = HealthCheck("home_pages", lambda now: MISSING if languages_without_home() else OK, {})
