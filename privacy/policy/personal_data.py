"""Why the room's models hold no personal data of visitors."""

from privacy.personal_data.contract import exempt

exempt("privacy_policy.PrivacyPage", "a public page")
exempt("privacy_policy.TermsPage", "a public page")
exempt("privacy_policy.TermsVersion", "the terms as published")
exempt("privacy_policy.LinkCheck", "addresses of companies' pages, and whether they answered")
