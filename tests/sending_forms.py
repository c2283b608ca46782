"""A browser with JavaScript that fills in the contact form of a running site, with no key of that site at hand."""

import json
import re
import time
from collections.abc import Callable
from urllib.parse import urlencode

import altcha

PATH = "/en/forms/contact/"
ANSWERS = {"name": "Jan Jansen", "email": "jan@example.com", "message": "Two hundred casings, please."}
# People take longer than this; the site does not believe less.
SECONDS_TO_FILL_IN = 2.5
# path, body (None: a GET) → status, Location, text
Ask = Callable[[str, bytes | None], tuple[int, str, str]]


def send_contact_form(ask: Ask, **answers: str) -> str:
    """Send the form; return where the site leads then (its receipt)."""
    shown = re.search(r'name="form_shown" value="([^"]+)"', ask(PATH, None)[2])
    assert shown
    touched = json.loads(ask(f"{PATH}challenge/", None)[2])
    proof = ""
    if touched["puzzle"]:
        puzzle = altcha.Challenge.from_dict(touched["puzzle"])
        proof = altcha.Payload(puzzle, altcha.solve_challenge(puzzle)).to_base64()
    time.sleep(SECONDS_TO_FILL_IN)
    values = {
        **ANSWERS,
        **answers,
        "form_shown": shown[1],
        "form_key": touched["key"],
        "form_proof": proof,
        "website": "",
    }
    status, location, text = ask(PATH, urlencode(values).encode())
    assert status == 303 or "/received/" in location, (status, text[:2000])
    return location
