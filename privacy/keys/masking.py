"""Addresses and numbers as screens show them until somebody asks to see them: enough to recognise, too little to use."""


def mask_email(address: str) -> str:
    """Return j••••@…."""
    return f"{address[:1]}••••@…"


def mask_phone(number: str) -> str:
    """Return the last two digits of a kept number, without its extension."""
    return f"••••{number.partition(';')[0][-2:]}"
