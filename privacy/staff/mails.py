"""Mails to members of staff. Subjects name nobody (R69)."""

from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth import get_user_model
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from privacy.access import review
from privacy.access.models import AccessReviewAlarm, Authorisation, TrainingWarning, UnreadAlarm
from privacy.access.selectors import cms_language, privacy_officers, purpose_titles, staff_names
from privacy.access.training import unread_purposes
from privacy.outbox.kinds import MailKind, Message, RecordGone
from privacy.outbox.rendering import render_message
from privacy.staff import passwords
from privacy.staff.invitations import KIND, link_of
from privacy.staff.models import Invitation
from privacy.staff.reminders import NOBODY_READS, REVIEW_MISSING, TO_AN_OFFICER, TO_THE_PERSON
from privacy.staff.second_person import address_waits


class InvitationMail(MailKind):
    """The link with which somebody makes their account."""

    key = KIND
    label = _("Invitation to the CMS")

    def render(self, object_id: int, language: str) -> Message:
        """Raises RecordGone when the link would not work any more."""
        now = timezone.now()
        invitation = Invitation.objects.select_related("invited_by").get(pk=object_id)
        if invitation.state(now) != Invitation.State.PENDING:
            raise RecordGone
        by = invitation.invited_by
        return render_message(
            template="staff/mail/invitation",
            to=[invitation.email],
            subject=_("Your account for the CMS of Kargro Group"),
            language=language,
            context={
                "name": invitation.first_name,
                "invited_by": by.get_full_name() or by.get_username() if by else "",
                "link": settings.SITE_URL + reverse("staff_accept", args=[link_of(invitation)]),
                "until": timezone.localtime(invitation.expires_at),
            },
        )


class TrainingMail(MailKind):
    """What the two warnings about training have in common."""

    template: ClassVar[str]
    subject: ClassVar[Any] = _("An authorisation ends soon")
    page: ClassVar[str]

    def render(self, object_id: int, language: str) -> Message:
        """Raises RecordGone when training was renewed or the account closed meanwhile."""
        warning = TrainingWarning.objects.select_related("user", "to").get(pk=object_id)
        ending = Authorisation.objects.filter(user=warning.user, training_valid_until=warning.valid_until)
        keys = list(ending.order_by("purpose_key").values_list("purpose_key", flat=True))
        if not keys or not (warning.user.is_active and warning.to.is_active):
            raise RecordGone
        with translation.override(language):
            context = {
                "name": warning.user.get_full_name() or warning.user.get_username(),
                "purposes": list(purpose_titles(keys).values()),
                "last_day": date_format(warning.valid_until),
                "officers": list(staff_names(privacy_officers().values_list("pk", flat=True)).values()),
                "link": settings.SITE_URL + reverse(self.page),
            }
        return render_message(
            template=self.template, to=_address(warning.to), subject=self.subject, language=language, context=context
        )


class TrainingEnds(TrainingMail):
    """To the person whose training ends."""

    key = TO_THE_PERSON
    label = _("Your authorisation ends soon: to the person")
    template = "staff/mail/training_ends"
    subject = _("Your authorisation ends soon")
    page = "wagtailadmin_home"


class TrainingOfOthers(TrainingMail):
    """To those who can renew it."""

    key = TO_AN_OFFICER
    label = _("An authorisation ends soon: to privacy officers")
    template = "staff/mail/training_of_others"
    page = "authorisations:index"


class Unread(MailKind):
    """That data wait which nobody may read."""

    key = NOBODY_READS
    label = _("Nobody may read some messages: to privacy officers")

    def render(self, object_id: int, language: str) -> Message:
        """Raises RecordGone when somebody was authorised meanwhile."""
        to = UnreadAlarm.objects.select_related("to").get(pk=object_id).to
        keys = sorted(unread_purposes(timezone.now()))
        if not keys or not to.is_active:
            raise RecordGone
        with translation.override(language):
            titles = list(purpose_titles(keys).values())
        return render_message(
            template="staff/mail/unread",
            to=_address(to),
            subject=_("Messages wait that nobody may read"),
            language=language,
            context={"purposes": titles, "link": settings.SITE_URL + reverse("authorisations:index")},
        )


class AccessReviewMissing(MailKind):
    """Nobody signed the quarterly review of who may read what."""

    key = REVIEW_MISSING
    label = _("The access review is missing: to privacy officers")

    def render(self, object_id: int, language: str) -> Message:
        """Raises RecordGone when it was signed meanwhile."""
        to = AccessReviewAlarm.objects.select_related("to").get(pk=object_id).to
        if review.due_since(now=timezone.now()) is None or not to.is_active:
            raise RecordGone
        return render_message(
            template="staff/mail/access_review",
            to=_address(to),
            subject=_("The quarterly access review is missing"),
            language=language,
            context={"link": settings.SITE_URL + reverse("access_review")},
        )


class NewPassword(MailKind):
    """The link to a new password. It is made while the mail is being sent, and kept nowhere."""

    key = passwords.KIND
    label = _("New password for the CMS")
    # Each link works for a day, so whoever was sent their share holds one that does.
    most_a_day = 5

    def render(self, object_id: int, language: str) -> Message:
        """In the language that the person works in. Raises RecordGone when the account was closed or its address moved."""
        user = get_user_model()._default_manager.get(pk=object_id)
        if not user.is_active or not user.has_usable_password():
            raise RecordGone
        if address_waits(user):
            # Somebody else changed where this goes, and nobody agreed to it yet (R94).
            raise RecordGone
        return render_message(
            template="staff/mail/new_password",
            to=_address(user),
            subject=_("A new password for the CMS of Kargro Group"),
            language=cms_language(user),
            context={
                "name": user.get_full_name() or user.get_username(),
                "username": user.get_username(),
                "link": passwords.link_for(user),
                "hours": settings.PASSWORD_RESET_TIMEOUT // 3600,
            },
        )


def _address(user: Any) -> list[str]:
    return [user.email] if user.email else []
