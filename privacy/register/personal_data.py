"""Why the register's own models hold no personal data of visitors."""

from privacy.personal_data.contract import exempt

FACT = "a fact of the register, about the company or its suppliers, not about a visitor"
TEXT = "a text of the register; approvals name a member of staff, kept as proof of who approved it"


exempt(
    "privacy_register.Controller",
    FACT,
    columns=("phone", "phone_e164", "email", "access_email", "postal_code", "dpo_email"),
)
for name in ("DataCategory", "PolicySection", "Purpose", "PurposeCategory", "RetentionRule", "Vendor"):
    exempt(f"privacy_register.{name}", FACT)


for name in ("CookieFacts", "CookieGroupFacts"):
    exempt(f"privacy_register.{name}", FACT)


for name in (
    "PurposeText",
    "DataCategoryText",
    "VendorText",
    "CookieGroupText",
    "CookieText",
    "BannerText",
    "SectionText",
):
    exempt(f"privacy_register.{name}", TEXT)


exempt("privacy_register.Waiver", "a decision of the company, with the name of the member of staff who took it")
exempt("privacy_register.Release", "a published state of the register; holds facts and texts only")
exempt("privacy_register.ReleasedDocument", "a published document; holds facts and texts only")
exempt(
    "privacy_register.FactChange", "facts and texts as they were and became, with the member of staff who changed them"
)
