"""What visitors send: every form in every language, filled in from its HTML, and the mails that follow."""

import itertools
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin

import altcha
from bs4 import BeautifulSoup, Tag
from django.core import mail
from django.http import HttpResponse
from django.test import Client

from tests.behaviour.ground import Ground
from tests.behaviour.normal import normal
from tests.behaviour.public import languages, sitemap_paths
from tests.behaviour.visiting import answer, main_text, post, visitor


@dataclass(frozen=True)
class Person:
    """Somebody made up; `word` stands in everything that they write."""

    name: str
    email: str
    phone: str
    word: str


SENTINEL = Person("Sentinella Quorvath", "sentinella.quorvath@example.org", "+31612349876", "zwurbelstein")
# What a reporter sent is kept while their notice is handled, whatever they ask.
REPORTER = Person("Reportina Valdequist", "reportina.valdequist@example.org", "+31612345432", "quastenflirr")
# A connection is counted for ten minutes; nobody here is to look busy.
BETWEEN = {"minutes": 11}
BY_TYPE = {"date": "2026-03-10", "number": "3", "time": "10:30", "url": "https://example.org/"}


def someone(action: str, *, with_email: bool) -> Person:
    """Return who sends a form: one of the two who are followed, or somebody else, with or without an address."""
    followed_people = {"/en/forms/contact/": SENTINEL, "/en/forms/notice/": REPORTER}
    if with_email and action in followed_people:
        return followed_people[action]
    return other(action.split("/")[1], "with" if with_email else "without")


def other(language: str, how: str) -> Person:
    """Return somebody nobody looks for."""
    email = "" if how == "without" else f"visitor-{how}-{language}@example.net"
    return Person(f"Visitor {language} {how}", email, "+31612340000", "ordinary")


def forms_on_pages() -> dict[str, str]:
    """Return where each form stands: the path it is sent to, and the first page that shows it."""
    found: dict[str, str] = {}
    for path in sitemap_paths():
        for form in _soup(visitor().get(path)).select("form[data-challenge]"):
            found.setdefault(str(form["action"]), path)
    return found


def record_flows(ground: Ground) -> dict[str, Any]:
    """Return how the site answers what visitors send."""
    found: dict[str, Any] = {}
    for (action, page), with_email in itertools.product(forms_on_pages().items(), (True, False)):
        person = someone(action, with_email=with_email)
        found[f"{action} from {person.name}"] = send(ground, page, person)
    contact = next(page for action, page in forms_on_pages().items() if action == "/en/forms/contact/")
    found["without script"] = send_without_script(ground, contact, other("en", "unscripted"))
    found |= {f"refused: {why}": kept for why, kept in refusals(ground, contact).items()}
    for language in languages():
        found |= choices_of_cookies(language)
        found[f"a code in {language}"] = ask_for_code(ground, f"coded-{language}@example.net", language)
    found["a forgotten password"] = answer(post(visitor(), "/admin/password_reset/", {"email": "handler@example.com"}))
    return found


def send(ground: Ground, page: str, person: Person, **changed: str) -> dict[str, Any]:
    """Fill in and send the form of a page as a browser with scripts does; return the answer and where it ends."""
    browser = visitor()
    form = form_on(browser.get(page))
    data = {**filled(form, person), **key_and_proof(browser, str(form["data-challenge"])), **changed}
    ground.later(**BETWEEN)
    return followed(browser, post(browser, str(form["action"]), data))


def send_without_script(ground: Ground, page: str, person: Person) -> dict[str, Any]:
    """Send a form, and once more when asked to, as a browser without scripts does."""
    browser = visitor()
    form = form_on(browser.get(page))
    asked = post(browser, str(form["action"]), filled(form, person))
    ground.later(**BETWEEN)
    again = _soup(asked).select_one(f"form[action='{form['action']}']")
    sent = post(browser, str(form["action"]), as_it_stands(again))
    return {"asked": brief(asked), "sent": followed(browser, sent)}


def refusals(ground: Ground, page: str) -> dict[str, Any]:
    """Return the answers to posts that are not taken."""
    browser, person = visitor(), other("en", "refused")
    form = form_on(browser.get(page))
    action, good = str(form["action"]), filled(form, person)
    keyed = {**good, **key_and_proof(browser, str(form["data-challenge"]))}
    foreign = post(browser, action, keyed, **{"sec-fetch-site": "cross-site"})
    quick = post(browser, action, keyed)
    ground.later(**BETWEEN)
    return {
        "from another site": brief(foreign),
        "too quick": brief(quick),
        "empty": brief(post(browser, action, {})),
        "too large": brief(post(browser, action, {**keyed, "message": "x" * 200_000})),
        "no address": brief(post(browser, action, {**keyed, "email": "nobody"})),
    }


