"""One person, from what they see of themselves to the proof that nothing of them is left."""

import io
import json
import re
import sqlite3
import zipfile
from dataclasses import asdict
from typing import Any

from django.core import mail
from django.db import connection

from tests.behaviour.flows import REPORTER, SENTINEL, Person, ask_for_code, brief, followed, take_mails
from tests.behaviour.ground import Ground
from tests.behaviour.normal import normal
from tests.behaviour.visiting import body_of, post, visitor

CODE = re.compile(r"(?m)^\s*(\d{4} ?\d{4})\s*$")


def record_people(ground: Ground) -> dict[str, Any]:
    """Return what happens to somebody who only wrote, and to somebody whose notice is handled still."""
    found: dict[str, Any] = {"the sentinel's own page": their_page(ground)}
    found["the sentinel"] = copy_and_erase(ground, SENTINEL)
    found["the reporter"] = copy_and_erase(ground, REPORTER)
    return found


def copy_and_erase(ground: Ground, person: Person) -> dict[str, Any]:
    """Copy what is held of a person, delete it, copy once more, and look for traces."""
    who, copy = (person.email,), ground.folder / "copy.json"
    found: dict[str, Any] = {"traces at first": traces(ground, person)}
    for when in ("before", "after"):
        found[f"copy {when}"] = ground.run("copy_person", str(copy), typed=who)
        copied = json.loads(copy.read_text()) if copy.exists() else {}
        found[f"copied {when}"] = {store: _rows(rows) for store, rows in copied.items()}
        copy.unlink(missing_ok=True)
        if when == "before":
            found["erased"] = ground.run("erase_person", typed=(*who, "ERASE"))
            found["erased"]["said"] = normal(re.sub(r"Erasure \S+ is", "Erasure ‹n› is", found["erased"]["said"]))
    found["mails"] = take_mails(ground)
    found["traces at last"] = traces(ground, person)
    return found


def their_page(ground: Ground) -> dict[str, Any]:
    """Ask for a code, read it in the mail, and look at everything held; take the copy along."""
    browser, asked = visitor(), ask_for_code(ground, SENTINEL.email, "en")
    found = {"asked": asked}
    mail.outbox = []
    start = post(browser, "/en/rights/", {"email": SENTINEL.email})
    ground.run("worker", "--once")
    code = CODE.findall(mail.outbox[-1].body)[-1]
    mail.outbox = []
    found["wrong code"] = brief(post(browser, start["Location"], {"code": "0000 0000"}))
    opened = post(browser, start["Location"], {"code": code})
    found["opened"] = followed(browser, opened)
    package = zipfile.ZipFile(io.BytesIO(body_of(post(browser, opened["Location"], {"action": "download"}))))
    found["package"] = {name: _readable(package.read(name)) for name in package.namelist()}
    found["are you sure"] = brief(post(browser, opened["Location"], {"action": "erase"}))
    found["finished"] = brief(post(browser, opened["Location"], {"action": "finish"}))
    return found


def traces(ground: Ground, person: Person) -> dict[str, str]:
    """Tell where plain values of the person stand: in the database, or in a file beside it."""
    connection.close()
    with sqlite3.connect(ground.folder / "kargro.sqlite3") as database:
        dump = "\n".join(database.iterdump()).casefold()
    files = [path for path in ground.folder.rglob("*") if path.is_file() and ".sqlite3" not in path.name]
    contents = b"\n".join(path.read_bytes() for path in files).lower()
    return {
        what: f"database: {value.casefold() in dump}, files: {value.lower().encode() in contents}"
        for what, value in asdict(person).items()
    }


def _rows(rows: Any) -> str:
    return normal(json.dumps(rows, ensure_ascii=False, indent=1, sort_keys=True))


def _readable(content: bytes) -> str:
    try:
        return normal(content.decode())
    except UnicodeDecodeError:
        return f"{len(content)} bytes"
