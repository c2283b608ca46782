"""No one person is enough: what together would hand an account over takes two (R94).

Whoever changed the address of a colleague's account does not reset its second factor too, in either order, and no link to
a new password goes there before somebody else agreed to the address. A second person is nobody whose own account is
that new, or was changed by the first.
"""

from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from privacy.access.acting import SERVER_ID, require_code
from privacy.access.changes import AGREED, EMAIL, PASSWORD, USERNAME
from privacy.access.models import AccessEvent
from privacy.access.selectors import staff_names
from privacy.staff.account_state import ACCOUNTS
from privacy.staff.changes import note

HOLDS = timedelta(days=7)
Action = AccessEvent.Action
_TAKES_OVER = (EMAIL, USERNAME, PASSWORD, "+active", "-app", "-passkey")


class SecondPersonNeeded(Exception):
    """Raised, with a sentence for whoever tries, before what they may not do alone."""


def _of_account(user_id: int) -> Any:
    return AccessEvent.objects.filter(model=ACCOUNTS, object_id=user_id).order_by("-at", "-pk")


def _lately(user_id: int, now: datetime) -> Any:
    return _of_account(user_id).filter(at__gt=now - HOLDS)


def address_waits(user: Any) -> AccessEvent | None:
    """Return the change of the address by somebody else to which no second person has agreed yet; None where there is none.

    Waiting is no agreement: it waits for as long as it takes. Who changes it at the server needs no mail to do anything, and
    is told of for seven days.
    """
    last = _of_account(user.pk).filter(action=Action.ACCOUNT, what__in=(EMAIL, AGREED)).first()
    if last is None or last.what != EMAIL or last.actor_id == user.pk:
        return None
    over = last.actor_id == SERVER_ID and last.at <= timezone.now() - HOLDS
    return None if over else last


def is_second(by: Any, first_id: int, *, now: datetime) -> bool:
    """Tell whether `by` counts as a second person beside whoever did the first half."""
    if by.pk == first_id or by.date_joined > now - HOLDS:
        return False
    return not _lately(by.pk, now).filter(actor_id=first_id, what__in=_TAKES_OVER).exists()


def may_reset(user: Any, *, by: Any, now: datetime) -> None:
    """Raise SecondPersonNeeded when `by` may not reset somebody's second factor."""
    if user.pk == by.pk:
        raise SecondPersonNeeded(_("Nobody resets their own second factor. Ask another administrator."))
    lately = _lately(user.pk, now).filter(action=Action.ACCOUNT, what=EMAIL).exclude(actor_id=user.pk).first()
    changed = address_waits(user) or lately
    if changed is not None and not is_second(by, changed.actor_id, now=now):
        raise SecondPersonNeeded(
            _(
                "The address of this account was changed on %(date)s. For seven days, and until a second person agreed to it, "
                "another administrator resets its second factor, whose account is older than seven days."
            )
            % {"date": date_format(changed.at)}
        )


def may_change_address(user: Any, *, by: Any, now: datetime) -> None:
    """Raise SecondPersonNeeded when `by` may not change the address of somebody else's account."""
    reset = _lately(user.pk, now).filter(action=Action.RESET).first()
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
    changed = address_waits(user)
    if changed is None:
        return
    require_code(by)
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


def changed_addresses() -> QuerySet[AccessEvent]:
    """Return the changes of addresses for which a second person may be needed."""
    return AccessEvent.objects.filter(model=ACCOUNTS, action=Action.ACCOUNT, what=EMAIL)


def accounts_waiting() -> list[Any]:
    """Return the accounts whose new address a second person has not agreed to yet."""
    changed = [pk for pk in changed_addresses().values_list("object_id", flat=True) if pk]
    users = get_user_model()._default_manager.filter(pk__in=changed, is_active=True)
    return [user for user in users if address_waits(user)]
