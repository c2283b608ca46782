"""System checks: no store of personal data without its declaration."""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.core.checks import CheckMessage, Error, register

from privacy.personal_data.contract import all_personal_data, carried_out, undeclared_models, unsaid


@register()
def every_model_declares_its_personal_data(
    app_configs: Sequence[AppConfig] | None, **kwargs: Any
) -> list[CheckMessage]:
    """kargro.E001: a model of ours has neither a PersonalData declaration nor an exemption (R58, R73)."""
    return [
        Error(
            f"{model._meta.label} does not say what personal data it holds.",
            hint="Declare it in its room's personal_data.py with @register_personal_data, or exempt() it with a reason.",
            obj=model,
            id="kargro.E001",
        )
        for model in undeclared_models()
    ]


@register()
def every_store_answers_to_a_person(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """kargro.E002: a store does not say how one person's data are found, given and deleted in it (R72, R73)."""
    return [
        Error(
            f"{type(store).__name__} does not say its {', '.join(missing)}.",
            hint="Write it in the class, or put NamesNobody before PersonalData where no record is about a person.",
            obj=store.model,
            id="kargro.E002",
        )
        for store in all_personal_data()
        if (missing := unsaid(store))
    ]


@register()
def every_rule_says_what_it_counts_from(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """kargro.E003: stores carry out a rule and do not agree on one trigger and one end (R58, R60)."""
    rules = sorted({rule for store in all_personal_data() for rule in store.rules})
    return [
        Error(
            f"No trigger and end of rule {rule} is carried out by every store that declares it.",
            hint="Say `counts_from` and `ends_by` in each store, as the register names them.",
            id="kargro.E003",
        )
        for rule in rules
        if (can := carried_out(rule)) is None or not (can.triggers and can.actions)
    ]
