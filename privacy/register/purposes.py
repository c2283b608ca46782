"""Which purposes of the policy this room carries out (R93)."""

from django.utils.translation import gettext_lazy as _

from privacy.register.service_registry import BasisEvent, Service, WayIn, register_service


def register_services() -> None:
    """Make known what the servers around the website do."""
    register_service(
        Service(
            key="web_server",
            label=_("The web server in front of the site"),
            purposes=("site_security",),
            ways_in=(WayIn.AUTOMATIC,),
            basis_event=BasisEvent.NOTIFIED,
            outside={"web-log": _("the web server, by its own setting")},
        )
    )
