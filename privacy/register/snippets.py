"""Texts as snippets, so that wagtail-localize translates them; they are reached from Privacy, Texts."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, HelpPanel, ObjectList
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import IndexView, SnippetViewSet

from privacy.register.models import TEXT_MODELS


class TextIndexView(IndexView):
    """The list of texts is the screen that shows their state."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return redirect("register_texts")


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
                "index_view_class": TextIndexView,
                "copy_view_enabled": False,
            },
        )
        register_snippet(viewset)
