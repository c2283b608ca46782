"""Why the register's own models hold no personal data of visitors."""

from privacy.register.personal_data import excuse

FACT = "a fact of the register, about the company or its suppliers, not about a visitor"
TEXT = "a text of the register; approvals name a member of staff, kept as proof of who approved it"

for name in ("Controller", "DataCategory", "Purpose", "PurposeCategory", "RetentionRule", "Vendor"):
    excuse(f"privacy_register.{name}", FACT)
for name in ("CookieFacts", "CookieGroupFacts"):
    excuse(f"privacy_register.{name}", FACT)
for name in ("PurposeText", "DataCategoryText", "VendorText", "CookieGroupText", "CookieText", "BannerText"):
    excuse(f"privacy_register.{name}", TEXT)
excuse("privacy_register.Waiver", "a decision of the company, with the name of the member of staff who took it")
excuse("privacy_register.Release", "a published state of the register; holds facts and texts only")
excuse(
    "privacy_register.FactChange", "facts and texts as they were and became, with the member of staff who changed them"
)
