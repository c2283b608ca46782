"""The base of the register's screens."""

from privacy.cms.views import PermittedView


class RegisterScreen(PermittedView):
    """A screen for those who see the register."""

    permission = "privacy_register.view_release"
