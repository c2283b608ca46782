"""Mails that tell of a changed account or role. Subjects name nobody (R69); what changed is told by name, never a value."""

from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from privacy.access.acting import SERVER_ID
from privacy.access.changes import EMAIL, in_words
from privacy.access.selectors import privacy_officers, staff_names
from privacy.outbox.kinds import MailKind, Message, RecordGone
from privacy.outbox.rendering import render_message
from privacy.staff.account_state import ACCOUNTS
from privacy.staff.changes import TO_AN_OFFICER, TO_THE_FORMER_ADDRESS, TO_THE_PERSON
from privacy.staff.models import ChangeNotice, ToldOfChange


def _context(notice: ChangeNotice, language: str) -> dict[str, Any]:
    with translation.override(language):
        return {
            "name": _name_of(notice),
            "is_role": notice.model != ACCOUNTS,
            "changes": [in_words(what) for what in notice.changes],
            "by": _who(notice),
            "at": date_format(timezone.localtime(notice.at), "DATETIME_FORMAT"),
            "address_changed": EMAIL in notice.changes and notice.by_id != notice.object_id,
            "officers": list(staff_names(privacy_officers().values_list("pk", flat=True)).values()),
            "account": settings.SITE_URL + reverse("wagtailadmin_account"),
            "log": settings.SITE_URL + reverse("access_log"),
            "waiting": settings.SITE_URL + reverse("staff_waiting"),
        }


def _name_of(notice: ChangeNotice) -> str:
    if notice.model == ACCOUNTS:
        return staff_names([notice.object_id]).get(notice.object_id, gettext("an account that is gone"))
    return gettext(Group.objects.filter(pk=notice.object_id).values_list("name", flat=True).first() or "")


def _who(notice: ChangeNotice) -> str:
    if notice.by_id == SERVER_ID:
        return gettext("somebody at the server")
    return staff_names([notice.by_id]).get(notice.by_id, gettext("somebody whose account is gone"))


class AccountChanged(MailKind):
    """To the person whose account it is."""

    key = TO_THE_PERSON
    label = _("Your account was changed: to the person")
    template: ClassVar[str] = "staff/mail/account_changed"

    def render(self, object_id: int, language: str) -> Message:
        """Raises RecordGone when the account was deleted meanwhile."""
        notice = ChangeNotice.objects.get(pk=object_id)
        user = get_user_model()._default_manager.filter(pk=notice.object_id).first()
        if user is None:
            raise RecordGone
        return render_message(
            template=self.template,
            to=self.addresses(notice, user),
            subject=_("Your account in the CMS was changed"),
            language=language,
            context=_context(notice, language),
        )

    def addresses(self, notice: ChangeNotice, user: Any) -> list[str]:
        """Return where the person is reached."""
        return [user.email] if user.email else []


class AccountMoved(AccountChanged):
    """To where the person was reached before."""

    key = TO_THE_FORMER_ADDRESS
    label = _("Your account was changed: to the address before")

    def addresses(self, notice: ChangeNotice, user: Any) -> list[str]:
        return [notice.former_address] if notice.former_address else []


class AccountOfOtherChanged(MailKind):
    """To every privacy officer."""

    key = TO_AN_OFFICER
    label = _("An account or a role was changed: to privacy officers")

    def render(self, object_id: int, language: str) -> Message:
        """Raises RecordGone when the officer left meanwhile."""
        told = ToldOfChange.objects.select_related("to", "notice").get(pk=object_id)
        if not told.to.is_active:
            raise RecordGone
        return render_message(
            template="staff/mail/account_of_other",
            to=[told.to.email] if told.to.email else [],
            subject=_("Somebody’s rights in the CMS were changed"),
            language=language,
            context=_context(told.notice, language),
        )
