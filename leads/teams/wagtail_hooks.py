"""The room's place in the CMS: teams, and who answers which form."""

from typing import Any

from wagtail import hooks

from leads.teams.routing_viewsets import RoutingViewSet
from leads.teams.viewsets import TeamViewSet

viewsets = [TeamViewSet(), RoutingViewSet()]


@hooks.register("register_admin_viewset")
def register_viewsets() -> list[Any]:
    return viewsets
