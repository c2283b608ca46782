"""What tests that send a form share: the key that has to be older than two seconds."""

from django.core.signing import BadSignature
from django.utils import timezone

from leads.submissions.spam import SHORTEST
from leads.submissions.spam.challenge import PURPOSE
from privacy.keys import tokens
from tests.browser.consent import until


def wait_as_people_do(page):
    """Wait until the form's key is old enough for the spam protection, which believes nobody who is faster than people."""
    field = page.locator("[name=form_key]").first

    def old_enough():
        now = timezone.now()
        try:
            key = tokens.unsign(PURPOSE, field.input_value(), max_age_seconds=600, now=now)
        except BadSignature:  # the script has not fetched one yet
            return False
        return now.timestamp() - key["at"] > SHORTEST.total_seconds()

    until(page, old_enough)
