"""Which purposes of the policy this room carries out (R93)."""

from collections.abc import Iterable

from cookie_consent.models import CookieGroup
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from privacy.cookies.personal_data import CookieChoices, NumberCounterData
from privacy.register.service_registry import BasisEvent, Offer, Service, WayIn, register_service

NECESSARY = "cookies_necessary"
ASKED = ("cookies_functional", "cookies_analytical", "cookies_advertising")


def register_services() -> None:
    """Make known that choices about cookies are asked, obeyed and recorded."""
    register_service(
        Service(
            key="necessary_cookies",
            label=gettext_lazy("Cookies that the site cannot do without"),
            purposes=(NECESSARY,),
            ways_in=(WayIn.AUTOMATIC,),
            basis_event=BasisEvent.NOTIFIED,
        )
    )
    register_service(
        Service(
            key="asked_cookies",
            label=gettext_lazy("Cookies that visitors allow or refuse"),
            purposes=ASKED,
            ways_in=(WayIn.BANNER,),
            basis_event=BasisEvent.ACCEPTED,
            offers=_offers,
        )
    )
    register_service(
        Service(
            key="cookie_choices",
            label=gettext_lazy("Proof of choices about cookies"),
            purposes=("consent_proof",),
            ways_in=(WayIn.AUTOMATIC,),
            basis_event=BasisEvent.NOTIFIED,
            stores=(CookieChoices,),
            rules=("cookie-choices",),
        )
    )
    register_service(
        Service(
            key="choice_protection",
            label=gettext_lazy("Protection of the pages where a choice is made and withdrawn"),
            purposes=("form_protection",),
            ways_in=(WayIn.AUTOMATIC,),
            basis_event=BasisEvent.NOTIFIED,
            stores=(NumberCounterData,),
            rules=("form-protection",),
        )
    )


def _offers() -> Iterable[Offer]:
    """The groups that the banner asks about, each for the purpose it serves."""
    groups = CookieGroup.objects.filter(is_required=False, facts__isnull=False).select_related("facts__purpose")
    return [
        Offer(
            group.facts.purpose.key,
            _("the choice about cookies, as “%(group)s”") % {"group": group.name},
            reverse("register_cookie_group", args=[group.pk]),
        )
        for group in groups
    ]
