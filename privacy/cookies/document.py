"""What the cookie page tells of cookies and companies, as a release keeps it."""

from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from privacy.cookies.selectors import Offer
from privacy.register.documents import Document
from privacy.register.release import ReleasedRegister

NAME = "cookies"


def cookie_document(register: ReleasedRegister) -> Document:
    """Return every cookie and every company of a register in the active language (C18, R92)."""
    html = render_to_string("cookies/document.html", {"offer": Offer(register)})
    description = _("Which cookies this site uses, for what and by whom, and where you change your choice.")
    return Document(_("Cookies"), description, "\n".join(line for line in html.splitlines() if line.strip()))
