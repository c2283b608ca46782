"""Which messages are whose: the fixed lists, narrowed and paged by key, and how many wait."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from leads.forms.models import FormVersion
from leads.inbox.business_hours import overdue_cutoff
from leads.inbox.reach import Unable, no_person, nobody, unable_for
from leads.inbox.words import COUNTED
from leads.submissions.models import IN_USE, ON_A_DESK, Submission
from leads.teams.models import Team
from privacy.access.selectors import authorised_purposes

State = Submission.State
PAGE_SIZE = 25
# What a line of a list shows beside the message.
SHOWN = ("form_version", "assigned_to", "team", "claimed_by")


@dataclass(frozen=True)
class Desk:
    """Whose inbox it is, and when they look."""

    user: Any
    purposes: frozenset[str]
    teams: frozenset[int]
    unable: tuple[Unable, ...]
    now: datetime

    @property
    def mine(self) -> Q:
        """Given to this person, or to nobody of one of their teams."""
        return Q(assigned_to=self.user.pk) | no_person(self.unable) & Q(team__in=self.teams)

    @property
    def nobodys(self) -> Q:
        """Given to nobody and to no team, or only to people who may not read it."""
        return nobody(self.unable)

    @property
    def due(self) -> Q:
        """On a desk, and not to be called back on a later day."""
        return ON_A_DESK & (Q(call_back_on=None) | Q(call_back_on__lte=timezone.localdate(self.now)))


@dataclass(frozen=True)
class FixedView:
    """One of the lists everybody has: what is in it, and what to say when nothing is."""

    label: str | Promise
    empty: str | Promise
    which: Callable[[Desk], Q]
    newest_first: bool = False


VIEWS: Mapping[str, FixedView] = {
    "desk": FixedView(
        _("Mine and unassigned"),
        _(
            "Nobody is waiting for an answer from you. Messages given to you or to your team, and those that nobody "
            "has taken yet, appear here, the oldest first."
        ),
        lambda desk: desk.due & (desk.mine | desk.nobodys),
    ),
    "mine": FixedView(
        _("Mine"),
        _("Nothing is given to you or to your team."),
        lambda desk: desk.due & desk.mine,
    ),
    "unassigned": FixedView(
        _("Unassigned"),
        _("Every message has somebody who answers it."),
        lambda desk: desk.due & desk.nobodys,
    ),
    "overdue": FixedView(
        _("Overdue"),
        _("No message waits for more than a working day."),
        lambda desk: desk.due & Q(received_at__lt=overdue_cutoff(desk.now)),
    ),
    "waiting": FixedView(
        _("All waiting"),
        _("Nobody is waiting for an answer. New messages from the site's forms appear here."),
        lambda desk: ON_A_DESK,
    ),
    "answered": FixedView(
        _("Answered"),
        _("Messages that were replied to appear here until they are deleted."),
        lambda desk: Q(state=State.ANSWERED, merged_into=None, is_test=False),
        newest_first=True,
    ),
    "closed": FixedView(
        _("Closed"),
        _("What is not a lead, and spam, appears here until it is deleted."),
        lambda desk: Q(state=State.CLOSED, merged_into=None, is_test=False),
        newest_first=True,
    ),
    "tests": FixedView(
        _("Tests"),
        _("Messages sent to try a form appear here. They are counted nowhere."),
        lambda desk: Q(is_test=True, merged_into=None) & ~Q(state=State.HELD),
        newest_first=True,
    ),
}
FIRST = "desk"


@dataclass(frozen=True)
class Chosen:
    """A fixed list, narrowed to a language, a form or a team. What stands in an address: no value of anybody."""

    show: str = FIRST
    language: str = ""
    form: str = ""
    team: int | None = None

    @property
    def view(self) -> FixedView:
        return VIEWS[self.show]

    @property
    def narrowed(self) -> dict[str, str]:
        """What narrows the list, by name."""
        found = {"language": self.language, "form": self.form, "team": str(self.team or "")}
        return {name: value for name, value in found.items() if value}

    @property
    def parameters(self) -> dict[str, str]:
        """What the list's address holds."""
        return {**({"show": self.show} if self.show != FIRST else {}), **self.narrowed}


def chosen_from(data: Mapping[str, Any]) -> Chosen:
    """Return the list that an address or a form names; what it names wrongly is left out."""
    show, team = data.get("show", FIRST), data.get("team", "")
    return Chosen(
        show=show if show in VIEWS else FIRST,
        language=data.get("language", "")[:12],
        form=data.get("form", "")[:60],
        team=int(team) if team.isdecimal() and len(team) < 10 else None,
    )


