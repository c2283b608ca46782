"""Lines end in one way, however a text came here: forms post CR LF (HTML, "constructing the entry list"), and we keep LF.

Otherwise a text that somebody saved unchanged would differ from what it was: to the register, to a translator, to a hash.
"""

from typing import Any

from django import forms
from django.utils.text import normalize_newlines


def keep_line_ends() -> None:
    """Let every text area, of forms and of blocks, give lines that end in LF."""
    read = forms.Textarea.value_from_datadict

    def value_from_datadict(self: forms.Textarea, data: Any, files: Any, name: str) -> Any:
        value = read(self, data, files, name)
        return normalize_newlines(value) if isinstance(value, str) else value

    forms.Textarea.value_from_datadict = value_from_datadict  # type: ignore[assignment, method-assign]
