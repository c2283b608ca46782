"""`make screenshots`: draw the pictures of the docs anew, from a sample site of its own, in a real Chromium.

Pictures of screens that need a longer story than the sample tells (requests about data, a cookie scan, the export)
are taken by hand; what is drawn here is listed in VISITORS and STAFF.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from kargro.catalogues import compile_catalogues
from tests.browser_fixtures import FLAGS
from tests.system import chromium, free_port

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "docs/screenshots"
# Name, width, height, and the way there from the CMS home.
Screen = tuple[str, int, int, Callable[[Page], None]]
REFUSED = "functional=-1|analytical=-1|advertising=-1|release=99"
# Wide pages are shown at two thirds: 960 points fill a column of the docs.
WIDEST_SHOWN = {1440: 960}


@dataclass(frozen=True)
class Picture:
    """One page as a visitor sees it; `banner` leaves the question about cookies open."""

    name: str
    path: str
    width: int
    height: int
    scheme: str = "light"
    whole: bool = False
    banner: bool = False
    status: int = 200


VISITORS = [
    Picture("home-1440-light", "/en/", 1440, 900, whole=True),
    Picture("home-nl-1440-dark", "/nl/", 1440, 900, "dark"),
    Picture("home-de-360-light", "/de/", 360, 640),
    Picture("home-en-360-banner", "/en/", 360, 640, banner=True),
    Picture("contact-nl-360-dark", "/nl/contact/", 360, 640, "dark"),
    Picture("company-1440-dark", "/en/companies/kargro-recycling/", 1440, 900, "dark"),
    Picture("fleets-nl-768-light", "/nl/voor-wagenparken/", 768, 1024),
    Picture("flow-de-1440-dark", "/de/kreislauf/", 1440, 2750, "dark"),
    Picture("specialists-1440-light", "/en/for-tyre-specialists/", 1440, 900),
    Picture("missing-768-light", "/en/no-such-page/", 768, 1024, status=404),
]

# Language, and the answers to the contact form. Invented people write from example.com (RFC 2606).
MESSAGES = [
    ("de", "Sabine Kurz", "", "sabine@example.com", "Frage zu einer Rechnung", "Ist die Rechnung vom Oktober bezahlt?"),
    (
        "fr",
        "Paul Masson",
        "Transports Exemple",
        "paul@example.com",
        "Carcasses 315/80 R22.5",
        "Nous en avons quarante.",
    ),
    ("de", "Mara Vogt", "Spedition Beispiel", "mara@example.com", "Karkassen abholen", "Zwölf Stück, 385/65 R22.5."),
    ("en", "Sam Reed", "Example Haulage", "sam@example.com", "Casings to collect", "About thirty, mixed sizes."),
    (
        "nl",
        "Pieter Smit",
        "Voorbeeld Transport",
        "pieter@example.com",
        "Karkassen aanbieden",
        "Zestig stuks, in Utrecht.",
    ),
]


def main() -> None:
    """Make a sample site, run it, draw every picture, and throw the site away."""
    path = chromium()
    if not path:
        raise SystemExit("Screenshots need Chromium: install the package chromium.")
    compile_catalogues()
    with tempfile.TemporaryDirectory(prefix="kargro-screenshots-") as folder:
        port = free_port()
        url = f"http://localhost:{port}"
        environ = {**os.environ, "VAR_DIR": folder, "SITE_URL": url, "DJANGO_SETTINGS_MODULE": "kargro.settings.dev"}
        environ.pop("DATABASE_URL", None)
        for command in ("migrate", "sample_site", "sample_users"):
            subprocess.run([sys.executable, "manage.py", command, "-v", "0"], cwd=ROOT, env=environ, check=True,
                           stdout=subprocess.DEVNULL)  # fmt: skip
        passwords = json.loads((Path(folder) / "sample-users.json").read_text())
        environ["DJANGO_SETTINGS_MODULE"] = "tests.screenshot_settings"
        server = subprocess.Popen(
            [sys.executable, "manage.py", "runserver", f"localhost:{port}", "--noreload", "--insecure", "-v", "0"],
            cwd=ROOT, env=environ, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        try:
            wait_for(f"{url}/healthz", server)
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
                draw_all(browser, url, passwords)
                browser.close()
        finally:
            server.terminate()
            server.wait(timeout=10)


def wait_for(address: str, server: "subprocess.Popen[bytes]") -> None:
    """Return once the site answers; leave when it ended or does not within a minute."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and server.poll() is None:
        try:
            urllib.request.urlopen(address, timeout=10).close()
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise SystemExit("The sample site did not start.")


def draw_all(browser: Browser, url: str, passwords: dict[str, str]) -> None:
    """Draw what visitors see, then what staff see before and after some messages came in."""
    for picture in VISITORS:
        visit(browser, url, picture)
    staff(browser, url, "handler", passwords, [("cms-home-handler-empty", 1280, 800, lambda page: None)])
    for message in MESSAGES:
        write(browser, url, *message)
    for user, screens in STAFF.items():
        staff(browser, url, user, passwords, screens)


