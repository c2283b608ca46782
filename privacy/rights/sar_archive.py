"""The copy to take away: a ZIP with a page to read, JSON for a computer, and the files that were sent (Art. 15(3), 20)."""

import io
import json
import re
import zipfile
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.template.loader import render_to_string
from django.utils.translation import get_language

from privacy.personal_data.contract import PersonalData
from privacy.register.selectors import released_register
from privacy.retention.people import records_of
from privacy.rights.subject_access import sections

Held = list[tuple[PersonalData, list[Any]]]
NAME = "my-data"
_UNSAFE = re.compile(r"[^\w.\- ]+")


def archive_of(subject_ids: Iterable[int], *, now: datetime) -> bytes:
    """Return the ZIP, made in memory and kept nowhere, in the active language."""
    held = list(records_of(subject_ids))
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        context = {"sections": sections(held, limit=None), "register": released_register(), "now": now}
        archive.writestr(f"{NAME}.html", render_to_string("rights/package.html", {**context, "LANG": get_language()}))
        archive.writestr(
            f"{NAME}.json", json.dumps(document_of(held, now=now), cls=DjangoJSONEncoder, ensure_ascii=False, indent=2)
        )
        for name, content in _files(held):
            archive.writestr(name, content)
    return made.getvalue()


def document_of(held: Held, *, now: datetime) -> dict[str, Any]:
    """Return everything as plain values: who answers for it, what it is used for (Art. 15(1)), and the data."""
    register = released_register()
    stores = []
    for store, records in held:
        stores.append(
            {
                "store": store.model._meta.label,
                "label": str(store.label),
                "source": "provided by the data subject" if store.provided else "recorded by the controller",
                "purposes": list(store.purposes),
                "retention": list(store.rules),
                "records": [store.export(record) for record in records],
            }
        )
    context = {
        "controller": register.controller.values if register else {},
        "policy_version": register.number if register else None,
        "purposes": [
            {
                "key": purpose.key,
                "title": purpose.title,
                "description": purpose.description,
                "legal_basis": purpose.basis,
                "retention": [period.sentence for period in purpose.periods],
                "recipients": [vendor.name for vendor in purpose.recipients],
            }
            for purpose in (register.purposes if register else ())
        ],
    }
    return {"made_at": now, "language": get_language(), "context": context, "data": stores}


def _files(held: Held) -> Iterator[tuple[str, bytes]]:
    """Yield the files under names that are safe on every computer, no two the same."""
    number = 0
    for store, records in held:
        for record in records:
            for name, content in store.files(record):
                number += 1
                yield f"files/{number:03d} {_UNSAFE.sub('_', name)[-80:]}", content
