"""What tests of the choice about cookies share: the sheet, the cookie, the record."""

GROUPS = ["functional", "analytical", "advertising"]
STORAGE = """async () => ({
  local: localStorage.length, session: sessionStorage.length,
  databases: (await indexedDB.databases()).length, cookie: document.cookie,
})"""
EMPTY = {"local": 0, "session": 0, "databases": 0, "cookie": ""}


def cookie(live, allowed=(), **entries) -> dict:
    """Return the consent cookie of a browser that answered on the release in force, for `context.add_cookies`."""
    number = live.sql("SELECT MAX(number) FROM privacy_register_release")[0][0]
    answers = {group: "2026-01-01T00:00:00+00:00" if group in allowed else "-1" for group in GROUPS}
    value = "|".join(f"{key}={entry}" for key, entry in {**answers, "release": number, **entries}.items())
    return {"name": "kargro_consent", "value": value, "url": live.url}


def sheet(page):
    return page.locator(".consent__sheet")


def stored(page):
    """Return the entries of the consent cookie in the browser."""
    for cookie in page.context.cookies():
        if cookie["name"] == "kargro_consent":
            return dict(entry.split("=") for entry in cookie["value"].strip('"').split("|"))
    return {}


def wait_for(page, arrived):
    """Look at the consent cookie until it is as expected; the page's policy allows no polling inside it."""
    for _ in range(100):
        choice = stored(page)
        if arrived(choice):
            return choice
        page.wait_for_timeout(50)
    raise AssertionError(f"the cookie stayed {stored(page)}")


def until(page, holds):
    """Look until it holds; the page's policy allows no polling inside it."""
    for _ in range(200):
        if holds():
            return
        page.wait_for_timeout(50)
    raise AssertionError("it did not come to hold in ten seconds")


def let_scripts_act(page, milliseconds=300):
    """Give a page's scripts their time before a test proves what they do NOT do: the one wait of a fixed length."""
    page.wait_for_timeout(milliseconds)


def until_kept(page):
    """Wait until the server's cookie has replaced the script's, and return its entries."""
    return wait_for(page, lambda choice: choice and "pending" not in choice)


def record(live, record_id):
    """Return method, decisions and previous of a record."""
    engine_id = record_id.replace("-", "") if live.database_url.startswith("sqlite") else record_id
    rows = live.sql("SELECT method, decisions, previous FROM privacy_cookies_consentrecord WHERE id = %s", engine_id)
    assert len(rows) == 1
    return rows[0]
