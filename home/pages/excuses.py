"""Why pages, navigation, footer and messages hold no personal data of visitors."""

from privacy.register.personal_data import excuse

for name in ("HomePage", "LandingPage", "CompanyIndexPage", "CompanyPage", "ContactPage", "ContentPage"):
    excuse(f"home_pages.{name}", "editorial content that the company publishes")
# The shell stands below the register and cannot say so itself.
for name in ("Navigation", "Footer", "SiteMessages"):
    excuse(f"home_shell.{name}", "links and texts that the company publishes")
