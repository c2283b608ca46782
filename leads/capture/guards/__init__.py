"""What stands between a post and the inbox. No cookie, no other company, no consent (R46, R53).

The protection against forged posts is the origin check (`home.shell.origin`). One layer a module; `Layer` names them.
"""

from leads.capture.guards.counts import count_guard, drop_old_counts
from leads.capture.guards.keys import KEY_LASTS, SHORTEST, Key, new_key, read_key
from leads.capture.guards.proof import is_solved, puzzle
from leads.capture.guards.rate import POSTS_A_WINDOW, WINDOW, client_address, count_post
from leads.capture.guards.suspicion import REASONS, Sign, content_hash, verdict
from leads.capture.guards.switches import Switches, switches

__all__ = [
    "KEY_LASTS",
    "POSTS_A_WINDOW",
    "REASONS",
    "SHORTEST",
    "WINDOW",
    "Key",
    "Sign",
    "Switches",
    "client_address",
    "content_hash",
    "count_guard",
    "count_post",
    "drop_old_counts",
    "is_solved",
    "new_key",
    "puzzle",
    "read_key",
    "switches",
    "verdict",
]
