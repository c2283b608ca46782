"""One spelling per identifier, so that equal ones have equal hashes."""

import re
import unicodedata

import phonenumbers
from email_validator import EmailNotValidError, validate_email

from privacy.keys.errors import NotAnEmail, NotAPhone
from privacy.keys.references import ALPHABET

DEFAULT_COUNTRY = "NL"
# A phone number without its country is read as dialled where the language is spoken.
COUNTRY_OF_LANGUAGE = {"de": "DE", "fr": "FR", "nl": "NL"}
# Joiners mean something between the letters of some scripts, and nothing among ours.
_JOINERS = "\u200c\u200d"
# What may stand between the parts of a code: spaces, and every dash that a keyboard or a word processor puts in.
_BETWEEN = r"[\s\-\u2010-\u2015\u2212]*"
_CODE = re.compile(rf"(?:([A-Z]{{2}}){_BETWEEN})?([{ALPHABET}]{{4}}){_BETWEEN}([{ALPHABET}]{{4}})[\s.,;:]*")


def typed(value: str) -> str:
    """Return a text without what nobody sees: marks of direction, joiners, and spaces of no width that copying brings along."""
    visible = "".join(char for char in value if unicodedata.category(char) != "Cf" or char in _JOINERS)
    bare = visible.strip().strip(_JOINERS).strip()
    plain = bare.translate(dict.fromkeys(map(ord, _JOINERS)))
    return plain if plain.isascii() else bare


def email(value: str) -> str:
    """Return an address in lower case, its domain in Unicode by IDNA 2008 (RFC 5890, 6531); raise NotAnEmail.

    The older rules read “ß” as “ss”, which is somebody else's domain.
    """
    try:
        checked = validate_email(typed(value), check_deliverability=False, test_environment=True)
    except EmailNotValidError as error:
        raise NotAnEmail("This is not an e-mail address.") from error
    return checked.normalized.lower()


def mailbox(address: str) -> str:
    """Return an address as mail servers are told it, its domain in ASCII by IDNA 2008; raise NotAnEmail.

    Left in Unicode, Python would write it by the older rules.
    """
    bare = typed(address)
    if bare.rpartition("@")[2].isascii():
        return bare
    try:
        checked = validate_email(bare, check_deliverability=False, test_environment=True)
    except EmailNotValidError as error:
        raise NotAnEmail("This is not an e-mail address.") from error
    return f"{checked.local_part}@{checked.ascii_domain}"


def phone(value: str, country: str = DEFAULT_COUNTRY) -> str:
    """Return a number as E.164, without its extension, read as dialled in `country` unless it starts with +; raise NotAPhone."""
    return phonenumbers.format_number(_number(value, country), phonenumbers.PhoneNumberFormat.E164)


def phone_to_keep(value: str, country: str = DEFAULT_COUNTRY) -> str:
    """Return a number as it is dialled: E.164, with “;ext=12” where it has an extension (RFC 3966); raise NotAPhone."""
    number = _number(value, country)
    extension = f";ext={number.extension}" if number.extension else ""
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164) + extension


def phone_in_words(kept: str) -> str:
    """Return a kept number as people read it: +31 348 471 844 ext. 12. What is none stays as it is."""
    try:
        return phonenumbers.format_number(_number(kept), phonenumbers.PhoneNumberFormat.INTERNATIONAL)
    except NotAPhone:
        return kept


def country_of(language: str | None) -> str:
    """Return the country in which numbers of a form in a language are dialled."""
    return COUNTRY_OF_LANGUAGE.get(language or "", DEFAULT_COUNTRY)


def _number(value: str, country: str = DEFAULT_COUNTRY) -> phonenumbers.PhoneNumber:
    """Return a number that can be called; one with a digit too few or too many is none."""
    try:
        number = phonenumbers.parse(typed(value), country)
    except phonenumbers.NumberParseException as error:
        raise NotAPhone("This is not a phone number.") from error
    if not phonenumbers.is_valid_number(number):
        raise NotAPhone("This is not a phone number.")
    return number


def email_as_given(value: str) -> str:
    """Return the normalised address, or the text in lower case when it is none: nothing received is lost."""
    try:
        return email(value)
    except NotAnEmail:
        return typed(value).lower()


def phone_as_given(value: str, country: str = DEFAULT_COUNTRY) -> str:
    """Return the number as E.164, or its bare digits when it is none: nothing received is lost."""
    try:
        return phone(value, country)
    except NotAPhone:
        return re.sub(r"[^\d+]", "", typed(value)) or typed(value)


def is_code(value: str) -> bool:
    """Tell whether a text has the form of a code of ours, of whichever kind."""
    return _CODE.fullmatch(typed(value).upper()) is not None


def reference(value: str, prefix: str) -> str:
    """Return KG-7F3K-29QX for however that code is written, with or without its prefix; empty when it is none."""
    found = _CODE.fullmatch(typed(value).upper())
    if found is None or found[1] not in (None, prefix):
        return ""
    return f"{prefix}-{found[2]}-{found[3]}"
