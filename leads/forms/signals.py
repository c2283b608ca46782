"""Wagtail says when a form is published or taken offline, by hand, in bulk or on schedule."""

from typing import Any

from django.utils import timezone

from leads.forms.models import LeadForm
from leads.forms.publishing import publish_form, withdraw_form


def form_published(sender: type[LeadForm], instance: LeadForm, **kwargs: Any) -> None:
    """Never raises for what an editor wrote: a refusal after the row is saved would leave half a publication."""
    publish_form(form=instance, now=timezone.now())


def form_unpublished(sender: type[LeadForm], instance: LeadForm, **kwargs: Any) -> None:
    withdraw_form(form=instance)
