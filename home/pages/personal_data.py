"""Why the models of the house's top floor hold no personal data of visitors."""

from django.apps import apps

from privacy.personal_data.contract import exempt

for label in ("home_base", "home_pages"):
    for model in apps.get_app_config(label).get_models():
        exempt(model._meta.label, "content that editors publish")
