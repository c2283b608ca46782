"""Why a file is not kept. Read in a process without settings, too: only who tells people asks Django for their language."""


def gettext_noop(words: str) -> str:
    """Mark words for translation, as Django's does, which needs settings to do so."""
    return words


class Refused(Exception):
    """A file that is not kept. `words` are marked for translation, and may name `values`."""

    def __init__(self, words: str, **values: int | str) -> None:
        super().__init__(words % values if values else words)
        self.words, self.values = words, values

    @property
    def reason(self) -> str:
        """What the visitor is told to do, in the language that is read now."""
        from django.utils.translation import gettext

        said = gettext(self.words)
        return said % self.values if self.values else said