def form_on(response: HttpResponse) -> Tag:
    """Return the form that visitors fill in on a page."""
    form = _soup(response).select_one("form[data-challenge]")
    assert form is not None
    return form


def filled(form: Tag, person: Person) -> dict[str, str]:
    """Return a form's fields as a person fills them in; what is hidden stays as it is."""
    data: dict[str, str] = {}
    for element in form.select("input[name], textarea[name], select[name]"):
        name = str(element["name"])
        if name not in data and (value := value_for(element, person)) is not None:
            data[name] = value
    return data


def value_for(element: Tag, person: Person) -> str | None:
    """Return what is written into one field, by its kind; None where nothing is sent."""
    kind = str(element.get("type", element.name))
    if kind == "hidden" or element.get("tabindex") == "-1":
        return str(element.get("value", ""))
    if kind in ("file", "submit"):
        return None
    if kind in ("radio", "checkbox"):
        return str(element.get("value", "on"))
    if kind == "select":
        return next((str(option["value"]) for option in element.select("option[value]") if option["value"]), "")
    personal = {"email": person.email, "tel": person.phone}
    if kind in personal:
        return personal[kind]
    if element.get("autocomplete") == "name":
        return person.name
    return BY_TYPE.get(kind, f"{person.name}: {person.word}, written into the field {element['name']} to be found.")


def as_it_stands(form: Tag) -> dict[str, str]:
    """Return what a browser sends of a form that is filled in already."""
    fields = form.select("input[name]:not([type=radio]):not([type=checkbox]), [checked]")
    data = {str(field["name"]): str(field.get("value", "on")) for field in fields}
    data |= {str(area["name"]): area.get_text() for area in form.select("textarea[name]")}
    return data | {
        str(choice.find_parent("select")["name"]): str(choice["value"]) for choice in form.select("option[selected]")
    }


def key_and_proof(browser: Client, address: str) -> dict[str, str]:
    """Return the one-time key of a form and the work done for it, as its script does."""
    given = browser.get(address).json()
    challenge = altcha.Challenge.from_dict(given["puzzle"])
    proof = altcha.Payload(challenge, altcha.solve_challenge(challenge)).to_base64()
    return {"form_key": given["key"], "form_proof": proof}


def ask_for_code(ground: Ground, email: str, language: str) -> dict[str, Any]:
    """Ask on the page of rights for a code to be sent."""
    browser = visitor()
    ground.later(**BETWEEN)
    return followed(browser, post(browser, f"/{language}/rights/", {"email": email}))


def choices_of_cookies(language: str) -> dict[str, Any]:
    """Return the answers to each decision about cookies, with and without other fields of the form."""
    found = {}
    for decision in ("accept_all", "refuse_all", "save"):
        browser = visitor()
        form = _soup(browser.get(f"/{language}/cookies/")).select_one("form[data-consent-form=settings]")
        response = post(browser, str(form["action"]), {**as_it_stands(form), "decision": decision})
        found[f"cookies in {language}: {decision}"] = followed(browser, response)
    return found


def followed(browser: Client, response: HttpResponse) -> dict[str, Any]:
    """Return an answer, and what is read where it leads to."""
    kept = brief(response)
    if location := response.headers.get("Location"):
        kept["then"] = brief(browser.get(urljoin(response.request["PATH_INFO"], location)))
    return kept


def brief(response: HttpResponse) -> dict[str, Any]:
    """Return an answer with what is read of it in place of its HTML."""
    kept = answer(response)
    readable = kept.pop("text", None)
    kept.pop("sha256")
    return {**kept, "read": main_text(response.content.decode())} if readable is not None else kept


def take_mails(ground: Ground) -> dict[str, Any]:
    """Let the worker do what is due; return the mails that went out since the last time."""
    worked = ground.run("worker", "--once")
    sent = sorted(mail.outbox, key=lambda message: (message.to, normal(message.subject), normal(message.body)))
    mail.outbox = []
    found: dict[str, Any] = {"worker": worked}
    for message in sent:
        name = f"{', '.join(message.to)}: {normal(message.subject)}"
        same = sum(other_name.startswith(name) for other_name in found)
        found[f"{name} ({same + 1})"] = _mail(message)
    return found


def _mail(message: Any) -> dict[str, Any]:
    headers = {name: normal(str(value)) for name, value in message.extra_headers.items()}
    return {
        "from": message.from_email,
        "to": message.recipients(),
        "reply_to": message.reply_to,
        "subject": normal(message.subject),
        "headers": {name: value for name, value in headers.items() if name not in ("Date", "Message-ID")},
        "text": normal(message.body),
        "other": {kind: normal(str(content)) for content, kind in getattr(message, "alternatives", [])},
        "attached": [str(part[0]) for part in message.attachments],
    }


def _soup(response: HttpResponse) -> BeautifulSoup:
    return BeautifulSoup(response.content.decode(), "html.parser")
