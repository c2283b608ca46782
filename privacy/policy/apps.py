"""The room's Django app."""

from django.apps import AppConfig


class PolicyConfig(AppConfig):
    """The privacy and terms pages, drawn from a release; versions and differences."""

    name = "privacy.policy"
    label = "privacy_policy"
    verbose_name = "Policy"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from datetime import timedelta

        from privacy.operations.schedule import register_job
        from privacy.policy import lint_rules, personal_data  # noqa: F401
        from privacy.policy.links import check_links
        from privacy.policy.publishing import keep_terms

        keep_terms()
        register_job("check_links", every=timedelta(days=1), run=check_links)
