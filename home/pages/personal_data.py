"""Why the models of the house's top floor hold no personal data of visitors."""

from django.apps import apps

from privacy.register.personal_data import excuse

for label in ("home_shell", "home_pages"):
    for model in apps.get_app_config(label).get_models():
        excuse(model._meta.label, "content that editors publish")
