"""The browser a scan drives: the system's Chromium, by Playwright. Neither is needed to run the site."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from playwright.sync_api import Browser


PROGRAMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = ("--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync")


class NoBrowser(Exception):
    """There is nothing to look with; the text says what to install."""


def program() -> str | None:
    """Return the path of the system's Chromium, or None."""
    return next((path for name in PROGRAMS if (path := shutil.which(name))), None)


def what_is_missing() -> str:
    """Return a sentence that says what to install, or nothing when a scan can be made."""
    if find_spec("playwright") is None:
        return (
            "A scan needs Playwright, which is not installed here: "
            "run `pip install --require-hashes -r requirements-scan.txt`."
        )
    if program() is None:
        return (
            "A scan needs Chromium, which is not installed here: install the package chromium, "
            "for example with `apt-get install chromium`."
        )
    return ""


@contextmanager
def open_browser(base_url: str, *, real: bool) -> Iterator["Browser"]:
    """Run a Chromium; unless `real`, it can find no machine but the site's. Raises NoBrowser."""
    missing = what_is_missing()
    if missing:
        raise NoBrowser(missing)
    from playwright.sync_api import Error, sync_playwright

    flags = list(FLAGS)
    if not real:
        # Beside the stand-ins: what no stand-in can answer (look-ups ahead, sockets) finds nobody.
        flags.append(f"--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE {urlsplit(base_url).hostname}")
    with sync_playwright() as playwright:
        try:
            browser = playwright.chromium.launch(executable_path=program(), args=flags)
        except Error as error:
            raise NoBrowser(
                "Chromium is installed but does not start: run `chromium --headless` to see why."
            ) from error
        try:
            yield browser
        finally:
            browser.close()
