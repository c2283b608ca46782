"""The consent cookie: django-cookie-consent's own format, with four kinds of entries more.

`functional=<time>|analytical=-1|vendor:vimeo=7|release=9|id=<record>|until=<epoch seconds>`: groups as the package
writes them, then companies allowed one by one, each with the release it was allowed on, the release the groups were
answered on, the record of the choice, and the moment it lapses. The package's parser hands on the entries it does
not know.
"""

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.cookies import Morsel
from typing import Any
from uuid import UUID

from cookie_consent.conf import settings
from cookie_consent.util import get_cookie_dict_from_request, set_cookie_dict_to_response
from django.http import HttpRequest, HttpResponse

from privacy.cookies.selectors import VALID_FOR, Offer

DECLINED: str = settings.COOKIE_CONSENT_DECLINE  # type: ignore[misc]
VENDOR = "vendor:"
MOST_LINES = 60
# What can be written as a cookie's name: more than RFC 6265, 4.1 allows, since browsers keep it (5.2).
_NAME = re.compile(r"[!-+\--:<>-~]+\Z")


@dataclass(frozen=True)
class StoredChoice:
    """The choice a browser carries, reduced to what the release in force asks."""

    groups: dict[str, str] = field(default_factory=dict)
    vendors: dict[str, int] = field(default_factory=dict)
    # What an answer does not say, it said on the first release: so the most is asked again.
    release: int = 1
    record_id: UUID | None = None
    until: datetime | None = None

    @property
    def allowed(self) -> frozenset[str]:
        return frozenset(key for key, value in self.groups.items() if value != DECLINED)


def read_choice(request: HttpRequest, offer: Offer, *, now: datetime) -> StoredChoice:
    """Return the choice in the request's cookie; what cannot be read or is not asked is left out."""
    entries = get_cookie_dict_from_request(request)
    until = _moment(entries.get("until", ""))
    if until is None or not now < until <= now + VALID_FOR + timedelta(minutes=5):
        until = None
    return StoredChoice(
        groups={key: entries[key] for key in offer.keys if _is_answer(entries.get(key, ""))},
        vendors={
            key: number for key in offer.embeds if (number := _release(entries.get(VENDOR + key, ""), offer.release))
        },
        release=_release(entries.get("release", ""), offer.release) or 1,
        record_id=read_record_id(entries.get("id", "")),
        until=until,
    )


def read_record_id(value: Any) -> UUID | None:
    """Return a record's id as browsers send it, or None if it is none."""
    if not isinstance(value, str) or len(value) != 36:
        return None
    try:
        found = UUID(value)
    except ValueError:
        return None
    return found if found.version == 4 else None


def _is_answer(value: str) -> bool:
    if value == DECLINED:
        return True
    try:
        return bool(datetime.fromisoformat(value))
    except ValueError:
        return False


def _release(value: str, current: int) -> int:
    """Return the number of a release there is, or 0."""
    number = int(value) if value.isascii() and value.isdecimal() and len(value) <= 9 else 0
    return number if number <= current else 0


def _moment(value: str) -> datetime | None:
    return datetime.fromtimestamp(int(value), tz=UTC) if value.isdecimal() and len(value) <= 10 else None


def write_choice(response: HttpResponse, choice: StoredChoice, *, now: datetime) -> None:
    """Set the consent cookie; it ends when the choice does, however often it is written (C21, C31)."""
    until = choice.until or now + VALID_FOR
    entries = {
        **choice.groups,
        **{VENDOR + key: str(number) for key, number in choice.vendors.items()},
        "release": str(choice.release),
        "id": str(choice.record_id or ""),
        "until": str(int(until.timestamp())),
    }
    set_cookie_dict_to_response(response, entries)
    morsel = response.cookies[settings.COOKIE_CONSENT_NAME]
    morsel["max-age"] = max(0, int((until - now).total_seconds()))
    morsel["expires"] = ""


class Deletion(Morsel[str]):
    """A Set-Cookie line that takes a cookie away.

    Python's own knows no cookie kept apart for one site (CHIPS), and refuses names that browsers keep.
    """

    apart = False

    def OutputString(self, attrs: Any = None) -> str:  # noqa: N802
        """Return the line as it is sent."""
        return super().OutputString(attrs) + ("; Partitioned" if self.apart else "")

    def take_away(self, name: str) -> None:
        """Say which cookie goes; `set` would refuse some names."""
        self.set("gone", "", "")
        self._key = name


def what_must_go(request: HttpRequest, offer: Offer, *, allowed: frozenset[str]) -> list[str]:
    """Return the cookies that a browser sent and that neither necessity nor an allowed group lets stay (R96)."""
    if allowed >= set(offer.keys):
        return []
    return [name for name in request.COOKIES if _NAME.match(name) and not offer.may_stay(name, allowed=allowed)]


def delete_own_cookies(request: HttpRequest, response: HttpResponse, offer: Offer, *, allowed: frozenset[str]) -> None:
    """Delete what must go, declared or not, in the variants it may have (C20, R96).

    A browser names no path: here go the cookies of the whole site, of its language and of this page; those of other
    pages go where the script meets them.
    """
    domains = ["", *_parent_domains(request.get_host().partition(":")[0])]
    language = f"/{request.path.split('/')[1]}"
    places = [("/", domain) for domain in domains]
    places += [(path, "") for path in (language, f"{language}/", request.path.rsplit("choice/", 1)[0])]
    names = what_must_go(request, offer, allowed=allowed)
    variants = [(name, *place, apart) for place in places for apart in (False, True) for name in names]
    # A proxy takes so many lines in one answer.
    for number, (name, path, domain, apart) in enumerate(variants[:MOST_LINES]):
        line = Deletion()
        line.apart = apart
        line.take_away(name)
        values: dict[str, Any] = {
            "path": path,
            "domain": domain,
            "max-age": 0,
            "expires": "Thu, 01 Jan 1970 00:00:00 GMT",
        }
        values["secure"] = apart or request.is_secure()
        line.update(values)
        # A response keeps cookies by name, so each variant has one of its own.
        dict.__setitem__(response.cookies, f"{name} {number}", line)


def _parent_domains(host: str) -> list[str]:
    labels = host.split(".")
    if host.replace(".", "").isdigit() or ":" in host:
        return []
    return [".".join(labels[start:]) for start in range(len(labels) - 1)]
