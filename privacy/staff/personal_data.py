"""Why what is kept about members of staff is no store of visitors' data."""

from privacy.personal_data.contract import exempt

exempt(
    "privacy_staff.Invitation",
    "names people invited to work in the CMS, no visitor; deleted 30 days after the invitation is over",
    columns=("email", "first_name", "last_name"),
)
exempt("mfa.Authenticator", "secrets of members of staff, encrypted; goes with the account and when they leave")
exempt("account.EmailAddress", "not used: staff sign in with the address of their account", columns=("email",))
exempt("account.EmailConfirmation", "not used: nobody signs up")
