"""The settings in a real browser: per purpose, withdrawing, without JavaScript, and when the server fails."""

from urllib.parse import urlsplit

import pytest

from tests.browser.consent import GROUPS, let_scripts_act, record, sheet, stored, until, until_kept, wait_for

pytestmark = pytest.mark.browser
# Where each group's script comes from; both are blocked here, so nothing beyond the first request follows.
SCRIPTS = {"analytical": {"www.googletagmanager.com"}, "advertising": {"snap.licdn.com"}}


def test_settings_start_unticked_and_show_who_and_what(page):
    """C8, C18, R57: one unticked box for each optional group, none for the necessary, cookies in a table."""
    page.goto("/en/")
    sheet(page).get_by_role("link", name="Choose per purpose").click()
    dialog = page.get_by_role("dialog", name="Cookie settings")
    dialog.wait_for()
    boxes = dialog.locator("[name=groups]")
    assert [box.get_attribute("value") for box in boxes.all()] == GROUPS
    assert not any(box.is_checked() for box in boxes.all())
    assert "Always on. Remembers this choice." in dialog.inner_text()
    assert "kargro_consent" in dialog.locator("li").first.inner_html()
    dialog.get_by_text("6 cookies").click()
    table = dialog.locator("table", has_text="vuid")
    assert table.locator("caption").inner_text() == "Cookies: Functional"
    assert "2 years" in table.inner_text()
    assert table.locator("tbody th").first.evaluate("(cell) => getComputedStyle(cell).textAlign") == "start"
    assert table.locator("td").first.evaluate("(cell) => getComputedStyle(cell).display") == "block"
    assert page.evaluate("document.cookie") == ""


def test_settings_are_a_modal_dialog(page):
    """C10: focus goes in, stays in, Escape leaves without saving, focus comes back to what opened it."""
    page.goto("/en/")
    opener = sheet(page).get_by_role("link", name="Choose per purpose")
    opener.focus()
    page.keyboard.press("Enter")
    page.get_by_role("dialog").wait_for()
    inside = "document.querySelector('dialog').contains(document.activeElement)"
    assert page.evaluate(inside)
    for _ in range(12):
        page.keyboard.press("Tab")
        assert page.evaluate(f"{inside} || document.activeElement === document.body")
    page.keyboard.press("Escape")
    assert not page.get_by_role("dialog").is_visible()
    assert opener.evaluate("(element) => element === document.activeElement")
    assert page.evaluate("document.cookie") == ""
    assert sheet(page).is_visible()


@pytest.mark.parametrize("group", GROUPS)
def test_one_group_alone_allows_only_what_it_declares(page, traffic, live, group):
    """C13, R57c, R57d, R57e: granular; its own company's script and nothing of the other groups."""
    page.goto("/en/")
    sheet(page).get_by_role("link", name="Choose per purpose").click()
    page.get_by_role("dialog").locator(f"[value={group}]").check()
    page.get_by_role("button", name="Save my choice").click()
    choice = until_kept(page)
    assert {key for key in GROUPS if choice[key] != "-1"} == {group}
    page.goto("/en/contact/")
    declared = SCRIPTS.get(group, set())

    def met():
        return {urlsplit(request.url).hostname for request in traffic if not request.url.startswith(live.url)}

    until(page, lambda: met() >= declared)
    let_scripts_act(page)
    assert {cookie["name"] for cookie in page.context.cookies()} == {"kargro_consent"}
    assert met() == declared


def test_withdrawing_takes_one_click_more_than_opening_and_clears_cookies(page, live):
    """C19, C20, R56, R57e: footer, "Reject all"; the cookies of ours go by name and pattern."""
    page.goto("/en/")
    sheet(page).get_by_role("button", name="Accept all").click()
    first = until_kept(page)["id"]
    page.goto("/en/about/")
    page.evaluate("for (const name of ['_ga', '_ga_TEST', 'li_fat_id', 'mine']) document.cookie = `${name}=1;path=/`")
    page.locator("footer [data-consent-open]").click()
    dialog = page.get_by_role("dialog")
    dialog.wait_for()
    boxes = dialog.locator("[name=groups]").all()
    assert len(boxes) == len(GROUPS)
    assert all(box.is_checked() for box in boxes)
    dialog.get_by_role("button", name="Reject all").click()
    choice = wait_for(page, lambda found: found["id"] != first and "pending" not in found)
    assert {choice[group] for group in GROUPS} == {"-1"}
    assert {cookie["name"] for cookie in page.context.cookies()} == {"kargro_consent"}
    method, _decisions, previous = record(live, choice["id"])
    assert method == "settings"
    assert str(previous).replace("-", "") == first.replace("-", "")
    assert page.locator("footer [data-consent-open]").evaluate("(element) => element === document.activeElement")


