"""What can go wrong, each with a sentence that says what to do and holds nothing of anybody."""


class BackupError(Exception):
    """A backup could not be made, opened or put back; the text is for whoever runs the command."""
