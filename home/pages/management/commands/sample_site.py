"""`manage.py sample_site`: the sample register, forms, pages and policy; a second run changes nothing."""

from django.core.management.base import BaseCommand
from django.utils import timezone

from home.pages import sample, sample_translations
from leads.forms import sample as forms_sample
from leads.forms.publishing import publish_all_forms
from privacy.policy import sample as policy_sample
from privacy.register import sample as register_sample


class Command(BaseCommand):
    """Load the sample site."""

    help = "Load the sample site: register, pages, form and policy. What exists is left alone."

    def handle(self, *args: object, **options: object) -> None:
        """Call every room's loader, lowest room first."""
        register_sample.load()
        home = sample.load(forms_sample.load())
        sample.load_frame(home, policy_sample.load(home))
        now = timezone.now()
        for language, missing in sample_translations.load(now=now).items():
            for _field, text in missing:
                self.stderr.write(f"{language}: no translation of “{text[:60]}”")
        register_sample.release_languages(now=now)
        publish_all_forms(now=now)
        self.stdout.write(f"Sample site ready: {home.get_descendants(inclusive=True).live().count()} pages.")
