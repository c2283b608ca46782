"""Columns that several screens share."""

from typing import Any

from django.utils.functional import cached_property
from wagtail.admin.ui.tables import Column

from privacy.access.selectors import purpose_titles
from privacy.register.models.facts import Purpose


class PurposeColumn(Column):
    """A purpose by its title; titles are read once a page."""

    @cached_property
    def titles(self) -> dict[str, str]:
        return purpose_titles(Purpose.objects.values_list("key", flat=True))

    def get_value(self, instance: Any) -> str:
        return self.titles.get(instance.purpose_key, instance.purpose_key)
