"""The room's Django app."""

from django.apps import AppConfig


class TeamsConfig(AppConfig):
    """Who answers what: teams, and the rules that send messages to them."""

    name = "leads.teams"
    label = "leads_teams"
    verbose_name = "Teams"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from leads.teams import form_panels, lint_rules, personal_data, roles  # noqa: F401
        from leads.teams.services import mailboxes
        from privacy.personal_data.external_stores import register_external_stores

        register_external_stores(mailboxes)
