"""The CMS report “Cookie scan”: what was found, where, and the one step that mends it (C30)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from cookie_consent.models import CookieGroup
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.timesince import timesince
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from privacy.cms.views import PermittedView
from privacy.cookies.models import ScanReport
from privacy.cookies.scanner.compare import (
    ADDRESS,
    COMPANY,
    LIFETIME,
    PAGE,
    STOPPED,
    TOO_EARLY,
    UNDECLARED,
    UNUSED,
    UNVISITED,
)
from privacy.cookies.scanner.dashboard import VIEW
from privacy.cookies.scanner.reports import CUT_OFF, UNREACHABLE, ended, is_running, latest_report
from privacy.cookies.scanner.states import ALL, NONE, REFUSED, STAFF, WITHDRAWN
from privacy.cookies.scanner.visits import COOKIE, DATABASE, HOST, LOCAL, SESSION
from privacy.register.models.cookie_facts import CookieFacts
from privacy.register.selectors import current_release, released_register

EARLIER = 10
KINDS: dict[str, str | Promise] = {
    COOKIE: gettext_lazy("cookie"),
    LOCAL: gettext_lazy("local storage"),
    SESSION: gettext_lazy("session storage"),
    DATABASE: gettext_lazy("database in the browser"),
    HOST: gettext_lazy("host"),
    COMPANY: gettext_lazy("company"),
    PAGE: gettext_lazy("page"),
    ADDRESS: gettext_lazy("address"),
    CookieFacts.Kind.PIXEL: gettext_lazy("pixel"),
}
# How the form for a cookie calls what was seen.
FORM_KINDS = {DATABASE: LOCAL}
HEADINGS: dict[str, tuple[str | Promise, str | Promise]] = {
    UNDECLARED: (
        gettext_lazy("Not declared"),
        gettext_lazy("Visitors get this, and the policy does not name it. Declare it, or have it taken off the pages."),
    ),
    TOO_EARLY: (
        gettext_lazy("Too early"),
        gettext_lazy(
            "Declared, but seen where a visitor had not allowed it. Something on these pages loads it without asking; "
            "until that is mended, switch the company off."
        ),
    ),
    STOPPED: (
        gettext_lazy("Stopped by the page’s own policy"),
        gettext_lazy(
            "Something on these pages tries to load this from elsewhere. It reached nobody, because the content security "
            "policy forbids it. Take it off the pages, or add the company to the register first."
        ),
    ),
    LIFETIME: (
        gettext_lazy("Kept for another time"),
        gettext_lazy("The browser keeps this longer or shorter than the table says. Write down how long it is kept."),
    ),
    UNUSED: (
        gettext_lazy("Never seen"),
        gettext_lazy(
            "Visitors are asked for this, and no page that was looked at sets it. Ask only for what is used: take it out, "
            "or switch the company off."
        ),
    ),
    UNVISITED: (
        gettext_lazy("Could not be opened"),
        gettext_lazy("Nothing is known about these pages. Look at them, then scan again."),
    ),
}


@dataclass(frozen=True)
class Action:
    """A link to the screen on which a finding is mended."""

    label: str
    url: str


@dataclass(frozen=True)
class Place:
    """In which state something was seen, on how many pages, and the first of them."""

    state: str
    pages: str
    paths: tuple[str, ...]
    more: int


@dataclass(frozen=True)
class Row:
    """One finding as it is shown."""

    name: str
    kind: str
    where: str
    places: tuple[Place, ...]
    actions: tuple[Action, ...]


@dataclass(frozen=True)
class Section:
    """The findings of one sort, with what they mean."""

    key: str
    heading: str
    explanation: str
    rows: tuple[Row, ...]


class CookieScanReport(PermittedView):
    """The last scan, or the one asked for; its findings by gravity; the scans before it."""

    permission = VIEW
    page_title = gettext_lazy("Cookie scan")
    header_icon = "search"
    template_name = "cookies/admin/scan.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the report and its sections."""
        now = timezone.now()
        report = self._report()
        current = current_release()
        running = ScanReport.objects.first()
        return super().get_context_data(
            report=report,
            running=running if running and is_running(running, now=now) else None,
            took=timesince(report.started_at, report.finished_at) if report and report.finished_at else "",
            failure=failure_words(report) if report else "",
            outdated=bool(report and current and report.release_number != current.number),
            sections=sections_of(report, self.request) if report else [],
            earlier=[(other, summary(other)) for other in ended(now=now)[:EARLIER]],
            **kwargs,
        )

    def _report(self) -> ScanReport | None:
        wanted = self.request.GET.get("report", "")
        if not wanted:
            return latest_report(now=timezone.now())
        found = (
            ended(now=timezone.now()).filter(pk=int(wanted)).first()
            if wanted.isdecimal() and len(wanted) < 10
            else None
        )
        if found is None:
            raise Http404
        return found