def context_of(browser: Browser, url: str, **options: Any) -> Any:
    """Return a fresh profile in which the question about cookies is answered with no."""
    context = browser.new_context(base_url=url, timezone_id="Europe/Amsterdam", **options)
    context.set_default_timeout(90_000)
    until = int(time.time()) + 86400
    context.add_cookies([{"name": "kargro_consent", "value": f'"{REFUSED}|until={until}"', "url": url}])
    return context


def visit(browser: Browser, url: str, picture: Picture) -> None:
    """Draw one public page at its width and scheme."""
    size = {"width": picture.width, "height": picture.height}
    locale = picture.path.split("/")[1]
    context = context_of(
        browser, url, viewport=size, color_scheme=picture.scheme, locale=locale, reduced_motion="reduce"
    )
    if picture.banner:
        context.clear_cookies()
    page = context.new_page()
    answer = page.goto(picture.path)
    if answer.status != picture.status:
        raise SystemExit(f"{picture.path} answered {answer.status}, which is not what {picture.name} shows.")
    settle(page)
    keep(page, picture.name, whole=picture.whole)
    context.close()


def settle(page: Page) -> None:
    """Wait until fonts and pictures are there, those far down the page too."""
    page.wait_for_load_state("networkidle")
    page.evaluate("for (const image of document.images) image.loading = 'eager'")
    page.evaluate(
        "Promise.all([document.fonts.ready, ...[...document.images].map((image) => image.decode().catch(() => 0))])"
    )


def keep(page: Page, name: str, *, whole: bool = False) -> None:
    """Write what the page shows as docs/screenshots/<name>.webp."""
    picture = Image.open(BytesIO(page.screenshot(full_page=whole))).convert("RGB")
    shown = WIDEST_SHOWN.get(picture.width, picture.width)
    height = round(picture.height * shown / picture.width)
    picture.resize((shown, height), Image.Resampling.LANCZOS).save(FOLDER / f"{name}.webp", quality=80, method=6)
    print(f"  {name}.webp", flush=True)


def write(
    browser: Browser, url: str, language: str, name: str, company: str, email: str, subject: str, words: str
) -> None:
    """Send a message through the contact form, as its writer does."""
    context = context_of(browser, url, viewport={"width": 390, "height": 844}, locale=language)
    page = context.new_page()
    page.goto(f"/{language}/forms/contact/")
    form = page.locator("form[data-form]")
    for key, value in {
        "name": name,
        "organisation": company,
        "email": email,
        "subject": subject,
        "message": words,
    }.items():
        form.locator(f"[name={key}]").fill(value)
    page.wait_for_timeout(2500)  # Whoever is faster than two seconds is asked to send once more.
    form.locator("[type=submit]").last.click()
    page.wait_for_url("**/received/**")
    context.close()


def staff(browser: Browser, url: str, user: str, passwords: dict[str, str], screens: list[Screen]) -> None:
    """Draw screens of the CMS as one of the sample users. The way there is walked where the menu is in sight."""
    context = context_of(browser, url, color_scheme="light", locale="en", reduced_motion="reduce")
    page = context.new_page()
    page.goto("/admin/login/")
    page.locator("[name=username], [name=login]").first.fill(user)
    page.fill("[name=password]", passwords[user])
    page.keyboard.press("Enter")
    page.wait_for_url("**/admin/")
    for name, width, height, way in screens:
        page.set_viewport_size({"width": 1280, "height": 900})
        page.goto("/admin/")
        way(page)
        page.set_viewport_size({"width": width, "height": height})
        page.goto(page.url)
        settle(page)
        keep(page, name)
    context.close()


def menu(*labels: str) -> Callable[[Page], None]:
    """Return the way through the CMS menu to a screen."""

    def way(page: Page) -> None:
        for label in labels:
            page.locator(".sidebar").get_by_text(label, exact=False).first.click()
        page.wait_for_load_state("networkidle")

    return way


def oldest_message(page: Page) -> None:
    """Open the message that has waited longest."""
    menu("Inbox")(page)
    page.locator("[data-inbox-row]").first.click()
    page.wait_for_load_state("networkidle")


STAFF = {
    "handler": [
        ("cms-home-handler-filled", 1280, 800, lambda page: None),
        ("editors-inbox-list", 1280, 860, menu("Inbox")),
        ("editors-inbox-phone", 390, 844, menu("Inbox")),
        ("editors-inbox-message", 1280, 1080, oldest_message),
    ],
    "officer": [("editors-answering-teams", 1280, 400, menu("Settings", "Teams"))],
}


if __name__ == "__main__":
    main()
