"""The table of roles becomes groups, and stays the administrator's afterwards."""

import pytest
from django.contrib.auth.models import Group, Permission
from wagtail.models import GroupPagePermission, Page

from privacy.access.role_sync import sync_roles, unknown_permissions
from privacy.access.roles import Role, roles

pytestmark = pytest.mark.django_db


def test_every_role_is_a_group():
    """R65: the five roles exist after migrating."""
    assert {role.name for role in roles()} <= set(Group.objects.values_list("name", flat=True))


def test_the_table_names_no_permission_that_does_not_exist():
    """R65: a misspelt permission would silently be none."""
    assert unknown_permissions() == []
    assert unknown_permissions([Role("X", permissions=("auth.fly",))]) == ["auth.fly"]


def test_what_an_administrator_takes_away_stays_away():
    """R65: syncing adds, it never undoes."""
    role = Role("Testers", permissions=("auth.view_group", "auth.view_user"), pages=("change_page",))
    sync_roles([role])
    group = Group.objects.get(name="Testers")
    assert group.permissions.count() == 2
    group.permissions.remove(Permission.objects.get(codename="view_group", content_type__app_label="auth"))
    GroupPagePermission.objects.filter(group=group).delete()
    group.permissions.add(Permission.objects.get(codename="add_group", content_type__app_label="auth"))
    sync_roles([role])
    assert set(group.permissions.values_list("codename", flat=True)) == {"view_user", "add_group"}
    assert not GroupPagePermission.objects.filter(group=group).exists()


def test_a_permission_added_to_the_table_later_is_given():
    """R65: an update of the site can widen a role."""
    sync_roles([Role("Testers", permissions=("auth.view_group",))])
    sync_roles([Role("Testers", permissions=("auth.view_group", "auth.view_user"), pages=("add_page",))])
    group = Group.objects.get(name="Testers")
    assert group.permissions.count() == 2
    assert GroupPagePermission.objects.get(group=group).page == Page.get_first_root_node()
