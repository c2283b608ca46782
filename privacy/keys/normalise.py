"""One spelling per identifier, so that equal ones have equal hashes."""

import re

import phonenumbers
from email_validator import EmailNotValidError, validate_email

from privacy.keys.errors import NotAnEmail, NotAPhone
from privacy.keys.references import ALPHABET

DEFAULT_COUNTRY = "NL"
# What may stand between the parts of a code: spaces, and every dash that a keyboard or a word processor puts in.
_BETWEEN = r"[\s\-\u2010-\u2015\u2212]*"
_CODE = re.compile(rf"(?:([A-Z]{{2}}){_BETWEEN})?([{ALPHABET}]{{4}}){_BETWEEN}([{ALPHABET}]{{4}})[\s.,;:]*")


def email(value: str) -> str:
    """Return an address in lower case, its domain in Unicode (RFC 6531); raise NotAnEmail."""
    try:
        checked = validate_email(value.strip(), check_deliverability=False, test_environment=True)
    except EmailNotValidError as error:
        raise NotAnEmail("This is not an e-mail address.") from error
    return checked.normalized.lower()


def phone(value: str, country: str = DEFAULT_COUNTRY) -> str:
    """Return a number as E.164, read as dialled in `country` unless it starts with +; raise NotAPhone."""
    try:
        number = phonenumbers.parse(value, country)
    except phonenumbers.NumberParseException as error:
        raise NotAPhone("This is not a phone number.") from error
    if not phonenumbers.is_possible_number(number):
        raise NotAPhone("This is not a phone number.")
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def email_as_given(value: str) -> str:
    """Return the normalised address, or the text in lower case when it is none: nothing received is lost."""
    try:
        return email(value)
    except NotAnEmail:
        return value.strip().lower()


def phone_as_given(value: str, country: str = DEFAULT_COUNTRY) -> str:
    """Return the number as E.164, or its bare digits when it is none: nothing received is lost."""
    try:
        return phone(value, country)
    except NotAPhone:
        return re.sub(r"[^\d+]", "", value) or value.strip()


def reference(value: str, prefix: str) -> str:
    """Return KG-7F3K-29QX for however that code is written, with or without its prefix; empty when it is none.

    Eight digits without a prefix are a number.
    """
    found = _CODE.fullmatch(value.strip().upper())
    if found is None or found[1] not in (None, prefix) or (not found[1] and (found[2] + found[3]).isdecimal()):
        return ""
    return f"{prefix}-{found[2]}-{found[3]}"
