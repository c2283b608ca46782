"""Carry the roles into the database: what is new is given, what the software gave and gives no more is taken away.

What somebody took away from a role meanwhile is not given again.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from django.apps import AppConfig, apps
from django.contrib.auth.models import Group, Permission
from django.db import DEFAULT_DB_ALIAS, connections
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Page

from home.translation.permissions import ensure_permission
from privacy.access.models import RoleGrant
from privacy.access.roles import EDITORS, Role, roles


def sync_roles(wanted: Iterable[Role] | None = None) -> None:
    """Make roles (all by default), and give each the permissions it was never given before.

    A permission that does not exist yet is left for the next time.
    """
    ensure_permission()
    given = set(RoleGrant.objects.values_list("role", "grant"))
    known = {f"{p.content_type.app_label}.{p.codename}": p for p in Permission.objects.select_related("content_type")}
    for role in roles() if wanted is None else wanted:
        group, _ = Group.objects.get_or_create(name=role.name)
        for grant, permission in _grants(role):
            if (role.name, grant) not in given and permission in known and _give(group, grant, known[permission]):
                RoleGrant.objects.create(role=role.name, grant=grant)
        _take_back(
            group, {grant for name, grant in given if name == role.name} - {grant for grant, _p in _grants(role)}
        )


def allowed(role: str) -> frozenset[str]:
    """Return the grants that a group may hold at most: those of the role of its name, for any other those of editors.

    Each is named as `_grants` names it: "pages:…" and "collections:…" before what counts below a page or collection.
    """
    named = {one.name: one for one in roles()}
    return frozenset(grant for grant, _permission in _grants(named.get(role, named[EDITORS])))


def unknown_permissions(wanted: Iterable[Role] | None = None) -> list[str]:
    """Return the permissions of roles (all by default) that no model has."""
    pairs = Permission.objects.values_list("content_type__app_label", "codename")
    known = {f"{app}.{codename}" for app, codename in pairs}
    return sorted(
        {permission for role in (roles() if wanted is None else wanted) for _, permission in _grants(role)} - known
    )


def sync_after_migrate(sender: AppConfig, using: str = DEFAULT_DB_ALIAS, **kwargs: Any) -> None:
    """Sync after the last app's permissions were made, if the tables are there."""
    last = [config for config in apps.get_app_configs() if config.models_module is not None][-1]
    if sender.label != last.label or using != DEFAULT_DB_ALIAS:
        return
    needed = {model._meta.db_table for model in (RoleGrant, Group, Permission, GroupPagePermission, Collection)}
    with connections[using].cursor() as cursor:
        if needed <= set(connections[using].introspection.table_names(cursor)):
            sync_roles()


def _grants(role: Role) -> Iterator[tuple[str, str]]:
    """Yield how a grant is remembered, and the permission it is about."""
    for permission in role.permissions:
        yield permission, permission
    for codename in role.pages:
        yield f"pages:{codename}", f"wagtailcore.{codename}"
    for permission in role.collections:
        yield f"collections:{permission}", permission


def _take_back(group: Group, grants: Iterable[str]) -> None:
    """Take away what the software gave a role once and gives it no more."""
    for grant in grants:
        kind, _colon, name = grant.rpartition(":")
        app, _dot, codename = name.rpartition(".")
        wanted = {"permission__codename": codename}
        if kind == "pages":
            GroupPagePermission.objects.filter(group=group, **wanted).delete()
        elif kind == "collections":
            GroupCollectionPermission.objects.filter(
                group=group, permission__content_type__app_label=app, **wanted
            ).delete()
        else:
            group.permissions.remove(*group.permissions.filter(content_type__app_label=app, codename=codename))
        RoleGrant.objects.filter(role=group.name, grant=grant).delete()


def _give(group: Group, grant: str, permission: Permission) -> bool:
    """Give one permission; False when what it is for does not exist yet."""
    if grant.startswith("pages:"):
        root = Page.get_first_root_node()
        if root is not None:
            GroupPagePermission.objects.get_or_create(group=group, page=root, permission=permission)
        return root is not None
    if grant.startswith("collections:"):
        collection = Collection.get_first_root_node()
        if collection is not None:
            GroupCollectionPermission.objects.get_or_create(group=group, collection=collection, permission=permission)
        return collection is not None
    group.permissions.add(permission)
    return True
