"""Short ways to write the sample's sections as StreamFields store them."""

import json
import uuid
from typing import Any

Section = tuple[str, dict[str, Any]]
NAMESPACE = uuid.UUID("6f0a1c1e-51f5-4f0e-9f0c-2f2f6d0c1968")


def items(*values: Any) -> list[dict[str, Any]]:
    """Return a list in block format: only so are its texts found for translation."""
    return [{"type": "item", "value": value, "id": _id(value, number)} for number, value in enumerate(values)]


def stream(*sections: Section) -> str:
    """Return sections as a StreamField stores them."""
    rows = [{"type": kind, "value": value, "id": _id(value, number)} for number, (kind, value) in enumerate(sections)]
    return json.dumps(rows)


def step(heading: str, text: str) -> dict[str, str]:
    """Return one step."""
    return {"heading": heading, "text": text}


def question(asked: str, answer: str) -> dict[str, str]:
    """Return one question with its answer as HTML."""
    return {"question": asked, "answer": answer}


def to_page(label: str, page_id: int) -> dict[str, Any]:
    """Return a button to a page."""
    return {"label": label, "target": "page", "page": page_id}


def to_phone(label: str) -> dict[str, Any]:
    """Return a button that calls the company."""
    return {"label": label, "target": "phone", "page": None}


def to_mail(label: str) -> dict[str, Any]:
    """Return a button that writes to the company."""
    return {"label": label, "target": "email", "page": None}


def no_action() -> dict[str, Any]:
    """Return an empty button."""
    return {"label": "", "target": "page", "page": None}


def hero(
    heading: str,
    lead: str,
    drawing: str = "",
    action: dict[str, Any] | None = None,
    second_action: dict[str, Any] | None = None,
) -> str:
    """Return the top of a page."""
    value = {
        "heading": heading,
        "lead": lead,
        "drawing": drawing,
        "action": action or no_action(),
        "second_action": second_action or no_action(),
    }
    return stream(("hero", value))


def picture_text(
    heading: str, text: str, drawing: str, side: str = "end", tone: str = "paper", action: dict[str, Any] | None = None
) -> Section:
    """Return a drawing beside a text."""
    value = {
        "heading": heading,
        "text": text,
        "action": action or no_action(),
        "image": {"image": None, "alt_text": "", "decorative": True},
        "drawing": drawing,
        "side": side,
        "tone": tone,
    }
    return "image_text", value


def link(page_id: int, words: str) -> str:
    """Return a link to a page as rich text stores it."""
    return f'<a linktype="page" id="{page_id}">{words}</a>'


def _id(value: Any, number: int) -> str:
    return str(uuid.uuid5(NAMESPACE, json.dumps([number, value], sort_keys=True, default=str)))
