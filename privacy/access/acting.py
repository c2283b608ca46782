"""Who acts in the CMS just now: what is changed is written down under their name, by whichever screen it is changed.

The middleware of the staff room says it for every request below /admin/. On the command line nobody acts.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

# In the log, who works at the server itself: a command, a shell, the worker.
SERVER_ID = 0


class CodeNeeded(Exception):
    """Raised before something that takes the second factor once more, minutes ago at most (R94)."""


@dataclass(frozen=True)
class Acting:
    """A request of the CMS: who is signed in (perhaps nobody), and whether they gave a code within the last minutes."""

    user_of: Callable[[], Any]
    code_is_fresh: Callable[[], bool]

    @property
    def user(self) -> Any | None:
        """Return the member of staff, None before they signed in."""
        user = self.user_of()
        return user if user is not None and user.is_authenticated else None


@dataclass(frozen=True)
class Server:
    """Whoever works at the server, as the log names them."""

    pk: int = SERVER_ID


_acting: ContextVar[Acting | None] = ContextVar("acting", default=None)


@contextmanager
def acting(user_of: Callable[[], Any], *, code_is_fresh: Callable[[], bool] = lambda: True) -> Iterator[None]:
    """Say who acts within the block."""
    token = _acting.set(Acting(user_of, code_is_fresh))
    try:
        yield
    finally:
        _acting.reset(token)


def who_acts() -> Acting | None:
    """Return the request of the CMS that is being answered; None on the command line and on public pages."""
    return _acting.get()


def require_code(by: Any) -> None:
    """Raise CodeNeeded where `by` acts in the CMS and gave no code within the last minutes."""
    now = _acting.get()
    if now is not None and now.user is not None and now.user.pk == by.pk and not now.code_is_fresh():
        raise CodeNeeded
