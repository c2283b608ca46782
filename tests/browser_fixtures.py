"""Real Chromium for tests: one browser a run, a fresh profile a test."""

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.system import chromium

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def browser(live) -> Browser:
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
