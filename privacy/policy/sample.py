"""The sample site's privacy page, published, and its terms page, a draft until the company has terms."""

from wagtail.models import Page

from privacy.policy.models import PrivacyPage, TermsPage

INTRO = {
    "controller": ("Who we are", "<p>Kargro Group offers tyre-related products and services to fleet owners, tyre "
                   "specialists and individual car owners. This company answers for your data:</p>"),
    "purposes": ("Which data we use, and why", "<p>You do not need an account to use this website. We use personal data "
                 "only for the purposes below, and only the data named with each. Customers reach our separate platform "
                 "with an account; that platform has a policy of its own.</p>"),
    "bases": ("On which legal basis", "<p>The law names the grounds on which data may be used. These are ours.</p>"),
    "cookies": ("Cookies", "<p>A cookie is a small file that a website keeps in your browser. A pixel is a tiny image "
                "on a page that tells its owner that the page was seen. Before you choose, this site sets nothing that "
                "is not strictly necessary.</p>"),
    "retention": ("How long we keep data", "<p>No longer than the purpose asks. The website carries out these periods "
                  "by itself, every day.</p>"),
    "rights": ("Your rights", "<p>They are yours whatever the purpose, and you need no account to use them.</p>"),
    "third_parties": ("Other companies", "<p>These companies receive data by way of this website. One that is switched "
                      "off disappears from this list.</p>"),
    "version": ("This version", ""),
}  # fmt: skip
SECURITY = (
    "How we protect data",
    "<p>Everything you send us travels over an encrypted connection. Names, addresses and messages are stored encrypted. "
    "Only members of staff who need data for their work can open them, for the purpose they are authorised and trained "
    "for, and each time is recorded. Our partners hold to similar measures.</p>",
)
TERMS = (
    ("About these terms", "<p>These terms apply to the services on this website: the contact form, the chat, meetings "
     "that you book and resources that you ask for.</p>"),
    ("What we do", "<p>We answer what you ask of us as well as we can and within a reasonable time. An answer on this "
     "website is not an offer; prices and quantities are agreed on separately.</p>"),
    ("What we ask of you", "<p>Use the services for the purpose they are meant for, and send nothing that is unlawful "
     "or that harms others.</p>"),
)  # fmt: skip


def load(parent: Page) -> PrivacyPage:
    """Add both pages below the home page where they are missing, and return the privacy page."""
    page = PrivacyPage.objects.filter(locale=parent.locale).first() or _privacy(parent)
    if not TermsPage.objects.filter(locale=parent.locale).exists():
        _terms(parent)
    return page


def _privacy(parent: Page) -> PrivacyPage:
    sections = [(kind, {"heading": heading, "intro": intro}) for kind, (heading, intro) in INTRO.items()]
    sections.insert(5, ("text", {"heading": SECURITY[0], "text": SECURITY[1]}))
    page = PrivacyPage(
        title="Privacy policy",
        slug="privacy",
        locale=parent.locale,
        search_description="Which personal data Kargro Group uses, why, on which legal basis and for how long, with your "
        "rights and every cookie.",
        body=sections,
    )
    parent.add_child(instance=page)
    page.save_revision().publish()
    return page


def _terms(parent: Page) -> None:
    page = TermsPage(
        title="Terms of use",
        slug="terms",
        locale=parent.locale,
        live=False,
        has_unpublished_changes=True,
        search_description="The terms on which this website's services are offered.",
        body=[("text", {"heading": heading, "text": text}) for heading, text in TERMS],
    )
    parent.add_child(instance=page)
    page.save_revision()
