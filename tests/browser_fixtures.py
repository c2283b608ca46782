"""Real Chromium for tests: one browser a run, a fresh profile a test."""

from collections.abc import Callable, Iterator
from functools import wraps
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, sync_playwright

from tests.system import chromium

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def _and_loaded(act: Callable[..., Any]) -> Callable[..., Any]:
    """Return the action, ending when the document it may have led to is there whole.

    Playwright returns from a click when the next document has begun, before its first element: what is read then
    without waiting (`evaluate`, `count`, `all`, `is_visible`) is read from an empty page on a busy machine.
    """

    @wraps(act)
    def act_and_wait(locator: Locator, *args: Any, **options: Any) -> Any:
        result = act(locator, *args, **options)
        if not locator.page.is_closed():
            locator.page.wait_for_load_state()
        return result

    return act_and_wait


@pytest.fixture(scope="session")
def _whole_documents() -> Iterator[None]:
    """Let every press wait for the document that it leads to."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("click", "press"):
            patch.setattr(Locator, name, _and_loaded(getattr(Locator, name)))
        yield


@pytest.fixture(scope="session")
def browser(live, _whole_documents) -> Browser:
    """The system's Chromium, after the site: its event loop hides the connection that the copy must close."""
    path = chromium()
    assert path, "The browser tests need Chromium: install the package chromium."
    with sync_playwright() as playwright:
        instance = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield instance
        instance.close()


@pytest.fixture
def context(browser: Browser, live) -> BrowserContext:
    """A fresh profile at the live site, 390 px wide."""
    instance = browser.new_context(base_url=live.url, viewport={"width": 390, "height": 844}, locale="en-GB")
    yield instance
    instance.close()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    """A page of a fresh profile."""
    return context.new_page()
