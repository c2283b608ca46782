"""The room's Django app."""

from datetime import timedelta

from django.apps import AppConfig


class StaffConfig(AppConfig):
    """Members of staff: invitations, second factor, training that ends, leaving."""

    name = "privacy.staff"
    label = "privacy_staff"
    verbose_name = "Staff"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from privacy.outbox.kinds import register_mail_kind
        from privacy.retention.rotation import also_rotate
        from privacy.retention.schedule import register_job
        from privacy.staff import access_review_home, excuses, home, lint_rules, mail_kinds  # noqa: F401
        from privacy.staff.access_review import tell_missing
        from privacy.staff.invitations import forget_old_invitations
        from privacy.staff.second_factor import rotate_secrets
        from privacy.staff.training import warn_daily

        for kind in (
            mail_kinds.InvitationMail,
            mail_kinds.TrainingEnds,
            mail_kinds.TrainingOfOthers,
            mail_kinds.Unread,
            mail_kinds.NewPassword,
            mail_kinds.AccessReviewMissing,
        ):
            register_mail_kind(kind())
        register_job("training_warnings", every=timedelta(hours=6), run=warn_daily)
        register_job("access_review", every=timedelta(days=1), run=tell_missing)
        register_job("old_invitations", every=timedelta(days=1), run=forget_old_invitations)
        also_rotate("second factors of staff", rotate_secrets)
