"""What stands between a post and the inbox. No cookie, no other company, no consent (R46, R53).

The protection against forged posts is the origin check (`home.shell.origin`). One layer a module; `Layer` names them.
"""

from leads.capture.guards.counts import count_guard, drop_old_counts
from leads.capture.guards.history import sent_before
from leads.capture.guards.keys import KEY_LASTS, SHORTEST, Key, new_key, read_key
from leads.capture.guards.proof import is_solved, puzzle
from leads.capture.guards.rate import POSTS_A_WINDOW, WINDOW, client_address, count_post
from leads.capture.guards.suspicion import (
    BUSY,
    BUSY_FROM,
    NO_WORK,
    NOWHERE,
    REASONS,
    REPEATED,
    TRAPPED,
    Sign,
    content_hash,
    sign_of_links,
    texts_of,
    verdict,
)
from leads.capture.guards.switchboard import switches

__all__ = [
    "BUSY",
    "BUSY_FROM",
    "KEY_LASTS",
    "NOWHERE",
    "NO_WORK",
    "POSTS_A_WINDOW",
    "REASONS",
    "REPEATED",
    "SHORTEST",
    "TRAPPED",
    "WINDOW",
    "Key",
    "Sign",
    "client_address",
    "content_hash",
    "count_guard",
    "count_post",
    "drop_old_counts",
    "is_solved",
    "new_key",
    "puzzle",
    "read_key",
    "sent_before",
    "sign_of_links",
    "switches",
    "texts_of",
    "verdict",
]
