"""What stands between a post and the inbox. No cookie, no other company, no consent (R46, R53).

The protection against forged posts is the origin check (`home.base.origin`). One layer a module; `Layer` names them.
"""

from home.base.origin import client_address
from leads.submissions.spam.challenge import KEY_LASTS, SHORTEST, Key, is_solved, new_key, puzzle, read_key
from leads.submissions.spam.layers import (
    POSTS,
    POSTS_A_WINDOW,
    WINDOW,
    count_layer,
    count_post,
    drop_old_counts,
    switches,
)
from leads.submissions.spam.score import (
    BUSY,
    BUSY_FROM,
    NO_WORK,
    NOWHERE,
    REASONS,
    REPEATED,
    TRAPPED,
    SpamSignal,
    content_hash,
    held_by,
    link_signal,
    sent_before,
    spam_score,
    texts_of,
)

__all__ = [
    "BUSY",
    "BUSY_FROM",
    "KEY_LASTS",
    "NOWHERE",
    "NO_WORK",
    "POSTS",
    "POSTS_A_WINDOW",
    "REASONS",
    "REPEATED",
    "SHORTEST",
    "TRAPPED",
    "WINDOW",
    "Key",
    "SpamSignal",
    "client_address",
    "content_hash",
    "count_layer",
    "count_post",
    "drop_old_counts",
    "held_by",
    "is_solved",
    "link_signal",
    "new_key",
    "puzzle",
    "read_key",
    "sent_before",
    "spam_score",
    "switches",
    "texts_of",
]
