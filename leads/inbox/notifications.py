"""Who on the staff is told of messages, and when: at once, in summaries, and when a message waits too long."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from leads.inbox.business_hours import last_summary_time, overdue_cutoff
from leads.inbox.models import NotificationPreference, StaffNotification
from leads.submissions.models import IN_USE, ON_A_DESK, Submission
from leads.teams.models import Team
from privacy.access.selectors import authorised_purposes, valid_authorisations
from privacy.outbox.models import OutboxMail
from privacy.outbox.services import new_mail, queue_mail, queue_mails

NEW_MESSAGE = "inbox.new_message"
NOTICE, NOBODY, SUMMARY, OVERDUE = "inbox.staff_notification", "inbox.nobody", "inbox.summary", "inbox.overdue"
# Mails about several messages at once, to those who work here.
PURPOSE = "site_security"
WAITING = (Submission.State.NEW, Submission.State.OPEN)
HOUR = timedelta(hours=1)
# A notice carries the time at which it began to be written; others see it a moment later.
BEING_WRITTEN = timedelta(seconds=30)
# One round tells of this many at most; the next round goes on.
AT_MOST = 500
Readers = Mapping[int, Any]


def mails_for(submission: Submission, now: datetime) -> list[OutboxMail]:
    """Return the unsaved mail that tells staff of a message that has just arrived."""
    about: dict[str, Any] = {"purpose_key": submission.purpose_key, "object_id": submission.pk, "now": now}
    return [new_mail(kind=NEW_MESSAGE, subject=None, language=submission.language, **about)]


def language_of(user: Any) -> str:
    """Return the language in which a member of staff reads the CMS."""
    profile = getattr(user, "wagtail_userprofile", None)
    chosen = profile.preferred_language if profile else ""
    return chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


def readers_of(purpose_key: str, now: datetime) -> Readers:
    """Return, by id, the members of staff who may read the messages of a purpose now and can be told of one."""
    allowed = valid_authorisations(now).filter(purpose_key=purpose_key).exclude(user__email="")
    return {found.user_id: found.user for found in allowed.select_related("user__wagtail_userprofile")}


def recipients(submission: Submission, readers: Readers) -> list[Any]:
    """Return who is told of a message: whom it is assigned to, else the team, else all; only those who may read it."""
    assigned = submission.assigned_to_id
    if assigned is not None and assigned in readers:
        return [readers[assigned]]
    members = {user.pk for user in submission.team.members.all()} if submission.team else set()
    team = [user for pk, user in readers.items() if pk in members]
    return team or list(readers.values())


def escalation_recipients(submission: Submission, readers: Readers) -> list[Any]:
    """Return who is told that a message waits too long: the team's leader, else the deputy, else whoever was told."""
    team = submission.team
    for person in (team.leader_id, team.deputy_id) if team else ():
        if person is not None and person in readers:
            return [readers[person]]
    return recipients(submission, readers)


def waiting_messages() -> QuerySet[Submission]:
    """Return the messages that somebody should answer: no tests, and of merged messages the one that counts."""
    return Submission.objects.filter(ON_A_DESK, IN_USE)


def waiting_for(user: Any, now: datetime) -> QuerySet[Submission]:
    """Return the waiting messages of which this person is told, the oldest first; `recipients` as a query."""
    able = valid_authorisations(now).filter(purpose_key=OuterRef("purpose_key")).exclude(user__email="")
    person_can = Exists(able.filter(user=OuterRef("assigned_to")))
    team_can = Exists(able.filter(user__lead_teams=OuterRef("team")))
    ours = Exists(Team.members.through.objects.filter(user=user.pk, team=OuterRef("team")))
    concerned = Q(assigned_to=user.pk) | (~Q(person_can) & (Q(ours) | ~Q(team_can)))
    return waiting_messages().filter(concerned, purpose_key__in=authorised_purposes(user, now)).order_by("received_at")


