"""What each store is called: rules and the policy name stores by key, readers by words."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

LABELS: dict[str, str | Promise] = {
    "newsletter-optins": _("Subscriptions that were never confirmed"),
    "newsletter-subscriptions": _("Your subscription and contact data"),
    "newsletter-suppression": _("A code that keeps us from writing to you again"),
    "newsletter-customers": _("Contact data of customers and partners"),
    "resource-leads": _("Your request for a resource"),
    "offer-markers": _("A code that the offer was made"),
    "contact-submissions": _("Your message and our answers"),
    "chat-conversations": _("Conversations in the chat"),
    "meeting-requests": _("Your request for a meeting"),
    "legal-requests": _("Reports and notices"),
    "legal-proceedings": _("Files of legal proceedings"),
    "rights-requests": _("Your request and our answer"),
    "identity-copies": _("A copy of an identity document, at the latest"),
    "export-packages": _("The copy of your data that we made for you"),
    "consent-proof": _("Proof of permission, under a pseudonym"),
    "cookie-choices": _("Proof of your choice about cookies"),
    "evidence-ip": _("The IP address that belongs to a proof"),
    "form-protection": _("Codes against spam"),
    "web-log": _("The web server's log"),
    "mail-deliveries": _("Records of e-mail we sent"),
    "finished-jobs": _("Records of background work"),
    "access-log": _("The log of staff who opened personal data"),
    "backups": _("Backups"),
}


def store_label(store: str) -> str:
    """Return a store's name in words; a store without one is shown by its key."""
    return str(LABELS.get(store, store.replace("-", " ").replace("_", " ")))
