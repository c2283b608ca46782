"""Texts as snippets, so that wagtail-localize translates them; they are reached from Privacy, Texts."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, HelpPanel, ObjectList
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from privacy.register.models import TEXT_MODELS


def register_texts() -> None:
    """Register every kind of text."""
    for model in TEXT_MODELS:
        panels = [
            HelpPanel(content=_("Changes here are a draft. They reach visitors with the next release.")),
            *(FieldPanel(name) for name in model.text_fields),
        ]
        viewset = type(
            f"{model.__name__}ViewSet",
            (SnippetViewSet,),
            {
                "model": model,
                "icon": "pilcrow",
                "edit_handler": ObjectList(panels),
                "copy_view_enabled": False,
            },
        )
        register_snippet(viewset)
