"""How a command asks whom a request is about: what is typed is shown nowhere and stands in no command line."""

from getpass import getpass

from django.core.management.base import CommandError

from privacy.retention.people import find_person

SCOPES = {"1": "email", "2": "phone", "3": "reference"}


def ask_who() -> list[int]:
    """Return the ids of the subjects that somebody at the terminal names; raises CommandError for another answer."""
    answer = input("Who is it, by 1 e-mail address, 2 phone number, 3 reference code? ").strip()
    if answer not in SCOPES:
        raise CommandError("Answer 1, 2 or 3. Nothing was done.")
    return find_person(scope=SCOPES[answer], value=getpass("The address, number or code (it is not shown): "))
