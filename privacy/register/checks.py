"""System checks: each store of personal data belongs to a service; a live site holds no release made for trying out."""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.core.checks import CheckMessage, Error, Tags, register
from django.db import DEFAULT_DB_ALIAS, connections

from privacy.personal_data.contract import all_personal_data
from privacy.register.examples import example_releases
from privacy.register.models.releases import Release
from privacy.register.service_registry import services


@register()
def every_store_belongs_to_a_service(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """kargro.E007: a store is ended by a rule that no service names with it (R93)."""
    named = {(store, rule) for service in services() for store in service.stores for rule in service.rules}
    return [
        Error(
            f"No service names {type(store).__name__} with its rule {rule}.",
            hint="Name both in the Service of the room's purposes.py, or take the rule out of the store.",
            obj=store.model,
            id="kargro.E007",
        )
        for store in all_personal_data()
        for rule in store.rules
        if (type(store), rule) not in named
    ]


@register()
def every_service_keeps_its_word(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """kargro.E008: a service names a rule that none of its stores carries out (R93)."""
    return [
        Error(
            f"Service {service.key} names the rule {rule}, which none of its stores carries out.",
            hint="Add the rule to the `rules` of one of its stores, or take it out of the service.",
            id="kargro.E008",
        )
        for service in services()
        for rule in service.rules
        if not any(rule in store.rules for store in service.stores)
    ]


@register(Tags.database)
def no_release_is_an_example(databases: Sequence[str] | None = None, **kwargs: Any) -> list[CheckMessage]:
    """kargro.E009: the database was brought from development, with contracts that are none (R66).

    Looked at where a command names its database, as `migrate` and `worker` do.
    """
    if DEFAULT_DB_ALIAS not in (databases or ()) or not _has_releases():
        return []
    return [
        Error(
            "This database comes from development: versions of its policy rest on EXAMPLE contracts "
            f"({', '.join(map(str, numbers))}), and no version can be deleted.",
            hint="Start from an empty database: migrate, then load_site.",
            id="kargro.E009",
        )
        for numbers in [example_releases()]
        if numbers
    ]


def _has_releases() -> bool:
    """Whether the table is there: the first `migrate` makes it."""
    return Release._meta.db_table in connections[DEFAULT_DB_ALIAS].introspection.table_names()
