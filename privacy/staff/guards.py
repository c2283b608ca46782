"""What nobody may do to an account or a role in the CMS, by whichever screen, button or address they try (R94).

Connected to Django's own models, so that a door that is added later is shut too. Screens say the same in a sentence beside the
field before it comes to this. On the command line nobody acts, and nothing is refused: `privacy.staff.changes` tells of it.
"""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission, User
from django.core.exceptions import PermissionDenied
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from wagtail.models import GroupCollectionPermission, GroupPagePermission

from privacy.access.acting import require_code, who_acts
from privacy.access.role_sync import allowed
from privacy.access.roles import roles
from privacy.access.selectors import OFFICERS_ONLY, is_officer, privacy_officers
from privacy.staff.models import ProposedRole
from privacy.staff.second_person import SecondPersonNeeded, may_change_address

# Whoever has it is a second person for others' accounts.
MANAGES_ACCOUNTS = "auth.change_user"
WATCHED = ("username", "email", "password", "is_superuser", "is_active", "is_staff")

ONLY_SUPERUSERS = gettext_noop("Only who may do everything themselves changes this account.")


class NotForOne(PermissionDenied):
    """Raised, with a sentence for whoever tries, for what nobody may do, or not alone."""


def makes_officers(group: Group) -> bool:
    """Tell whether a role makes its holders privacy officers."""
    return _holds(group, OFFICERS_ONLY)


def decides_for_others(group: Group) -> bool:
    """Tell whether a role lets its holders be somebody's second person: as a privacy officer, or by managing accounts."""
    return makes_officers(group) or _holds(group, MANAGES_ACCOUNTS)


def _holds(group: Group, permission: str) -> bool:
    app, _dot, codename = permission.partition(".")
    return group.permissions.filter(content_type__app_label=app, codename=codename).exists()


def is_last_officer(user: Any) -> bool:
    """Tell whether nobody else answers for the policy."""
    return is_officer(user) and not privacy_officers().exclude(pk=user.pk).exists()


def why_no_officer_is_left(user: Any) -> str:
    """Return the sentence that keeps the last officer; empty while there is another."""
    if not is_last_officer(user):
        return ""
    return _("Nobody else is a privacy officer. Make somebody else one first: requests and the policy need an answer.")


def refused_role(user: Any, group: Group, *, by: Any) -> str:
    """Return why `by` may not give somebody a role; empty when they may."""
    if user.pk == by.pk:
        return _("Nobody gives themselves a role. Ask another administrator.")
    if user.is_superuser and not by.is_superuser:
        return _(ONLY_SUPERUSERS)
    if needs_an_officer(user, group, by=by):
        return _("A privacy officer agrees before somebody gets this role.")
    return ""


def needs_an_officer(user: Any, group: Group, *, by: Any) -> bool:
    """Tell whether a role is proposed rather than given.

    Officers and administrators are made by two: an administrator proposes, an officer agrees, so that nobody makes their own
    second person. The first officer is made by whoever set the site up.
    """
    if user.pk == by.pk or not decides_for_others(group) or not privacy_officers().exclude(pk=user.pk).exists():
        return False
    proposed = ProposedRole.objects.filter(user=user, role=group).exclude(proposed_by=by)
    return not (is_officer(by) and proposed.exists())


def is_named_role(name: str) -> bool:
    """Tell whether a role is one of the software's."""
    return name in {role.name for role in roles()}


def refused_change(before: User, after: User, changed: Collection[str], *, by: Any, now: datetime) -> str:
    """Return why `by` may not change an account this way; empty when they may."""
    if "is_superuser" in changed and (before.pk == by.pk or not by.is_superuser):
        return _("Nobody gives this to themselves, and only who may do everything gives it to others.")
    if before.is_superuser and not by.is_superuser:
        return _(ONLY_SUPERUSERS)
    if before.is_active and not after.is_active and (last := why_no_officer_is_left(before)):
        return last
    if "email" in changed and before.pk != by.pk:
        try:
            may_change_address(before, by=by, now=now)
        except SecondPersonNeeded as needed:
            return str(needed)
    return ""


def before_account_is_saved(sender: Any, instance: User, raw: bool = False, **kwargs: Any) -> None:
    """pre_save of an account."""
    fields = kwargs.get("update_fields")
    by = _acting_user()
    if raw or by is None or (fields is not None and not set(fields) & set(WATCHED)):
        return
    before = get_user_model()._default_manager.filter(pk=instance.pk).first() if instance.pk else None
    if before is None:
        require_code(by)
        if instance.is_superuser and not by.is_superuser:
            raise NotForOne(_("Only who may do everything themselves gives that to others."))
        return
    changed = [name for name in WATCHED if getattr(before, name) != getattr(instance, name)]
    if not changed:
        return
    if before.pk != by.pk:
        require_code(by)
    _refuse(refused_change(before, instance, changed, by=by, now=timezone.now()))


