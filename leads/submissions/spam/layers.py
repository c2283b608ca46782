"""Which layers are on, as administrators set it; read at most twice a minute by each process."""

import time
from dataclasses import dataclass, fields

from leads.submissions.spam.models import ProtectionSettings

SECONDS = 30


@dataclass(frozen=True)
class Switches:
    """The layers that can be switched off."""

    trap: bool = True
    time: bool = True
    proof: bool = True
    rate: bool = True
    repeated: bool = True
    links: bool = True


_known: tuple[float, Switches] | None = None


def switches() -> Switches:
    """Return what is switched on; everything while nobody has said otherwise."""
    global _known
    if _known is None or time.monotonic() - _known[0] > SECONDS:
        names = [field.name for field in fields(Switches)]
        row = ProtectionSettings.objects.values(*names).first()
        _known = (time.monotonic(), Switches(**row) if row else Switches())
    return _known[1]


def forget() -> None:
    """Read again at the next post."""
    global _known
    _known = None
