"""Compile locale/*.po to *.mo, without the system's gettext: `python -m kargro.catalogues`."""

import sys
from pathlib import Path

import polib

LOCALE_DIR = Path(__file__).resolve().parents[2] / "locale"


def compile_catalogues(root: Path = LOCALE_DIR) -> int:
    """Compile every catalogue that is newer than its compiled form; return how many."""
    compiled = 0
    for source in sorted(root.glob("*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        if not target.exists() or target.stat().st_mtime < source.stat().st_mtime:
            polib.pofile(str(source)).save_as_mofile(str(target))
            compiled += 1
    return compiled


def drop_guesses(root: Path = LOCALE_DIR) -> int:
    """Empty the entries that gettext guessed from similar ones; return how many. A guess is no translation."""
    dropped = 0
    for path in sorted(root.glob("*/LC_MESSAGES/*.po")):
        catalogue = polib.pofile(str(path), wrapwidth=78)
        for entry in catalogue.fuzzy_entries():
            entry.flags.remove("fuzzy")
            entry.msgstr, entry.msgstr_plural = "", dict.fromkeys(entry.msgstr_plural, "")
            entry.previous_msgid = entry.previous_msgid_plural = entry.previous_msgctxt = None
            dropped += 1
        catalogue.metadata.pop("POT-Creation-Date", None)
        catalogue.metadata_is_fuzzy = False
        catalogue.save()
    return dropped


if __name__ == "__main__":
    if "--drop-guesses" in sys.argv:
        drop_guesses()
    compile_catalogues()