def test_the_settings_link_works_as_a_link_without_javascript(browser, live):
    """C11, C19: no banner, the footer leads to the page, the form records and withdraws."""
    context = browser.new_context(base_url=live.url, java_script_enabled=False)
    page = context.new_page()
    page.goto("/en/")
    assert not sheet(page).is_visible()
    page.locator("footer [data-consent-open]").click()
    page.wait_for_url("**/en/cookies/")
    page.locator("main").get_by_role("checkbox", name="Functional").check()
    page.locator("main").get_by_role("button", name="Save my choice").click()
    page.wait_for_url("**/en/cookies/saved/")
    assert stored(page)["functional"] != "-1"
    assert stored(page)["analytical"] == "-1"
    assert record(live, stored(page)["id"])[0] == "no_js"
    page.get_by_role("link", name="Change").click()
    page.locator("main").get_by_role("button", name="Reject all").click()
    page.wait_for_url("**/en/cookies/saved/")
    assert {stored(page)[group] for group in GROUPS} == {"-1"}
    assert "Saved: necessary only." in page.locator("main").inner_text()
    context.close()


def test_the_cookie_page_shows_and_changes_the_choice_with_javascript(page):
    """C11, C19: its boxes follow the choice; saving there needs no reload."""
    page.goto("/en/cookies/")
    sheet(page).get_by_role("button", name="Accept all").click()
    until_kept(page)
    page.reload()
    form = page.locator("main form")
    assert all(box.is_checked() for box in form.locator("[name=groups]").all())
    form.get_by_role("checkbox", name="Advertising").uncheck()
    form.get_by_role("button", name="Save my choice").click()
    wait_for(page, lambda found: found["advertising"] == "-1" and "pending" not in found)
    assert page.get_by_role("status").inner_text().startswith("Saved: Functional, Analytical.")


@pytest.mark.parametrize(("button", "granted"), [("Reject all", False), ("Accept all", True)])
def test_a_server_that_fails_keeps_the_choice_and_is_told_later(page, live, button, granted):
    """C23: a refusal stays a refusal, a grant a grant; the same choice is posted again on the next page, once."""
    page.route("**/cookies/choice/", lambda route: route.abort())
    page.goto("/en/")
    with page.expect_event("requestfailed"):
        sheet(page).get_by_role("button", name=button).click()
    kept = stored(page)
    assert {kept[group] != "-1" for group in GROUPS} == {granted}
    page.unroute("**/cookies/choice/")
    page.goto("/en/about/")
    assert not sheet(page).is_visible()
    choice = until_kept(page)
    assert choice["id"] == kept["id"]
    assert {choice[group] != "-1" for group in GROUPS} == {granted}
    assert record(live, choice["id"])[0] == "banner"


def test_a_server_error_grants_nothing(page):
    """C23: a 500 to a refusal leaves the refusal."""
    page.route("**/cookies/choice/", lambda route: route.fulfill(status=500, body="broken"))
    page.goto("/en/")
    with page.expect_response("**/cookies/choice/"):
        sheet(page).get_by_role("button", name="Reject all").click()
    page.goto("/en/contact/")
    assert {stored(page)[group] for group in GROUPS} == {"-1"}


def test_a_late_answer_to_an_acceptance_does_not_undo_the_refusal_after_it(page, live):
    """C23: accept (slow), then refuse at once: refused is what stays."""
    slow = []

    def hold(route):
        if '"functional":true' in route.request.post_data:
            slow.append(route)
        else:
            route.continue_()

    page.route("**/cookies/choice/", hold)
    page.goto("/en/")
    sheet(page).get_by_role("button", name="Accept all").click()
    until(page, lambda: slow)
    page.locator("footer [data-consent-open]").click()
    page.get_by_role("dialog").get_by_role("button", name="Reject all").click()
    until_kept(page)
    assert len(slow) == 1
    let_scripts_act(page)
    assert {stored(page)[group] for group in GROUPS} == {"-1"}


def test_an_empty_settings_form_allows_no_company(page, live):
    """C15, C23: "Save my choice" with nothing ticked grants nothing, in the browser and in the record."""
    page.goto("/en/")
    sheet(page).get_by_role("link", name="Choose per purpose").click()
    page.get_by_role("button", name="Save my choice").click()
    choice = until_kept(page)
    assert not [key for key in choice if key.startswith("vendor:")]
    assert "true" not in str(record(live, choice["id"])[1]).lower()


PLANT = """() => {
  document.cookie = "_ga_ROOT=1;path=/;max-age=9999";
  document.cookie = "_ga_PATH=1;path=/en/;max-age=9999";
  document.cookie = "_ga_PAGE=1;path=/en/about/;max-age=9999";
  document.cookie = "_ga_CHIPS=1;path=/;secure;partitioned;samesite=none;max-age=9999";
  document.cookie = "unknown=1";
  document.cookie = "nameless";
  document.cookie = "kargro_csrf=1;path=/";
  document.cookie = "__Secure-odd=1;path=/en/about;secure;partitioned";
  for (const area of [localStorage, sessionStorage]) area.setItem("unknown", "1");
  localStorage.setItem("kargro_language", Date.now() + 1e9);
  return new Promise((done) => { indexedDB.open("unknown").onsuccess = ({ target }) => done(target.result.close()); })
    .then(() => caches.open("unknown")).then(() => {});
}"""
LEFT = """async () => ({
  cookies: document.cookie.replace(/=[^;]*/g, "").split("; ").sort(),
  storage: [...Object.keys(localStorage), ...Object.keys(sessionStorage)].sort(),
  databases: [...await indexedDB.databases(), ...await caches.keys()].length,
})"""


