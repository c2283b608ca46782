"""How a command asks whom a request is about: what is typed is shown nowhere and stands in no command line."""

from getpass import getpass

from django.core.management.base import CommandError

from privacy.personal_data.look_up import Entry, look_up


def ask_who() -> list[int]:
    """Return the ids of the subjects that somebody at the terminal names; raises CommandError for an answer that is none.

    Everybody who shares what was typed is listed, without a value of anybody. Who is named by it alone is meant.
    """
    entries = look_up(getpass("Whose address, number or reference, in whichever writing? (It is not shown.) "))
    if not entries or (len(entries) == 1 and entries[0].shared.is_named()):
        return [entry.subject_id for entry in entries]
    listed = "\n".join(f"{number:>3}  {entry.masked} ({entry.how})" for number, entry in enumerate(entries, 1))
    return _chosen(entries, input(f"These share it:\n{listed}\nWho is the person, by number, such as 1 2? ").split())


def _chosen(entries: list[Entry], answer: list[str]) -> list[int]:
    numbers = {str(number): entry.subject_id for number, entry in enumerate(entries, 1)}
    if not answer or not set(answer) <= set(numbers):
        raise CommandError("Answer with numbers from the list. Nothing was done.")
    return sorted({numbers[number] for number in answer})
