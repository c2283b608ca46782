"""Wrong attempts to sign in, counted in the database, and codes that were used: neither is forgotten when a cache is.

An attempt is counted before it is judged and taken back once it was right, so that many at the same moment are counted
too. First by account and connection together: a stranger's wrong passwords do not lock a colleague out. Then by connection,
for who tries many accounts, and by account, for who tries one from many connections.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import wraps

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import add_never_cache_headers

from home.base.origin import client_address
from privacy.keys.counting import Limit, count_hash, network_of, take_back
from privacy.keys.hashing import lookup_hash
from privacy.staff.models import SignInCounter, UsedCode
from privacy.staff.sign_in_log import too_many

WINDOW = timedelta(minutes=5)
ANY = "*"


@dataclass(frozen=True)
class Door:
    """What is tried, and how many wrong attempts in five minutes close it.

    `here` counts one account from one connection, `account` one account from anywhere, `connection` all accounts from
    one connection.
    """

    name: str
    here: int
    account: int
    connection: int


PASSWORDS = Door("password", here=5, account=30, connection=30)
# Who types a code knows the password: no stranger can close this door, so it closes early.
CODES = Door("code", here=5, account=5, connection=30)
MAILS = Limit(SignInCounter, "staff-mail", 10, WINDOW)
PAGE_PASSWORDS = Limit(SignInCounter, "page-password", 30, WINDOW)
# For so long a code would be right: clocks may differ by half a minute (RFC 6238, 5.2).
CODE_LASTS = timedelta(seconds=90)


@dataclass(frozen=True)
class Attempt:
    """An attempt that was counted, under these hashes."""

    hashes: tuple[str, ...]
    at: datetime

    def was_right(self) -> None:
        """Take it back: only wrong attempts count."""
        for digest in self.hashes:
            take_back(SignInCounter, digest, window=WINDOW, now=self.at)


def begin_attempt(door: Door, *, account: str, address: str, now: datetime) -> Attempt | None:
    """Count an attempt before it is judged; None when there were too many, and even the right one is refused.

    What one connection tries after it was refused counts against nobody else.
    """
    network, account = network_of(address), account.casefold()
    counted: list[str] = []
    for holder, most in (
        ((account, network), door.here),
        ((ANY, network), door.connection),
        ((account, ANY), door.account),
    ):
        counted.append(lookup_hash("\0".join(holder), scope=f"staff-{door.name}"))
        if count_hash(SignInCounter, counted[-1], window=WINDOW, now=now) > most:
            too_many(door.name)
            return None
    return Attempt(tuple(counted), now)


def use_code(*, user_id: int, code: str, now: datetime) -> bool:
    """Note that a right code was used; return whether this is the first time. One statement, also for two at once."""
    table = connection.ops.quote_name(UsedCode._meta.db_table)
    used_at, before = map(connection.ops.adapt_datetimefield_value, (now, now - CODE_LASTS))
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} (code_hash, used_at) VALUES (%s, %s) "
            f"ON CONFLICT (code_hash) DO UPDATE SET used_at = excluded.used_at WHERE {table}.used_at < %s "
            "RETURNING code_hash",
            [lookup_hash(f"{user_id}\0{''.join(code.split())}", scope="staff-used-code"), used_at, before],
        )
        return cursor.fetchone() is not None


def throttled(limit: Limit) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """Decorator: refuse posts of a connection that sent too many, with a page that says so."""

    def decorate(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def checked(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
            if request.method != "POST" or limit.allows(client_address(request), now=timezone.now()):
                return view(request, *args, **kwargs)
            response = render(request, "429.html", status=429)
            response["Retry-After"] = str(int(limit.window.total_seconds()))
            add_never_cache_headers(response)
            return response

        return limit.guards(checked)

    return decorate