def notifications_at_once(*, submission: Submission, now: datetime) -> list[OutboxMail]:
    """Note who is told of a message, and return a mail for each who wants one at once; call it in a transaction.

    Nobody may read it: the company is told that. Whoever was told already is not told again.
    """
    if submission.state not in WAITING:
        return []
    about: dict[str, Any] = {"purpose_key": submission.purpose_key, "subject": None, "now": now}
    people = recipients(submission, readers_of(submission.purpose_key, now))
    if not people:
        return [new_mail(kind=NOBODY, object_id=submission.pk, language=settings.LANGUAGE_CODE, **about)]
    told = set(submission.staff_notifications.filter(kind=StaffNotification.Kind.NEW).values_list("user_id", flat=True))
    rows = StaffNotification.objects.bulk_create(
        StaffNotification(submission=submission, user=user, kind=StaffNotification.Kind.NEW, at=now)
        for user in people
        if user.pk not in told
    )
    together = NotificationPreference.objects.filter(user__in=people).exclude(when=NotificationPreference.When.AT_ONCE)
    later = set(together.values_list("user_id", flat=True))
    return [
        new_mail(kind=NOTICE, object_id=row.pk, language=language_of(row.user), **about)
        for row in rows
        if row.user_id not in later
    ]


def set_preference(*, user: Any, when: str, now: datetime) -> NotificationPreference:
    """Keep when a person wants to be told; what arrived before now is not told again."""
    values = {"when": NotificationPreference.When(when), "told_at": now}
    preference, _created = NotificationPreference.objects.update_or_create(user=user, defaults=values)
    return preference


def send_summaries(now: datetime) -> int:
    """Queue the summaries that are due; return how many. Running it twice, or two at once, sends each once."""
    together = NotificationPreference.objects.exclude(when=NotificationPreference.When.AT_ONCE).filter(
        user__is_active=True
    )
    return sum(_summarise(row, now) for row in together.select_related("user__wagtail_userprofile"))


def _summarise(preference: NotificationPreference, now: datetime) -> bool:
    user, told = preference.user, preference.told_at
    waiting = waiting_for(user, now)
    if preference.when == NotificationPreference.When.DAILY:
        due = told < last_summary_time(now)
        anything = due and waiting.exists()
    else:
        noted = StaffNotification.objects.filter(
            user=user, kind=StaffNotification.Kind.NEW, at__gt=told - BEING_WRITTEN, at__lte=now - BEING_WRITTEN
        )
        due = anything = told <= now - HOUR and waiting.filter(pk__in=noted.values("submission")).exists()
    if not due:
        return False
    with transaction.atomic():
        ours = NotificationPreference.objects.filter(pk=preference.pk, told_at=told).update(told_at=now)
        if ours and anything:
            queue_mail(
                kind=SUMMARY, purpose_key=PURPOSE, subject=None, object_id=user.pk, language=language_of(user), now=now
            )
    return bool(ours and anything)


def overdue(now: datetime) -> QuerySet[Submission]:
    """Return the messages that have waited for more than a working day, unless a call back is agreed for later."""
    late = waiting_messages().filter(received_at__lt=overdue_cutoff(now))
    return late.exclude(call_back_on__gte=timezone.localdate(now))


@transaction.atomic
def tell_overdue(now: datetime) -> int:
    """Tell team leaders, once, which messages wait too long, one mail each; return how many mails."""
    told = StaffNotification.objects.filter(submission=OuterRef("pk"), kind=StaffNotification.Kind.OVERDUE)
    late = overdue(now).filter(~Exists(told)).select_related("team").prefetch_related("team__members")
    rows = list(_overdue_rows(late.order_by("received_at")[:AT_MOST], now))
    first = {row.user.pk: row for row in reversed(StaffNotification.objects.bulk_create(rows))}
    mails = [
        new_mail(
            kind=OVERDUE, purpose_key=PURPOSE, subject=None, object_id=row.pk, language=language_of(row.user), now=now
        )
        for row in first.values()
    ]
    return len(queue_mails(mails))


def _overdue_rows(late: Iterable[Submission], now: datetime) -> Iterable[StaffNotification]:
    readers: dict[str, Readers] = {}
    for submission in late:
        if submission.purpose_key not in readers:
            readers[submission.purpose_key] = readers_of(submission.purpose_key, now)
        for user in escalation_recipients(submission, readers[submission.purpose_key]):
            yield StaffNotification(submission=submission, user=user, kind=StaffNotification.Kind.OVERDUE, at=now)
