"""No one person is enough: what together would hand an account over takes two within seven days (R94).

Whoever changed the address of a colleague's account does not reset its second factor too, in either order, and no link to
a new password goes there before somebody else agreed to the address. A second person is nobody whose own account is
that new, or was changed by the first.
"""

from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from privacy.access.changes import AGREED, EMAIL, PASSWORD
from privacy.access.models import AccessEvent
from privacy.access.selectors import staff_names
from privacy.staff.account_state import ACCOUNTS
from privacy.staff.changes import note

HOLDS = timedelta(days=7)
Action = AccessEvent.Action
_TAKES_OVER = (EMAIL, PASSWORD, "-app", "-passkey")


class SecondPersonNeeded(Exception):
    """Raised, with a sentence for whoever tries, before what they may not do alone."""


def _of_account(user_id: int, now: datetime) -> Any:
    return AccessEvent.objects.filter(model=ACCOUNTS, object_id=user_id, at__gt=now - HOLDS).order_by("-at", "-pk")


def address_waits(user: Any, *, now: datetime) -> AccessEvent | None:
    """Return the change of the address by somebody else to which no second person has agreed yet; None where there is none."""
    last = _of_account(user.pk, now).filter(action=Action.ACCOUNT, what__in=(EMAIL, AGREED)).first()
    return last if last is not None and last.what == EMAIL and last.actor_id != user.pk else None


def is_second(by: Any, first_id: int, *, now: datetime) -> bool:
    """Tell whether `by` counts as a second person beside whoever did the first half."""
    if by.pk == first_id or by.date_joined > now - HOLDS:
        return False
    return not _of_account(by.pk, now).filter(actor_id=first_id, what__in=_TAKES_OVER).exists()


def may_reset(user: Any, *, by: Any, now: datetime) -> None:
    """Raise SecondPersonNeeded when `by` may not reset somebody's second factor."""
    if user.pk == by.pk:
        raise SecondPersonNeeded(_("Nobody resets their own second factor. Ask another administrator."))
    changed = _of_account(user.pk, now).filter(action=Action.ACCOUNT, what=EMAIL).exclude(actor_id=user.pk).first()
    if changed is not None and not is_second(by, changed.actor_id, now=now):
        raise SecondPersonNeeded(
            _(
                "The address of this account was changed on %(date)s. For seven days another administrator resets its "
                "second factor, whose account is older than that."
            )
            % {"date": date_format(changed.at)}
        )


def may_change_address(user: Any, *, by: Any, now: datetime) -> None:
    """Raise SecondPersonNeeded when `by` may not change the address of somebody else's account."""
    reset = _of_account(user.pk, now).filter(action=Action.RESET).first()
    if reset is not None and not is_second(by, reset.actor_id, now=now):
        raise SecondPersonNeeded(
            _(
                "The second factor of this account was reset on %(date)s. For seven days another administrator changes its "
                "address, whose account is older than that."
            )
            % {"date": date_format(reset.at)}
        )


@transaction.atomic
def agree_to_address(user: Any, *, by: Any, now: datetime) -> None:
    """Say, as a second person, that the new address is really that of the account's owner. Raises SecondPersonNeeded."""
    changed = address_waits(user, now=now)
    if changed is None:
        return
    if by.pk == user.pk or not is_second(by, changed.actor_id, now=now):
        raise SecondPersonNeeded(
            _(
                "Somebody else must agree: neither whoever changed the address, nor the person, nor an account younger than seven days."
            )
        )
    note(user, AGREED, by=by, now=now)


def changed_by(event: AccessEvent) -> str:
    """Return who made a change, as staff read it."""
    return staff_names([event.actor_id]).get(event.actor_id, _("somebody at the server"))


def account_label(user: Any) -> str:
    """Return whose account it is."""
    return str(user.get_full_name() or user.get_username())


def changed_addresses(now: datetime) -> QuerySet[AccessEvent]:
    """Return the changes of addresses for which a second person may be needed."""
    return AccessEvent.objects.filter(model=ACCOUNTS, action=Action.ACCOUNT, what=EMAIL, at__gt=now - HOLDS)


def accounts_waiting(now: datetime) -> list[Any]:
    """Return the accounts whose new address a second person has not agreed to yet."""
    changed = [pk for pk in changed_addresses(now).values_list("object_id", flat=True) if pk]
    users = get_user_model()._default_manager.filter(pk__in=changed, is_active=True)
    return [user for user in users if address_waits(user, now=now)]