def desk_of(user: Any, now: datetime) -> Desk:
    """Return a person's desk; at most five queries."""
    known = authorised_purposes(user, now)
    teams = Team.objects.filter(members=user.pk).values_list("pk", flat=True) if known else ()
    return Desk(user, frozenset(known), frozenset(teams), unable_for(known, now) if known else (), now)


def readable(purposes: Iterable[str]) -> QuerySet[Submission]:
    """Return the messages of these purposes that may be used."""
    return Submission.objects.filter(IN_USE, purpose_key__in=sorted(purposes))


def messages_of(desk: Desk, chosen: Chosen) -> QuerySet[Submission]:
    """Return the messages of a list in its order."""
    found = readable(desk.purposes).filter(chosen.view.which(desk))
    if chosen.language:
        found = found.filter(language=chosen.language)
    if chosen.form:
        found = found.filter(form_version__in=list(versions_at(chosen.form)))
    if chosen.team:
        found = found.filter(team=chosen.team)
    return found.order_by("-received_at", "-pk") if chosen.view.newest_first else found.order_by("received_at", "pk")


def versions_at(slug: str) -> QuerySet[FormVersion, int]:
    """Return the ids of every version of a form, in every language."""
    return FormVersion.objects.filter(slug=slug).order_by().values_list("pk", flat=True)


@dataclass(frozen=True)
class Page:
    """Some messages of a list in its order; `next` continues it and is empty at its end."""

    messages: tuple[Submission, ...]
    next: str = ""


def page_of(desk: Desk, chosen: Chosen, after: str = "", size: int = PAGE_SIZE) -> Page:
    """Return a page. By key, not by number, so that a million messages cost what ten do."""
    wanted = beyond(messages_of(desk, chosen), after, newest_first=chosen.view.newest_first)
    found = list(wanted.select_related(*SHOWN)[: size + 1])
    return Page(tuple(found[:size]), key_of(found[size - 1]) if len(found) > size else "")


def key_of(message: Submission) -> str:
    """Return where a message stands in a list."""
    return f"{message.received_at.isoformat()}~{message.pk}"


def beyond(messages: QuerySet[Submission], key: str, *, newest_first: bool) -> QuerySet[Submission]:
    """Return what comes after a key; everything when it is none."""
    moment, _tilde, number = key.partition("~")
    try:
        received = parse_datetime(moment)
    except ValueError:
        received = None
    if received is None or timezone.is_naive(received) or not number.isdecimal() or len(number) > 18:
        return messages
    later = "lt" if newest_first else "gt"
    return messages.filter(**{f"received_at__{later}e": received}).filter(
        Q(**{f"received_at__{later}": received}) | Q(**{f"pk__{later}": int(number)})
    )


def next_of(desk: Desk, chosen: Chosen, message: Submission) -> int | None:
    """Return the message that comes after one in a list, or else the list's first; None when it is the last."""
    others = messages_of(desk, chosen).exclude(pk=message.pk)
    following = beyond(others, key_of(message), newest_first=chosen.view.newest_first)
    found = following.values_list("pk", flat=True).first()
    return found or others.values_list("pk", flat=True).first()


@dataclass(frozen=True)
class Waiting:
    """How many messages wait (counted to COUNTED + 1 at most), and since when."""

    count: int = 0
    since: datetime | None = None


def open_count(desk: Desk) -> Waiting:
    """Return what waits at a desk; one query."""
    if not desk.purposes:
        return Waiting()
    moments = list(messages_of(desk, Chosen()).values_list("received_at", flat=True)[: COUNTED + 1])
    return Waiting(len(moments), moments[0] if moments else None)


def count_of(messages: QuerySet[Any]) -> int:
    """Return how many there are, counted to COUNTED + 1 at most."""
    return messages.order_by()[: COUNTED + 1].count()


@dataclass(frozen=True)
class Narrowing:
    """What a list can be narrowed to, in words."""

    languages: tuple[tuple[str, str], ...]
    forms: tuple[tuple[str, str], ...] = field(default=())
    teams: tuple[tuple[str, str], ...] = field(default=())


def narrowing(desk: Desk, languages: Iterable[tuple[str, str]]) -> Narrowing:
    """Return the languages, the forms of purposes that the person may read, and the teams."""
    versions = FormVersion.objects.order_by("slug", "created_at").values_list("slug", "name", "purposes__0")
    forms = {slug: name for slug, name, purpose in versions if purpose in desk.purposes}
    teams = Team.objects.filter(archived_at=None).values_list("pk", "name")
    return Narrowing(tuple(languages), tuple(forms.items()), tuple((str(pk), name) for pk, name in teams))