def choose(page, *groups):
    """Change the choice in the settings to these groups, and wait until it is kept."""
    page.locator("footer [data-consent-open]").click()
    dialog = page.get_by_role("dialog")
    dialog.wait_for()
    for box in dialog.locator("[name=groups]").all():
        box.set_checked(box.get_attribute("value") in groups)
    before = stored(page)["id"]
    dialog.get_by_role("button", name="Save my choice").click()
    wait_for(page, lambda found: found["id"] != before and "pending" not in found)


def test_a_withdrawal_leaves_only_what_is_necessary(page):
    """R96, C20: undeclared too, at every part of the path, kept apart (CHIPS), in every storage; staff stay signed in."""
    page.goto("/en/about/")
    sheet(page).get_by_role("button", name="Accept all").click()
    until_kept(page)
    page.evaluate(PLANT)
    page.reload()
    everything = page.evaluate(LEFT)
    assert len(everything["cookies"]) == 9, everything
    assert (len(everything["storage"]), everything["databases"]) == (3, 2)
    choose(page)
    necessary = {"cookies": ["kargro_consent", "kargro_csrf"], "storage": [], "databases": 0}
    until(page, lambda: page.evaluate(LEFT) == necessary)
    assert {cookie["name"] for cookie in page.context.cookies()} == {"kargro_consent", "kargro_csrf"}
    assert page.get_by_role("status").inner_text().split() == ["Saved:", "necessary", "only.", "Change"]


def test_what_is_still_allowed_stays(page):
    """R96: a group that is not withdrawn keeps what it declares, and nothing that nobody declared."""
    page.goto("/en/about/")
    sheet(page).get_by_role("button", name="Accept all").click()
    until_kept(page)
    page.evaluate(PLANT)
    choose(page, "functional")
    assert page.evaluate(LEFT)["storage"] == ["kargro_language"]
    page.evaluate("document.cookie = '_ga_X=1;path=/'; document.cookie = 'unknown=1;path=/'")
    choose(page, "analytical")
    left = page.evaluate(LEFT)
    assert left["cookies"] == ["_ga_X", "kargro_consent", "kargro_csrf"]
    assert left["storage"] == []


def test_what_stands_at_another_page_goes_when_that_page_is_opened(page):
    """R96: no browser tells one page of another's cookies; the refusal meets them there."""
    page.goto("/en/about/")
    sheet(page).get_by_role("button", name="Accept all").click()
    until_kept(page)
    page.evaluate("document.cookie = '_ga_PAGE=1;path=/en/about/;max-age=9999'")
    page.goto("/en/")
    choose(page)
    assert "_ga_PAGE" in {cookie["name"] for cookie in page.context.cookies()}
    page.goto("/en/about/")
    until(page, lambda: {cookie["name"] for cookie in page.context.cookies()} == {"kargro_consent"})


def test_what_a_withdrawal_cannot_delete_is_named(page):
    """R96: a cookie that no script can take away is told, by name, beside "Saved"."""
    page.add_init_script("""
      const cookie = Object.getOwnPropertyDescriptor(Document.prototype, "cookie");
      Object.defineProperty(Document.prototype, "cookie", { ...cookie, get() {
        return [cookie.get.call(this), "stubborn=1"].filter(Boolean).join("; ");
      } });
    """)
    page.goto("/en/")
    sheet(page).get_by_role("button", name="Reject all").click()
    assert "out of this page’s reach: stubborn." in page.get_by_role("status").inner_text()
    until_kept(page)


def test_what_stays_in_a_storage_is_named_too(page):
    """R96: a database that the page holds open, a pack of files and an entry that come back: each by its name."""
    page.goto("/en/about/")
    sheet(page).get_by_role("button", name="Accept all").click()
    until_kept(page)
    page.evaluate("""() => {
      Storage.prototype.removeItem = () => {};
      CacheStorage.prototype.delete = async () => false;
      localStorage.setItem("held_entry", "1");
      return caches.open("held_pack").then(() => new Promise((done) => {
        indexedDB.open("held_base").onsuccess = ({ target }) => { window.held = target.result; done(); };
      }));
    }""")
    choose(page)
    status = page.get_by_role("status")
    until(page, lambda: "out of this page’s reach: held_entry, held_base, held_pack." in status.inner_text())


def test_before_any_answer_only_what_waits_for_one_goes(page):
    """C1, R96: a choice that lapsed takes its cookies along; what nobody declared is let be until somebody refuses."""
    page.goto("/en/")
    page.evaluate("for (const name of ['_ga', 'unknown']) document.cookie = `${name}=1;path=/`")
    page.reload()
    until(page, lambda: page.evaluate("document.cookie") == "unknown=1")
