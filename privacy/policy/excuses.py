"""Why the room's models hold no personal data of visitors."""

from privacy.register.personal_data import excuse

excuse("privacy_policy.PrivacyPage", "a public page")
excuse("privacy_policy.TermsPage", "a public page")
excuse("privacy_policy.TermsVersion", "the terms as published")
excuse("privacy_policy.LinkCheck", "addresses of companies' pages, and whether they answered")
