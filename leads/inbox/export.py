"""Messages exported as a table: of purposes that the person may read only, with who and why on record (R70)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet, Sum
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from leads.forms.field_types import in_words
from leads.forms.models import FormVersion
from leads.inbox.models import ExportLog
from leads.inbox.search import matching
from leads.inbox.selectors import Chosen, Desk, beyond, key_of, messages_of
from leads.inbox.tables import Cell
from leads.submissions.models import Submission
from privacy.access.selectors import purpose_titles
from privacy.access.services import log_access
from privacy.register.selectors import purposes_that_call

CHUNK = 1000
# The record of a table counts to here: nobody waits for a million to be counted.
COUNTED = 100_000
SEARCHED = "search"
# The lines before the first message: who took the table out, and the headings.
HEADING = 2


@dataclass(frozen=True)
class Wanted:
    """Which messages: a list of the inbox, or those of one address, number or code (`text`)."""

    desk: Desk
    chosen: Chosen
    text: str = ""

    @property
    def messages(self) -> QuerySet[Submission]:
        if self.text:
            return matching(self.text, self.desk.purposes)
        return messages_of(self.desk, self.chosen)

    @property
    def newest_first(self) -> bool:
        return bool(self.text) or self.chosen.view.newest_first


@transaction.atomic
def begin_export(*, wanted: Wanted, format: str, reason: str) -> ExportLog:
    """Write down that messages are exported: who, why, which and how many; never what was searched for."""
    desk, messages = wanted.desk, wanted.messages
    log = ExportLog(
        actor_id=desk.user.pk,
        reason=reason.strip(),
        format=ExportLog.Format(format),
        view=SEARCHED if wanted.text else wanted.chosen.show,
        narrowed={} if wanted.text else wanted.chosen.narrowed,
        purposes=sorted(desk.purposes),
        count=messages.order_by()[: COUNTED + 1].count(),
        at=desk.now,
    )
    log.save(force_insert=True)
    for purpose in log.purposes:
        log_access(desk.user, "export", Submission, None, purpose, desk.now)
    return log


def lines_of(wanted: Wanted, log: ExportLog, *, language: str, zone: tzinfo) -> Iterator[list[Cell]]:
    """Yield the mark of the export, the headings, and one line a message; memory does not grow with their number.

    They are read while the answer is sent, when the language and the time zone of whoever asked are forgotten.
    """
    with translation.override(language), timezone.override(zone):
        yield from _lines(wanted, log)


def _lines(wanted: Wanted, log: ExportLog) -> Iterator[list[Cell]]:
    columns = columns_of(wanted.desk.purposes)
    yield [_watermark(wanted.desk.user, log)]
    yield [*_own_headings(), *(column.heading for column in columns)]
    titles, called = purpose_titles(sorted(wanted.desk.purposes)), purposes_that_call()
    schemas: dict[int, dict[str, dict[str, Any]]] = {}
    names: dict[int, str] = {}
    for message in _in_chunks(wanted):
        if message.form_version_id not in schemas:
            version = FormVersion.objects.get(pk=message.form_version_id)
            schemas[version.pk], names[version.pk] = {spec["key"]: spec for spec in version.schema}, str(version.name)
        specs = schemas[message.form_version_id]
        own = _own_cells(message, names[message.form_version_id], titles[message.purpose_key])
        answers = message.answers if message.purpose_key in called else _without_numbers(message.answers)
        yield [*own, *(_words(answers.get(column.key), specs.get(column.key)) for column in columns)]


def _without_numbers(answers: dict[str, Any]) -> dict[str, Any]:
    """Return the answers of somebody who may not be called: a table of numbers is a list to call (R22)."""
    return {key: value for key, value in answers.items() if key != "phone"}


def _in_chunks(wanted: Wanted) -> Iterator[Submission]:
    """Yield the messages by key, a thousand at a time: a cursor held open would read them all before the first."""
    messages = wanted.messages.select_related("team")
    key = ""
    while chunk := list(beyond(messages, key, newest_first=wanted.newest_first)[:CHUNK]):
        yield from chunk
        if len(chunk) < CHUNK:
            return
        key = key_of(chunk[-1])


def _words(answer: Any, spec: dict[str, Any] | None) -> str:
    if answer is None:
        return ""
    if spec is not None and spec["kind"] == "file":
        return _("%(count)d files") % {"count": len(answer)}
    return in_words(answer, spec)


@dataclass(frozen=True)
class Column:
    """The answers to one question."""

    key: str
    heading: str


def columns_of(purposes: Iterable[str]) -> list[Column]:
    """Return a column for each question that a message of these purposes answered, in the order of the forms.

    Its heading is the newest wording in the site's first language, with earlier ones behind it (R44).
    """
    sent = Submission.objects.filter(form_version=OuterRef("pk"), purpose_key__in=sorted(purposes))
    versions = list(FormVersion.objects.filter(Exists(sent)).order_by("-created_at", "-pk"))
    versions.sort(key=lambda version: version.language != settings.LANGUAGE_CODE)
    labels: dict[str, dict[str, list[str]]] = {}
    for version in versions:
        for spec in version.schema:
            if spec["kind"] not in ("text", "section"):
                known = labels.setdefault(spec["key"], {}).setdefault(version.language, [])
                label = str(spec.get("label") or spec["key"])
                if label not in known:
                    known.append(label)
    return [Column(key, _heading(next(iter(found.values())))) for key, found in labels.items()]


def _heading(labels: list[str]) -> str:
    if len(labels) == 1:
        return labels[0]
    return _("%(label)s (earlier: %(earlier)s)") % {"label": labels[0], "earlier": "; ".join(labels[1:])}


def _own_headings() -> list[str]:
    return [
        _("Reference"),
        _("Received"),
        _("Form"),
        _("Purpose"),
        _("Language"),
        _("State"),
        _("Outcome"),
        _("Team"),
        _("Sent from"),
        _("Test"),
    ]


def _own_cells(message: Submission, form: str, purpose: str) -> list[Cell]:
    return [
        message.reference,
        timezone.localtime(message.received_at),
        form,
        purpose,
        message.language,
        message.get_state_display(),
        message.get_outcome_display() if message.outcome else "",
        message.team.name if message.team else "",
        message.page_title,
        _("test") if message.is_test else "",
    ]


def _watermark(user: Any, log: ExportLog) -> str:
    values = {
        "who": user.get_full_name() or user.get_username(),
        "when": f"{timezone.localtime(log.at):%Y-%m-%d %H:%M}",
        "number": log.pk,
        "count": f"{COUNTED}+" if log.count > COUNTED else str(log.count),
    }
    return _("Exported by %(who)s on %(when)s, reason no. %(number)d, %(count)s messages. Delete when done.") % values


def exported(after: datetime, until: datetime) -> dict[int, int]:
    """Return member of staff → how many messages they took out in tables between two moments."""
    rows = ExportLog.objects.filter(at__gt=after, at__lte=until).order_by()
    return dict(rows.values_list("actor_id").annotate(n=Sum("count")))
