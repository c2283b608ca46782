"""The sample site's privacy page, published, and its terms page, a draft until the company has decided on its terms."""

from wagtail.models import Page

from privacy.policy.models import PrivacyPage, TermsPage


def load(parent: Page) -> PrivacyPage:
    """Add both pages below the home page where they are missing, and return the privacy page."""
    page = PrivacyPage.objects.filter(locale=parent.locale).first()
    if page is None:
        page = PrivacyPage(title="Privacy policy", slug="privacy", locale=parent.locale)
        parent.add_child(instance=page)
        page.save_revision().publish()
    if not TermsPage.objects.filter(locale=parent.locale).exists():
        terms = TermsPage(
            title="Terms of use", slug="terms", locale=parent.locale, live=False, has_unpublished_changes=True
        )
        parent.add_child(instance=terms)
        terms.save_revision()
    return page
