"""Who runs what the site stands on: servers, mail, backups (GDPR Art. 13(1)(e), 28).

Production is started with it, in `PROVIDERS`, and a release tells it: nobody types it a second time.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.conf import settings
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from privacy.register.released_companies import ReleasedVendor

OWN = "own"
SERVERS, MAIL, BACKUPS = "servers", "mail", "backups"
# In the order in which they are told → what each is called, and the variable that says who runs it.
PLACES: dict[str, tuple[str | Promise, str]] = {
    SERVERS: (gettext_lazy("the servers"), "HOSTING_VENDOR"),
    MAIL: (gettext_lazy("the e-mail"), "EMAIL_VENDOR"),
    BACKUPS: (gettext_lazy("the backups"), "BACKUP_VENDOR"),
}


@dataclass(frozen=True)
class Provider:
    """Who runs a place; `vendor` is None where that is we ourselves."""

    place: str
    key: str
    vendor: ReleasedVendor | None = None

    @property
    def sentence(self) -> SafeString:
        """One sentence of the policy, with the company a link to what is told of it."""
        if self.vendor is None:
            return SafeString(
                {
                    SERVERS: _("We run the servers ourselves."),
                    MAIL: _("Our e-mail is sent from a server of our own."),
                    BACKUPS: _("We keep the backups ourselves."),
                }[self.place]
            )
        sentence = {
            SERVERS: _("{company} runs the servers."),
            MAIL: _("{company} sends our e-mail."),
            BACKUPS: _("{company} keeps the backups."),
        }[self.place]
        company = format_html('<a href="#company-{}">{}</a>', self.vendor.key, self.vendor.name)
        return format_html(sentence, company=company)


def providers_of(rows: Iterable[Iterable[str]], vendors: Mapping[str, ReleasedVendor]) -> tuple[Provider, ...]:
    """Return who runs what, of the places and keys that a release holds; a place of which nothing is known is left out."""
    known = ((place, key, vendors.get(key)) for place, key in rows)
    return tuple(Provider(place, key, vendor) for place, key, vendor in known if vendor or key == OWN)


def configured() -> dict[str, str]:
    """Return what this process was started with, in the order of the policy: place → key."""
    return {place: settings.PROVIDERS[place] for place in PLACES if place in settings.PROVIDERS}