def before_account_is_deleted(sender: Any, instance: User, **kwargs: Any) -> None:
    """pre_delete of an account."""
    if (by := _acting_user()) is not None:
        require_code(by)
        _refuse(why_no_officer_is_left(instance))


def before_roles_change(sender: Any, instance: Any, action: str, reverse: bool, pk_set: Any, **kwargs: Any) -> None:
    """m2m_changed of the roles of an account, from either side."""
    by = _acting_user()
    if by is None or action not in ("pre_add", "pre_remove", "pre_clear"):
        return
    require_code(by)
    for user, group in _pairs(instance, reverse, pk_set):
        if action == "pre_add":
            _refuse(refused_role(user, group, by=by))
        elif makes_officers(group):
            _refuse(why_no_officer_is_left(user))


def _pairs(instance: Any, reverse: bool, pk_set: Any) -> list[tuple[Any, Group]]:
    """Return the accounts and roles that a change joins or parts; all of an instance where it clears them."""
    if reverse:
        users = instance.user_set.all() if pk_set is None else get_user_model()._default_manager.filter(pk__in=pk_set)
        return [(user, instance) for user in users]
    groups = instance.groups.all() if pk_set is None else Group.objects.filter(pk__in=pk_set)
    return [(instance, group) for group in groups]


def before_permissions_of_account_change(sender: Any, action: str, **kwargs: Any) -> None:
    """m2m_changed of permissions given to an account alone: only roles give any here."""
    if action == "pre_add" and _acting_user() is not None:
        raise NotForOne(_("Rights come with roles."))


def before_role_changes(sender: Any, instance: Any, action: str, reverse: bool, pk_set: Any, **kwargs: Any) -> None:
    """m2m_changed of the permissions of a role: never more than the software gives it."""
    by = _acting_user()
    if by is None or action not in ("pre_add", "pre_remove", "pre_clear"):
        return
    require_code(by)
    if action != "pre_add":
        return
    groups = Group.objects.filter(pk__in=pk_set) if reverse else [instance]
    permissions = [instance] if reverse else Permission.objects.filter(pk__in=pk_set).select_related("content_type")
    for group in groups:
        for permission in permissions:
            refuse_grant(group, f"{permission.content_type.app_label}.{permission.codename}")


def before_page_permission_is_saved(sender: Any, instance: GroupPagePermission, **kwargs: Any) -> None:
    """pre_save of what a role may do below a page."""
    if (by := _acting_user()) is not None:
        require_code(by)
        refuse_grant(instance.group, f"pages:{instance.permission.codename}")


def before_collection_permission_is_saved(sender: Any, instance: GroupCollectionPermission, **kwargs: Any) -> None:
    """pre_save of what a role may do with images and documents."""
    if (by := _acting_user()) is not None:
        require_code(by)
        permission = instance.permission
        refuse_grant(instance.group, f"collections:{permission.content_type.app_label}.{permission.codename}")


def before_role_is_saved(sender: Any, instance: Group, **kwargs: Any) -> None:
    """pre_save of a role: those of the software keep their names, by which it knows what they may do."""
    if (by := _acting_user()) is not None:
        require_code(by)
        before = Group.objects.filter(pk=instance.pk).first()
        if instance.name != (before.name if before else "") and any(
            is_named_role(name) for name in (instance.name, before.name if before else "")
        ):
            raise NotForOne(_("This role belongs to the software: it keeps its name."))


def before_role_is_deleted(sender: Any, instance: Group, **kwargs: Any) -> None:
    """pre_delete of a role: those of the software stay."""
    if (by := _acting_user()) is not None:
        require_code(by)
        if is_named_role(instance.name):
            raise NotForOne(_("This role belongs to the software: it stays."))


def refuse_grant(group: Group, grant: str) -> None:
    """Raise NotForOne for what the software does not give a role of this name."""
    if grant not in allowed(group.name):
        raise NotForOne(_("What a role may do is laid down in the software. It can be narrowed here, not widened."))


def _acting_user() -> Any | None:
    current = who_acts()
    return current.user if current else None


def _refuse(why_not: str) -> None:
    if why_not:
        raise NotForOne(why_not)
