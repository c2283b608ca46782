"""The room's Django app."""

from django.apps import AppConfig


class FormsConfig(AppConfig):
    """What editors build: forms, their published versions, what stops one from going live."""

    name = "leads.forms"
    label = "leads_forms"
    verbose_name = "Forms"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from wagtail.signals import page_published, published, unpublished

        from leads.forms import dashboard, lint_rules, personal_data, roles, signals, usage  # noqa: F401
        from leads.forms.models import LeadForm
        from leads.forms.selectors import form_addresses, forms_stand_on_policy
        from leads.forms.verify import FORMS
        from privacy.cookies.scanner.addresses import exempt_address, scanned
        from privacy.operations.integrity import register_integrity_check
        from privacy.policy.standing import stands_on_policy

        published.connect(signals.form_published, sender=LeadForm, dispatch_uid="forms-publishes")
        unpublished.connect(signals.form_unpublished, sender=LeadForm, dispatch_uid="forms-withdraws")
        page_published.connect(usage.page_published, dispatch_uid="forms-usage")
        scanned(form_addresses)
        stands_on_policy(forms_stand_on_policy)
        register_integrity_check(FORMS)
        exempt_address("forms:challenge", "a key for the script of a form, walked with it")
