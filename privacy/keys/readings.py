"""Every way in which something that was typed may be read: an address, a number of any country, or none of them.

What is kept is found by the hash of one spelling (`normalise`). Whoever looks for it may write it otherwise: as dialled at
home, with the code of the country, read out over the phone, copied from a letter.
"""

from contextlib import suppress

import phonenumbers

from privacy.keys import hashing, normalise
from privacy.keys.errors import NotAnEmail

# The shortest number that somebody can be called on; below it a text is a part of something else.
FEWEST_DIGITS = 5


def spellings(scope: str, text: str) -> set[str]:
    """Return what a text may stand for as an address (`scope` “email”) or as a number (“phone”), each in one spelling."""
    return _addresses(text) if scope == "email" else _numbers(text)


def hashes(scope: str, text: str) -> list[str]:
    """Return every hash under which what was typed may be kept, made with any key."""
    return [found for one in sorted(spellings(scope, text)) for found in hashing.lookup_hashes(one, scope=scope)]


def _addresses(text: str) -> set[str]:
    """One that was taken before the rules became stricter is found as it was given."""
    if "@" not in text:
        return set()
    try:
        return {normalise.email(text), normalise.email_as_given(text)}
    except NotAnEmail:
        return {normalise.email_as_given(text)}


def _numbers(text: str) -> set[str]:
    """The same digits may be one person's number in one country and another's in the next: read as dialled in each."""
    if "@" in text or sum(char.isdigit() for char in text) < FEWEST_DIGITS:
        return set()
    found = {normalise.phone_as_given(text)}
    for country in sorted(phonenumbers.SUPPORTED_REGIONS):
        with suppress(phonenumbers.NumberParseException):
            number = phonenumbers.parse(normalise.typed(text), country)
            if phonenumbers.is_possible_number(number):
                found.add(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))
    return found
