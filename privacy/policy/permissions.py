"""Who may put the pages of legal documents before visitors, and take them away."""

from typing import Any

from wagtail.models import PagePermissionTester

# Who releases the policy also decides where it is read.
CAN_RELEASE = "privacy_register.add_release"


class DocumentPagePermissions(PagePermissionTester):
    """Wagtail's permissions of a page, but what shows or hides it is an officer's alone (R92)."""

    @property
    def officer(self) -> bool:
        return bool(self.user.is_active and self.user.has_perm(CAN_RELEASE))

    def can_publish(self) -> bool:
        return self.officer

    def can_unpublish(self) -> bool:
        return self.officer and self.page.live

    def can_unschedule(self) -> bool:
        return self.officer

    def can_delete(self, ignore_bulk: bool = False) -> bool:
        return self.officer and super().can_delete(ignore_bulk=ignore_bulk)

    def can_move(self) -> bool:
        return self.officer and super().can_move()

    def can_move_to(self, destination: Any) -> bool:
        return self.officer and super().can_move_to(destination)

    def can_copy(self) -> bool:
        return False

    def can_set_view_restrictions(self) -> bool:
        return False
