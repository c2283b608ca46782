"""Why what is kept about members of staff is no store of visitors' data."""

from privacy.register.personal_data import excuse

excuse(
    "privacy_staff.Invitation",
    "names people invited to work in the CMS, no visitor; deleted 30 days after the invitation is over",
)
excuse("privacy_staff.TrainingWarning", "notes that a member of staff was warned; goes with the account")
excuse("privacy_staff.UnreadAlarm", "notes that a member of staff was told; goes with the account")
excuse("privacy_staff.AccessReview", "that a member of staff went through who may read what; no visitor")
excuse("privacy_staff.AccessReviewAlarm", "notes that a member of staff was told; goes with the account")
excuse("mfa.Authenticator", "secrets of members of staff, encrypted; goes with the account and when they leave")
excuse("account.EmailAddress", "not used: staff sign in with the address of their account")
excuse("account.EmailConfirmation", "not used: nobody signs up")
