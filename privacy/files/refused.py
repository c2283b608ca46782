"""Why a file is not kept."""


class Refused(Exception):
    """A file that is not kept; `reason` tells the visitor what to do."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason
