"""The room's Django app."""

from datetime import timedelta

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class StaffConfig(AppConfig):
    """Members of staff: invitations, second factor, training that ends, leaving."""

    name = "privacy.staff"
    label = "privacy_staff"
    verbose_name = "Staff"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from django.utils.translation import gettext_lazy as _

        from privacy.access.services import on_authorised
        from privacy.cms.dashboard import offer_first_task
        from privacy.operations.rotation import also_rotate
        from privacy.operations.schedule import register_job
        from privacy.outbox.kinds import register_mail_kind
        from privacy.staff import (  # noqa: F401
            change_mails,
            changes,
            dashboard,
            lint_rules,
            mails,
            personal_data,
            roles,
            sign_in_log,
            signals,
        )
        from privacy.staff.invitations import forget_old_invitations
        from privacy.staff.purposes import register_services
        from privacy.staff.reminders import tell_missing, warn_daily
        from privacy.staff.second_factor import rotate_secrets

        for kind in (
            mails.InvitationMail,
            mails.TrainingEnds,
            mails.TrainingOfOthers,
            mails.Unread,
            mails.NewPassword,
            mails.AccessReviewMissing,
            change_mails.AccountChanged,
            change_mails.AccountMoved,
            change_mails.AccountOfOtherChanged,
        ):
            register_mail_kind(kind())
        register_services()
        register_job("training_warnings", every=timedelta(hours=6), run=warn_daily)
        register_job("access_review", every=timedelta(days=1), run=tell_missing)
        register_job("old_invitations", every=timedelta(days=1), run=forget_old_invitations)
        register_job("changed_accounts", every=timedelta(minutes=5), run=changes.look_at_all)
        register_job("old_change_notices", every=timedelta(days=1), run=changes.forget_old_notices)
        on_authorised(changes.told_of_authorisation)
        signals.connect()
        post_migrate.connect(_begin_to_look, sender=self, dispatch_uid="privacy_staff_begin")
        also_rotate("second factors of staff", rotate_secrets)
        sign_in_log.connect()
        offer_first_task("auth.add_user", _("Invite a colleague"), "staff_invitations:index", order=80)


def _begin_to_look(sender: AppConfig, **kwargs: object) -> None:
    from privacy.staff.changes import begin

    begin()