def failure_words(report: ScanReport) -> str:
    """Return why a scan saw nothing; nothing when it did see."""
    if report.finished_at is None or report.failure == CUT_OFF:
        return _("This scan was cut off before its end, so it says nothing.")
    if report.failure == UNREACHABLE:
        return _("The site did not answer at this address, or asked by another version of the policy.")
    return ""


def summary(report: ScanReport) -> str:
    """Return a report's outcome in a few words."""
    if report.failure or report.finished_at is None:
        return _("could not be made")
    count = len(report.findings)
    return ngettext("%(count)d finding", "%(count)d findings", count) % {"count": count}


def sections_of(report: ScanReport, request: HttpRequest) -> list[Section]:
    """Return the report's findings by gravity; links only to what this member of staff may change."""
    rows = Rows(request)
    sections = []
    for what, (heading, explanation) in HEADINGS.items():
        found = tuple(rows.row(values) for values in report.findings if values["what"] == what)
        if found:
            sections.append(Section(what, str(heading), str(explanation), found))
    return sections


class Rows:
    """Puts findings in words and links, with what is read once for all of them."""

    def __init__(self, request: HttpRequest) -> None:
        self.may_declare = request.user.has_perm("cookie_consent.change_cookiegroup")
        self.may_add_company = request.user.has_perm("privacy_register.add_vendor")
        self.may_see_companies = request.user.has_perm("privacy_register.view_vendor")
        self.groups = dict(CookieGroup.objects.order_by("ordering", "pk").values_list("varname", "pk"))
        register = released_register()
        self.labels = {group.key: group.label for group in register.cookie_groups} if register else {}

    def row(self, values: Mapping[str, Any]) -> Row:
        """Return one finding as it is shown."""
        return Row(
            name=values["name"],
            kind=str(KINDS.get(values["kind"], values["kind"])),
            where=self._where(values),
            places=tuple(self._place(one) for one in values["evidence"]),
            actions=tuple(self._actions(values)),
        )

    def _where(self, values: Mapping[str, Any]) -> str:
        if values["kind"] == PAGE:
            status = values["host"]
            return _("answered with %(status)s") % {"status": status} if status.isdecimal() else _("did not answer")
        if values["kind"] in (HOST, COMPANY):
            return str(values["vendor"] if values["vendor"] != values["name"] else "")
        if values["kind"] == ADDRESS:
            return _("stands in the URL map; no scan opens it, and nobody said why")
        where = values["host"] or _("on our own domain")
        return f"{where}, {values['vendor']}" if values["vendor"] else str(where)

    def _place(self, one: Mapping[str, Any]) -> Place:
        pages = ngettext("%(count)d page", "%(count)d pages", one["count"]) % {"count": one["count"]}
        return Place(self.state(one["state"]), pages, tuple(one["paths"]), one["count"] - len(one["paths"]))

    def state(self, name: str) -> str:
        """Return what a visitor had answered, in words."""
        words = {
            NONE: _("Before any answer"),
            REFUSED: _("After refusing everything"),
            ALL: _("After allowing everything"),
            WITHDRAWN: _("After taking everything back"),
            STAFF: _("Signed in to the CMS"),
        }
        return words.get(name) or _("After allowing only “%(group)s”") % {"group": self._label(name)}

    def _label(self, group: str) -> str:
        return str(self.labels.get(group) or group)

    def _actions(self, values: Mapping[str, Any]) -> list[Action]:
        if values["what"] == STOPPED:
            return [Action(_("Add a company"), reverse("companies:add"))] if self.may_add_company else []
        if values["kind"] == HOST:
            return self._company_actions(values)
        if values["kind"] == COMPANY:
            return [Action(_("Companies and cookies"), reverse("register_companies"))] if self.may_see_companies else []
        if values["kind"] in (PAGE, ADDRESS) or not self.may_declare:
            return []
        if values["what"] == UNDECLARED:
            return self._declarations(values)
        pk = self.groups.get(values["group"])
        return [Action(self._open(values["group"]), reverse("register_cookie_group", args=[pk]))] if pk else []

    def _company_actions(self, values: Mapping[str, Any]) -> list[Action]:
        if values["what"] == UNDECLARED:
            return [Action(_("Add a company"), reverse("companies:add"))] if self.may_add_company else []
        return [Action(_("Companies and cookies"), reverse("register_companies"))] if self.may_see_companies else []

    def _declarations(self, values: Mapping[str, Any]) -> list[Action]:
        """Return one link where it is clear which group brings it, else one for each group."""
        facts = {"name": values["name"], "domain": values["host"]}
        facts["kind"] = FORM_KINDS.get(values["kind"], values["kind"])
        wanted = [values["group"]] if values["group"] in self.groups else list(self.groups)
        return [
            Action(
                _("Declare it under “%(group)s”") % {"group": self._label(key)},
                f"{reverse('register_cookie_group', args=[self.groups[key]])}?{urlencode(facts)}#new-cookie",
            )
            for key in wanted
        ]

    def _open(self, group: str) -> str:
        return _("Open “%(group)s”") % {"group": self._label(group)}
