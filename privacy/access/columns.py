"""Columns that several screens share."""

from typing import Any

from wagtail.admin.ui.tables import Column

from privacy.access.selectors import purpose_titles
from privacy.register.models.facts import Purpose


class PurposeColumn(Column):
    """A purpose by its title; titles are read once a page, for a column may outlive it."""

    def get_cell_context_data(self, instance: Any, parent_context: Any) -> dict[str, Any]:
        """Add the title in the language of whoever reads the page."""
        request = parent_context["request"]
        if not hasattr(request, "purpose_titles"):
            request.purpose_titles = purpose_titles(Purpose.objects.values_list("key", flat=True))
        context: dict[str, Any] = super().get_cell_context_data(instance, parent_context)
        return {**context, "value": request.purpose_titles.get(instance.purpose_key, instance.purpose_key)}
