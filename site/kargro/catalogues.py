"""Compile locale/*.po to *.mo, without the system's gettext: `python -m kargro.catalogues`."""

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


if __name__ == "__main__":
    compile_catalogues()
