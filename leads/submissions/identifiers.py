"""Keyed hashes of addresses and numbers in messages, so that one is found by its exact value (R41)."""

from django.db import transaction

from leads.submissions.models import Submission, SubmissionIdentifier, contact_values
from privacy.keys import hashing

SCOPES = ("email", "phone")


def identifiers_of(submission: Submission) -> list[SubmissionIdentifier]:
    """Return the unsaved rows of a message's addresses and numbers, each once."""
    key = hashing.lookup_key_id()
    return [
        SubmissionIdentifier(
            submission=submission, scope=scope, hash=hashing.lookup_hash(value, scope=scope), hash_key=key
        )
        for scope in SCOPES
        for value in dict.fromkeys(contact_values(submission.answers, scope))
    ]


def renew_identifiers(*, submission: Submission) -> None:
    """Make the rows again from the answers as they are now."""
    with transaction.atomic():
        submission.identifiers.all().delete()
        SubmissionIdentifier.objects.bulk_create(identifiers_of(submission))
