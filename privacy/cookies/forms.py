"""The answer a browser posts, checked: what is not exactly an answer to what was asked is refused."""

import json
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpRequest, QueryDict
from django.http.request import UnreadablePostError
from django.utils.translation import gettext as _

from privacy.cookies.cookie import read_record_id
from privacy.cookies.models import ConsentRecord
from privacy.cookies.selectors import ADVERTISING, Offer

MAX_BYTES = 4096
JSON, FORM = "application/json", "application/x-www-form-urlencoded"
# How visitors can answer here; a number withdraws elsewhere.
METHODS = tuple(set(ConsentRecord.Method.values) - {ConsentRecord.Method.RECEIPT})
DECISIONS = ("accept_all", "refuse_all", "save")


class AnswerRefused(Exception):
    """The post is no answer: `status` is the HTTP status, the text says it to the visitor."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


@dataclass(frozen=True)
class Ticks:
    """What a form sends: the button that was pressed, and what is ticked. What it leaves out is refused."""

    decision: str
    keys: frozenset[str]

    def answers(self, asked: tuple[str, ...]) -> dict[str, bool]:
        """Return yes or no for each group that was asked."""
        if not self.keys <= set(asked):
            raise _refuse()
        return {key: self.decision == "accept_all" or (self.decision == "save" and key in self.keys) for key in asked}


@dataclass(frozen=True)
class Answer:
    """One choice: yes or no for each group that was asked, and companies allowed one by one."""

    method: str
    groups: dict[str, bool]
    vendors: frozenset[str]
    key: UUID | None = None
    previous: UUID | None = None
    # The groups that were put again, because something about them is new (C22); the others stay as they were.
    again: tuple[str, ...] = ()


def _refuse() -> AnswerRefused:
    return AnswerRefused(400, _("We could not read this choice, so nothing was saved. Please choose again."))


def read_payload(request: HttpRequest) -> dict[str, Any]:
    """Return the posted values, with the same names and types whether they came as JSON or from a form."""
    try:
        length = int(request.headers.get("Content-Length") or 0)
    except ValueError:
        raise _refuse() from None
    if length > MAX_BYTES:
        raise AnswerRefused(413, _("This is too much for a choice about cookies, so nothing was saved."))
    try:
        body = request.read(MAX_BYTES + 1)
    except UnreadablePostError:
        raise _refuse() from None
    if len(body) > MAX_BYTES:
        raise AnswerRefused(413, _("This is too much for a choice about cookies, so nothing was saved."))
    if request.content_type == JSON:
        return _from_json(body)
    if request.content_type == FORM:
        return _from_form(QueryDict(body, encoding="utf-8"))
    raise AnswerRefused(415, _("We could not read this choice, so nothing was saved. Please choose again."))


def _from_json(body: bytes) -> dict[str, Any]:
    try:
        values = json.loads(body)
    except (ValueError, RecursionError):
        raise _refuse() from None
    if not isinstance(values, dict):
        raise _refuse()
    return values


def _from_form(values: QueryDict) -> dict[str, Any]:
    release = values.get("release", "")
    decision = values.get("decision", "save")
    if decision not in DECISIONS or not (release.isdecimal() and len(release) < 10):
        raise _refuse()
    ticks = Ticks(decision, frozenset(values.getlist("groups")))
    # "Accept all" and "refuse all" answer for every company: no exception outlives them (C15).
    vendors = values.getlist("vendors") if decision == "save" else []
    return {"method": values.get("method", ""), "release": int(release), "groups": ticks, "vendors": vendors}


def release_asked(payload: dict[str, Any], *, current: int) -> int:
    """Return the number of the release the visitor was looking at."""
    number = payload.get("release")
    if not isinstance(number, int) or isinstance(number, bool) or not 1 <= number <= current:
        raise _refuse()
    return number


def read_answer(payload: dict[str, Any], offer: Offer) -> Answer:
    """Return the answer to exactly what `offer` asks; raises AnswerRefused, and so nothing is ever granted by mistake."""
    method = payload.get("method")
    if not isinstance(method, str) or method not in METHODS:
        raise _refuse()
    vendors = _vendors(payload, offer)
    groups = _groups(payload, offer)
    # The script says so where "accept all" met the signal, which leaves advertising off and nothing else.
    if method == ConsentRecord.Method.GPC and groups != {key: key != ADVERTISING for key in offer.keys}:
        raise _refuse()
    embed = method == ConsentRecord.Method.EMBED
    if embed and (groups or len(vendors) != 1):
        raise _refuse()
    if not embed and set(groups) != set(offer.keys):
        raise _refuse()
    return Answer(
        method,
        groups,
        vendors,
        key=_record_id(payload, "id"),
        previous=_record_id(payload, "previous"),
        again=_again(payload, method, offer),
    )


def _again(payload: dict[str, Any], method: str, offer: Offer) -> tuple[str, ...]:
    keys = payload.get("again") or []
    if not isinstance(keys, list) or not all(isinstance(key, str) for key in keys):
        raise _refuse()
    if not set(keys) <= set(offer.keys) or (keys and method != ConsentRecord.Method.BANNER):
        raise _refuse()
    return tuple(key for key in offer.keys if key in keys)


def _record_id(payload: dict[str, Any], name: str) -> UUID | None:
    value = payload.get(name) or None
    found = read_record_id(value)
    if value is not None and found is None:
        raise _refuse()
    return found


def _groups(payload: dict[str, Any], offer: Offer) -> dict[str, bool]:
    groups = payload.get("groups", {})
    if isinstance(groups, Ticks):
        return groups.answers(offer.keys)
    if not isinstance(groups, dict) or not groups.keys() <= set(offer.keys):
        raise _refuse()
    if not all(isinstance(value, bool) for value in groups.values()):
        raise _refuse()
    return groups


def _vendors(payload: dict[str, Any], offer: Offer) -> frozenset[str]:
    vendors = payload.get("vendors", [])
    if not isinstance(vendors, list) or not all(isinstance(key, str) for key in vendors):
        raise _refuse()
    if not set(vendors) <= set(offer.embeds):
        raise _refuse()
    return frozenset(vendors)
