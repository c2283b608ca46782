"""Desks of personal data: each look is written down, and only those look who are authorised for the purpose (R65, R68)."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponse

from privacy.access.selectors import authorised_purposes, why_not
from privacy.access.services import log_access
from privacy.cms.desk import CaseDesk


class LoggedDesk(CaseDesk):
    """A desk that writes down who looked at what."""

    purposes: ClassVar[tuple[str, ...]]

    def purpose_of(self, record: Any) -> str:
        """Return the purpose a record was collected for: its own, or the desk's first."""
        return getattr(record, "purpose_key", "") or self.purposes[0]

    def log(self, user: Any, action: str, record: Any, now: datetime, *, pk: int | None = None) -> None:
        """Write down what somebody did with a record; with none in particular, or a `pk` that is not there (None)."""
        log_access(user, action, self.model, record.pk if record else pk, self.purpose_of(record), now)

    def log_list(self, user: Any, purposes: Iterable[str], now: datetime) -> None:
        """Write down that somebody saw a list, once for each purpose in it."""
        for purpose in sorted(purposes):
            log_access(user, "list", self.model, None, purpose, now)


class AuthorisedDesk(LoggedDesk):
    """A desk whose records open only to those who are authorised for their purpose; to whom they did not is kept."""

    def readable(self, request: HttpRequest, now: datetime) -> Collection[str]:
        """Return the purposes whose records the person may read here; read once a request."""
        if not hasattr(request, "authorised_purposes"):
            request.authorised_purposes = authorised_purposes(request.user, now)  # type: ignore[attr-defined]
        found: set[str] = request.authorised_purposes  # type: ignore[attr-defined]
        return found & set(self.purposes)

    def stopped(
        self, request: HttpRequest, record: Any, permissions: tuple[str, ...], now: datetime, *, pk: int | None = None
    ) -> HttpResponse | None:
        """Explain to those who are not authorised whom to ask."""
        readable = self.readable(request, now)
        if self.purpose_of(record) in readable if record else readable:
            return None
        self.log(request.user, "refused", record, now, pk=pk)
        return self.explain(request, why_not(request.user, self.purpose_of(record), now))
