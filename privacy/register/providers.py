"""Who runs what the site stands on: servers, mail, backups (GDPR Art. 13(1)(e), 28).

Production is started with it, in `PROVIDERS`, and a release tells it: nobody types it a second time.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.conf import settings
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from privacy.register.released_companies import ReleasedVendor

OWN = "own"
SERVERS, MAIL, BACKUPS = "servers", "mail", "backups"
# In the order in which they are told → the variable that says who runs it.
VARIABLES = {SERVERS: "HOSTING_VENDOR", MAIL: "EMAIL_VENDOR", BACKUPS: "BACKUP_VENDOR"}


@dataclass(frozen=True)
class Provider:
    """Who runs a place; `vendor` is None where that is we ourselves."""

    place: str
    key: str
    vendor: ReleasedVendor | None = None

    @property
    def words(self) -> str:
        """One sentence of the policy, without markup."""
        return self._sentence().format(company=self.vendor.name if self.vendor else "")

    @property
    def sentence(self) -> SafeString:
        """The same, with the company a link to what is told of it."""
        link = format_html('<a href="#company-{}">{}</a>', self.vendor.key, self.vendor.name) if self.vendor else ""
        return format_html(self._sentence(), company=link)

    def _sentence(self) -> str:
        if self.vendor is None:
            return {
                SERVERS: _("We run the servers ourselves."),
                MAIL: _("Our e-mail is sent from a server of our own."),
                BACKUPS: _("We keep the backups ourselves."),
            }[self.place]
        return {
            SERVERS: _("{company} runs the servers."),
            MAIL: _("{company} sends our e-mail."),
            BACKUPS: _("{company} keeps the backups."),
        }[self.place]


def providers_of(rows: Iterable[Iterable[str]], vendors: Mapping[str, ReleasedVendor]) -> tuple[Provider, ...]:
    """Return who runs what, of the places and keys that a release holds; a place of which nothing is known is left out."""
    known = ((place, key, vendors.get(key)) for place, key in rows)
    return tuple(Provider(place, key, vendor) for place, key, vendor in known if vendor or key == OWN)


def configured() -> dict[str, str]:
    """Return what this process was started with, in the order of the policy: place → key."""
    return {place: settings.PROVIDERS[place] for place in VARIABLES if place in settings.PROVIDERS}


def unnamed(place: str, key: str) -> str:
    """Return in a sentence that nobody of the register runs a place; `key` is who does, empty where nobody said it."""
    if key:
        return {
            SERVERS: _("“%(key)s” runs the servers, and no company that is switched on has that key."),
            MAIL: _("“%(key)s” sends the e-mail, and no company that is switched on has that key."),
            BACKUPS: _("“%(key)s” keeps the backups, and no company that is switched on has that key."),
        }[place] % {"key": key}
    return {
        SERVERS: _("Nobody says who runs the servers, and the policy must name whoever does."),
        MAIL: _("Nobody says who sends the e-mail, and the policy must name whoever does."),
        BACKUPS: _("Nobody says who keeps the backups, and the policy must name whoever does."),
    }[place]
