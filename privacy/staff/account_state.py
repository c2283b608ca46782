"""How an account or a role stands, by names and numbers, and what is different from when it was last seen (R94).

`Seen` keeps the last state, so that a change is noticed by whichever door it came: a screen, a command, a shell, or the
database itself, in which case the worker finds it.
"""

import hashlib
from collections.abc import Iterable, Mapping
from typing import Any

from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Group, User
from wagtail.models import GroupCollectionPermission, GroupPagePermission

from privacy.access.changes import (
    ACCOUNT,
    ACTIVE,
    APP,
    CODES,
    EMAIL,
    PASSKEY,
    PASSWORD,
    SUPERUSER,
    USERNAME,
    difference,
)

State = Mapping[str, Any]
ACCOUNTS, ROLES = "auth.User", "auth.Group"
_FACTORS = {
    Authenticator.Type.TOTP: APP,
    Authenticator.Type.RECOVERY_CODES: CODES,
    Authenticator.Type.WEBAUTHN: PASSKEY,
}
NO_ACCOUNT: State = {}


def state_of_account(user: User) -> State:
    """Return how an account stands. Of the password a digest of what the database keeps, which opens nothing."""
    factors: dict[str, list[int]] = {}
    for pk, kind in Authenticator.objects.filter(user_id=user.pk).order_by("pk").values_list("pk", "type"):
        factors.setdefault(_FACTORS[Authenticator.Type(kind)], []).append(pk)
    own = user.user_permissions.order_by("content_type__app_label", "codename")
    return {
        EMAIL: user.email,
        USERNAME: user.get_username(),
        PASSWORD: hashlib.sha256(user.password.encode()).hexdigest(),
        ACTIVE: user.is_active,
        SUPERUSER: user.is_superuser,
        "roles": sorted(user.groups.values_list("name", flat=True)),
        "permissions": _named(own.values_list("content_type__app_label", "codename")),
        **factors,
    }


def grants_of_role(group: Group) -> set[tuple[str, str]]:
    """Return what a role may do, by the names of `privacy.access.role_sync.allowed`, and where: a page's or collection's number."""
    plain = group.permissions.values_list("content_type__app_label", "codename")
    pages = GroupPagePermission.objects.filter(group=group).values_list("permission__codename", "page_id")
    below = GroupCollectionPermission.objects.filter(group=group)
    collections = below.values_list("permission__content_type__app_label", "permission__codename", "collection_id")
    return {
        *((f"{app}.{codename}", "") for app, codename in plain),
        *((f"pages:{codename}", f" ({pk})") for codename, pk in pages),
        *((f"collections:{app}.{codename}", f" ({pk})") for app, codename, pk in collections),
    }


def state_of_role(group: Group) -> State:
    """Return what a role may do; below pages and collections by their numbers."""
    return {"permissions": sorted(f"{grant}{where}" for grant, where in grants_of_role(group))}


def changes_of_account(before: State, after: State) -> list[str]:
    """Return what changed about an account, by name; of a new one that it was made, and what it was given."""
    found = []
    if not before:
        found.append(f"+{ACCOUNT}")
        before = {EMAIL: after[EMAIL], USERNAME: after[USERNAME], PASSWORD: after[PASSWORD], ACTIVE: after[ACTIVE]}
    found += [name for name in (EMAIL, USERNAME, PASSWORD) if before[name] != after[name]]
    for name in (ACTIVE, SUPERUSER):
        if before.get(name, False) != after[name]:
            found.append(f"{'+' if after[name] else '-'}{name}")
    found += difference("role", before.get("roles", ()), after["roles"])
    found += difference("permission", before.get("permissions", ()), after["permissions"])
    for name in (APP, CODES, PASSKEY):
        old, new = set(before.get(name, ())), set(after.get(name, ()))
        found += [f"-{name}"] * bool(old - new) + [f"+{name}"] * bool(new - old)
    return found


def may_do_nothing(state: State) -> bool:
    """Tell whether an account has neither role nor address, and opens an empty CMS at most, as the cookie scan's does."""
    return not (
        state[SUPERUSER] or state["roles"] or state[EMAIL] or set(state["permissions"]) - {"wagtailadmin.access_admin"}
    )


def changes_of_role(before: State, after: State) -> list[str]:
    """Return what changed about a role, by name."""
    return difference("permission", before["permissions"], after["permissions"])


def _named(rows: Iterable[tuple[str, str]]) -> list[str]:
    return sorted(f"{app}.{codename}" for app, codename in rows)
