"""`manage.py sample_site`: the sample register, forms, pages and policy; a second run changes nothing."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from home.pages.loading import load_content
from leads.forms import sample as forms_sample
from leads.forms.publishing import publish_all_forms
from privacy.register import sample as register_sample


class Command(BaseCommand):
    """Load the sample site."""

    help = "Load the sample site, for trying out: register, pages, form and policy. What exists is left alone."

    def handle(self, *args: object, **options: object) -> None:
        """Call every room's loader, lowest room first."""
        if not settings.ALLOW_EXAMPLE_CONTRACTS:
            raise CommandError(
                "The sample site is for trying out: its contracts are EXAMPLE ones. Load the site with load_site."
            )
        now = timezone.now()
        register_sample.load(now=now)
        home, untranslated = load_content(now=now)
        for language, missing in untranslated.items():
            for _field, text in missing:
                self.stderr.write(f"{language}: no translation of “{text[:60]}”")
        register_sample.release_languages(now=now)
        forms_sample.approve_words(now=now)
        publish_all_forms(now=now)
        self.stdout.write(f"Sample site ready: {home.get_descendants(inclusive=True).live().count()} pages.")
