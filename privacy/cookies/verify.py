"""What visitors were asked about cookies is kept as they read it, and every choice has its text."""

from collections.abc import Iterator
from datetime import datetime
from hashlib import sha256

from django.utils.translation import gettext_lazy as _

from privacy.cookies.models import ConsentRecord, ConsentText
from privacy.operations.integrity import PUT_BACK, IntegrityCheck


def changed_texts(now: datetime) -> Iterator[str]:
    """Return the texts that are not what their SHA-256 was taken of, and the choices whose text is gone (C25)."""
    for number, text in ConsentText.objects.order_by("pk").values_list("pk", "text").iterator(chunk_size=100):
        if sha256(text.encode()).hexdigest() != number:
            yield f"text {number[:12]}"
    orphans = ConsentRecord.objects.exclude(text__in=ConsentText.objects.all()).order_by("pk")
    yield from (f"choice {pk}" for pk in orphans.values_list("pk", flat=True)[:100])


TEXTS = IntegrityCheck(
    "cookie_texts",
    changed_texts,
    _("What visitors were asked about cookies is not as they read it: %(rows)s."),
    PUT_BACK,
)
