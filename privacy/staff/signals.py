"""Django's and allauth's models of accounts, watched: what is refused before, and looked at after (R94)."""

from typing import Any

from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Group, User
from django.db.models.signals import m2m_changed, post_delete, post_save, pre_delete, pre_save
from django.utils import timezone
from wagtail.models import GroupCollectionPermission, GroupPagePermission

from privacy.staff import guards
from privacy.staff.account_state import ACCOUNTS, state_of_account
from privacy.staff.changes import look_at_account, look_at_role
from privacy.staff.models import Seen

AFTER = ("post_add", "post_remove", "post_clear")


def connect() -> None:
    """Connect every receiver; once, when the room starts."""
    for signal, sender, receiver in (
        (pre_save, User, guards.before_account_is_saved),
        (pre_delete, User, guards.before_account_is_deleted),
        (m2m_changed, User.groups.through, guards.before_roles_change),
        (m2m_changed, User.user_permissions.through, guards.before_permissions_of_account_change),
        (m2m_changed, Group.permissions.through, guards.before_role_changes),
        (pre_save, Group, guards.before_role_is_saved),
        (pre_delete, Group, guards.before_role_is_deleted),
        (pre_save, GroupPagePermission, guards.before_page_permission_is_saved),
        (pre_save, GroupCollectionPermission, guards.before_collection_permission_is_saved),
        (post_save, User, account_saved),
        (post_delete, User, account_deleted),
        (m2m_changed, User.groups.through, roles_changed),
        (m2m_changed, User.user_permissions.through, roles_changed),
        (m2m_changed, Group.permissions.through, role_changed),
        (post_save, Authenticator, factor_changed),
        (post_delete, Authenticator, factor_changed),
        (post_save, GroupPagePermission, granted_below),
        (post_delete, GroupPagePermission, granted_below),
        (post_save, GroupCollectionPermission, granted_below),
        (post_delete, GroupCollectionPermission, granted_below),
    ):
        signal.connect(receiver, sender=sender, dispatch_uid=f"privacy.staff.{receiver.__name__}.{sender.__name__}")


def account_saved(sender: Any, instance: User, raw: bool = False, **kwargs: Any) -> None:
    """An account was written: signing in alone changes nothing that is watched, nor does the same password hashed anew."""
    fields = kwargs.get("update_fields")
    if raw or (fields is not None and not set(fields) & set(guards.WATCHED)):
        return
    if fields is not None and set(fields) == {"password"} and getattr(instance, "_password", None) is None:
        # Django hashes a password anew at sign-in once its rules became stricter.
        _seen_again(instance)
        return
    look_at_account(instance.pk, now=timezone.now())


def account_deleted(sender: Any, instance: User, **kwargs: Any) -> None:
    """An account is gone."""
    look_at_account(instance.pk, now=timezone.now())


def roles_changed(sender: Any, instance: Any, action: str, reverse: bool, pk_set: Any, **kwargs: Any) -> None:
    """Roles or permissions of accounts changed, from either side; who held a role that was cleared is found by the worker."""
    if action in AFTER:
        for pk in (pk_set or ()) if reverse else (instance.pk,):
            look_at_account(pk, now=timezone.now())


def role_changed(sender: Any, instance: Any, action: str, reverse: bool, pk_set: Any, **kwargs: Any) -> None:
    """The permissions of a role changed."""
    if action in AFTER and not reverse:
        look_at_role(instance, now=timezone.now())


def granted_below(sender: Any, instance: GroupPagePermission | GroupCollectionPermission, **kwargs: Any) -> None:
    """What a role may do below a page or collection changed; a role that is deleted takes its own along."""
    group = Group.objects.filter(pk=instance.group_id).first()
    if group is not None:
        look_at_role(group, now=timezone.now())


def factor_changed(sender: Any, instance: Authenticator, created: bool = True, **kwargs: Any) -> None:
    """A second factor was set up or taken away; its use writes the row too, and is no change."""
    if created:
        look_at_account(instance.user_id, now=timezone.now())


def _seen_again(user: User) -> None:
    Seen.objects.filter(model=ACCOUNTS, object_id=user.pk).update(state=state_of_account(user))
