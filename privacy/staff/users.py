"""Wagtail's app of accounts and roles, with screens that let nobody do alone what takes two."""

from wagtail.users.apps import WagtailUsersAppConfig


class UsersConfig(WagtailUsersAppConfig):
    """Named in INSTALLED_APPS in place of Wagtail's own."""

    user_viewset = "privacy.staff.accounts.AccountViewSet"
    group_viewset = "privacy.staff.accounts.RoleViewSet"
