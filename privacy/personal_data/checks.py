"""System checks: no store of personal data without its declaration."""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig, apps
from django.core.checks import CheckMessage, Error, register

from privacy.personal_data.contract import (
    all_personal_data,
    carried_out,
    is_carried_out,
    plain_columns,
    undeclared_models,
    unmapped_columns,
    unsaid,
)


@register()
def every_model_declares_its_personal_data(
    app_configs: Sequence[AppConfig] | None, **kwargs: Any
) -> list[CheckMessage]:
    """kargro.E001: a model, of whatever app, has neither a PersonalData declaration nor an exemption (R58, R73)."""
    return [
        Error(
            f"{model._meta.label} does not say what personal data it holds.",
            hint="Declare it in its room's personal_data.py with @register_personal_data, or exempt() it with a reason; "
            "what a package brings, in privacy/operations/personal_data.py.",
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


@register()
def every_store_is_emptied_by_a_rule(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """kargro.E004: a store has no retention rule, or cannot say what is due by it: nothing would ever be deleted (R58)."""
    return [
        Error(
            f"{type(store).__name__} has no retention rule that it carries out.",
            hint="Name its `rules`, and write `due`: the records whose trigger lies before the cutoff.",
            obj=store.model,
            id="kargro.E004",
        )
        for store in all_personal_data()
        if not is_carried_out(store)
    ]


@register()
def every_column_of_a_store_is_mapped(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """kargro.E005: a column of a store has no data category, and no reason why it needs none (R8, R72, R73)."""
    return [
        Error(
            f"{type(store).__name__} does not say what {', '.join(columns)} holds.",
            hint="Give it its data category in `fields`, or name it in `not_personal` under the reason.",
            obj=store.model,
            id="kargro.E005",
        )
        for store in all_personal_data()
        if (columns := unmapped_columns(store))
    ]


@register()
def no_column_holds_somebody_in_plain_sight(
    app_configs: Sequence[AppConfig] | None, **kwargs: Any
) -> list[CheckMessage]:
    """kargro.E006: a column for an address, a number or a name is not encrypted, in any app (R61)."""
    return [
        Error(
            f"{model._meta.label} keeps {', '.join(columns)} in plain text.",
            hint="Use EncryptedTextField with a keyed hash to look it up; or name it in `columns` of the model's exempt().",
            obj=model,
            id="kargro.E006",
        )
        for model in apps.get_models()
        if (columns := plain_columns(model))
    ]
