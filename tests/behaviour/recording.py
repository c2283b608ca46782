"""A recording from its beginning to its end; the order matters, since each part leaves something for the next."""

from typing import Any

from django.core import mail
from django.core.management import get_commands

from tests.behaviour.cms import record_cms
from tests.behaviour.flows import filled, form_on, key_and_proof, other, record_flows, take_mails
from tests.behaviour.ground import Ground
from tests.behaviour.normal import normal
from tests.behaviour.person import record_people
from tests.behaviour.public import record_files, record_public
from tests.behaviour.visiting import answer, post, visitor

COMMANDS = (
    ("check", "--database", "default"),
    ("makemigrations", "--check", "--dry-run", "--no-input"),
    ("lint_policy",),
    ("verify_ledger",),
)


def record_everything(ground: Ground) -> dict[str, Any]:
    """Return all that the site does."""
    mail.outbox = []
    found: dict[str, Any] = {"pages": record_public(ground)}
    found["files"] = record_files(found["pages"])
    found["queries"] = record_queries(ground)
    found["flows"] = record_flows(ground)
    found["mails"] = {"at once": take_mails(ground)}
    found["cms"] = record_cms(ground)
    found["people"] = record_people(ground)
    for days in (1, 3, 30):
        ground.later(days=days)
        found["mails"][f"{days:02} days later"] = take_mails(ground)
    found["commands"] = record_commands(ground)
    return found


def record_queries(ground: Ground) -> dict[str, int]:
    """Return how often the database is asked for what visitors do most."""
    browser = visitor()
    found = {}
    for path in ("/en/", "/en/contact/"):
        browser.get(path)
        found[path] = ground.queries_of(lambda path=path: browser.get(path))
    form = form_on(browser.get("/en/contact/"))
    data = {**filled(form, other("en", "counted")), **key_and_proof(browser, str(form["data-challenge"]))}
    ground.later(minutes=11)
    found["a post"] = ground.queries_of(lambda: post(browser, str(form["action"]), data))
    return found


def record_commands(ground: Ground) -> dict[str, Any]:
    """Return what the commands say now, and which rows would be over in one year and in ten."""
    found: dict[str, Any] = {" ".join(words): _said(ground, *words) for words in COMMANDS}
    found["readyz"] = answer(visitor().get("/readyz"))
    for years in (0, 1, 10):
        ground.later(days=365 * years)
        found[f"expire after {years} more years"] = _by_rule(ground.run("expire", "--dry-run"))
    found["names"] = sorted(get_commands())
    return found


def _said(ground: Ground, *words: str) -> dict[str, Any]:
    kept = ground.run(*words)
    return {**kept, "said": normal(kept["said"])}


def _by_rule(kept: dict[str, Any]) -> dict[str, Any]:
    """Return what `expire` said by rule and store: their order and the width of columns follow from names."""
    lines = [line.split(maxsplit=2) for line in kept["said"].splitlines()]
    return {"status": kept["status"], **{" ".join(line[:2]): " ".join(" ".join(line[2:]).split()) for line in lines}}
