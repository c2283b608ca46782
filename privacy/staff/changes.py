"""A change of who may do what is written down and told, by whichever door it came (R94).

Each look compares the account or role with how it was last seen. Signals of Django's and allauth's models look at once, in the
transaction of the change; the worker looks at all of them, for what was written past every signal.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.db import transaction

from privacy.access.acting import SERVER_ID, Server, who_acts
from privacy.access.changes import EMAIL
from privacy.access.selectors import cms_language, privacy_officers
from privacy.access.services import log_access
from privacy.outbox.services import queue_mail
from privacy.outbox.staff_mail import notify_once
from privacy.staff.account_state import (
    ACCOUNTS,
    NO_ACCOUNT,
    ROLES,
    State,
    changes_of_account,
    changes_of_role,
    may_do_nothing,
    state_of_account,
    state_of_role,
)
from privacy.staff.models import ChangeNotice, Seen, ToldOfChange
from privacy.staff.purposes import PURPOSE

TO_THE_PERSON, TO_THE_FORMER_ADDRESS, TO_AN_OFFICER = "account_changed", "account_moved", "account_of_other_changed"
# What one screen changes comes in several steps: they are gathered into one mail.
GATHERED = timedelta(seconds=30)
# A notice is needed until it is told; the log keeps what changed.
KEPT = timedelta(days=30)


@transaction.atomic
def look_at_account(user_id: int, *, now: datetime, by_id: int | None = None) -> list[str]:
    """Write down and tell what changed about an account since it was last seen; return the names of it.

    `by_id` is who did it, if not whoever acts in the CMS.
    """
    user = get_user_model()._default_manager.filter(pk=user_id).first()
    seen = Seen.objects.select_for_update().filter(model=ACCOUNTS, object_id=user_id).first()
    before: State = seen.state if seen else NO_ACCOUNT
    if user is None:
        return _gone(seen, by_id=by_id, now=now)
    after = state_of_account(user)
    if before == after or (seen is None and may_do_nothing(after)):
        return []
    if seen is None:
        Seen.objects.create(model=ACCOUNTS, object_id=user_id, state=after)
    else:
        Seen.objects.filter(pk=seen.pk).update(state=after)
    changes = changes_of_account(before, after)
    moved_from = before[EMAIL] if before and before[EMAIL] != after[EMAIL] else ""
    _write_down(ACCOUNTS, user_id, changes, by_id=by_id, former_address=moved_from, now=now)
    if any(what.startswith("+role:") for what in changes):
        for group in user.groups.all():
            look_at_role(group, now=now)
    return changes


@transaction.atomic
def look_at_role(group: Group, *, now: datetime) -> list[str]:
    """Write down and tell officers what changed about a role that somebody holds; return the names of it.

    A role that nobody holds changes nobody's access: how it stands is noted when somebody gets it.
    """
    seen = Seen.objects.select_for_update().filter(model=ROLES, object_id=group.pk).first()
    if not group.user_set.exists():
        if seen:
            seen.delete()
        return []
    after = state_of_role(group)
    if seen is None:
        Seen.objects.create(model=ROLES, object_id=group.pk, state=after)
        return []
    changes = changes_of_role(seen.state, after)
    if changes:
        Seen.objects.filter(pk=seen.pk).update(state=after)
        _write_down(ROLES, group.pk, changes, by_id=None, former_address="", now=now)
    return changes


def told_of_authorisation(*, user: Any, what: str, by: Any, now: datetime) -> None:
    """Tell of an authorisation that was given, renewed or taken back; the log knows it already."""
    _tell(ACCOUNTS, user.pk, [what], by_id=by.pk, former_address="", now=now)


def note(user: Any, what: str, *, by: Any, now: datetime) -> None:
    """Write down and tell what changes no column of the account: that a role was proposed, an address agreed to."""
    with transaction.atomic():
        _write_down(ACCOUNTS, user.pk, [what], by_id=by.pk, former_address="", now=now)


def look_at_all(now: datetime) -> int:
    """The job: find what changed past every signal, by the server's hand; return how many accounts and roles.

    Where nothing was ever seen, as after an update from a version that did not look, it starts from how things stand.
    """
    if not Seen.objects.filter(model=ACCOUNTS).exists():
        return _begin()
    found = 0
    known = Seen.objects.filter(model=ACCOUNTS).values_list("object_id", flat=True)
    for user_id in sorted({*known, *get_user_model()._default_manager.values_list("pk", flat=True)}):
        found += bool(look_at_account(user_id, now=now))
    for group in Group.objects.order_by("pk"):
        found += bool(look_at_role(group, now=now))
    return found


def begin() -> None:
    """Note how things stand where nothing was ever looked at: after `migrate` of a version that did not look."""
    if not Seen.objects.filter(model=ACCOUNTS).exists():
        _begin()


def forget_old_notices(now: datetime) -> int:
    """Delete notices 30 days after the change, with the address the person had before."""
    return ChangeNotice.objects.filter(at__lt=now - KEPT).delete()[0]


@transaction.atomic
def _begin() -> int:
    users = get_user_model()._default_manager.order_by("pk")
    Seen.objects.bulk_create(
        Seen(model=ACCOUNTS, object_id=user.pk, state=state_of_account(user)) for user in users.iterator()
    )
    return 0


def _gone(seen: Seen | None, *, by_id: int | None, now: datetime) -> list[str]:
    if seen is None:
        return []
    seen.delete()
    _write_down(ACCOUNTS, seen.object_id, ["-account"], by_id=by_id, former_address="", now=now)
    return ["-account"]


def _write_down(
    model: str, object_id: int, changes: list[str], *, by_id: int | None, former_address: str, now: datetime
) -> None:
    """One entry of the log for each change, and one notice of all."""
    by_id = _who(model, object_id) if by_id is None else by_id
    kind: Any = get_user_model() if model == ACCOUNTS else Group
    for what in changes:
        log_access(Server(by_id), "account", kind, object_id, "", now, what=what[:250])
    _tell(model, object_id, changes, by_id=by_id, former_address=former_address, now=now)


def _who(model: str, object_id: int) -> int:
    """Return who did it: whoever acts in the CMS; before signing in the person themselves, by a link that they were sent."""
    current = who_acts()
    if current is None:
        return SERVER_ID
    if current.user is not None:
        return int(current.user.pk)
    return object_id if model == ACCOUNTS else SERVER_ID


def _tell(
    model: str, object_id: int, changes: Iterable[str], *, by_id: int, former_address: str, now: datetime
) -> None:
    """Tell the person, where they were reached before too, and every officer; what comes within seconds is one mail."""
    same = ChangeNotice.objects.select_for_update().filter(model=model, object_id=object_id, by_id=by_id)
    notice = same.filter(at__gt=now - GATHERED).order_by("-pk").first()
    if notice is None:
        notice = ChangeNotice(model=model, object_id=object_id, by_id=by_id, at=now)
        notice.save()
        _queue(notice, now)
    notice.changes = list(dict.fromkeys((*notice.changes, *changes)))
    if former_address and not notice.former_address:
        notice.former_address = former_address
        _queue_one(TO_THE_FORMER_ADDRESS, notice, now)
    notice.save(update_fields=["changes", "former_address"])


def _queue(notice: ChangeNotice, now: datetime) -> None:
    if notice.model == ACCOUNTS:
        _queue_one(TO_THE_PERSON, notice, now)
    for officer in privacy_officers():
        # An officer whose own account it is reads it in the mail to the person.
        if notice.model != ACCOUNTS or officer.pk != notice.object_id:
            notify_once(
                ToldOfChange,
                to=officer,
                kind=TO_AN_OFFICER,
                purpose_key=PURPOSE,
                now=now,
                not_before=now + GATHERED,
                notice=notice,
            )


def _queue_one(kind: str, notice: ChangeNotice, now: datetime) -> None:
    user = get_user_model()._default_manager.filter(pk=notice.object_id).first()
    if user is not None and user.email:
        queue_mail(
            kind=kind,
            purpose_key=PURPOSE,
            subject=None,
            object_id=notice.pk,
            language=cms_language(user),
            now=now,
            not_before=now + GATHERED,
        )
