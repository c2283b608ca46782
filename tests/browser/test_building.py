"""From an empty screen to an answered message: a form is built, approved, translated, sent, worked and taken out."""

import re
from contextlib import ExitStack

import openpyxl
import pytest
from playwright.sync_api import expect

from tests.browser.sending import wait_as_people_do
from tests.browser.staff import at_work

pytestmark = pytest.mark.browser
FORMS = "/admin/snippets/leads_forms/leadform/"
DUTCH = {
    "Offer us your casings": "Bied ons uw karkassen aan",
    "Your name": "Uw naam",
    "Where we reach you": "Waar wij u bereiken",
    "What do you have?": "Wat heeft u?",
    "Truck tyres": "Vrachtwagenbanden",
    "How many?": "Hoeveel?",
    "Car tyres": "Autobanden",
    "Offer them": "Aanbieden",
    "Thank you": "Dank u",
    "We call within a working day.": "Wij bellen binnen een werkdag.",
}


@pytest.fixture
def staff(live, browser):
    """An editor, a privacy officer and a team leader, each signed in."""
    with ExitStack() as stack:
        yield [
            stack.enter_context(at_work(live, browser, name, role, purposes=purposes))
            for name, role, purposes in (
                ("builder-eva", "Editors", ()),
                ("builder-olga", "Privacy officers", ()),
                ("builder-tom", "Team leaders", ("contact",)),
            )
        ]


@pytest.fixture
def visitor(live, browser):
    """A phone without JavaScript: whatever the editor built must work in it."""
    context = browser.new_context(base_url=live.url, java_script_enabled=False, viewport={"width": 390, "height": 844})
    yield context.new_page()
    context.close()


def add(page, plus, kind):
    plus.last.click()
    page.get_by_role("option", name=kind, exact=True).first.click()


def write(page, block, label, **choices):
    page.fill(f"[name={block}-label]", label)
    for name, choice in choices.items():
        page.select_option(f"[name={block}-{name}]", label=choice)


def plus_in(stream):
    return stream.locator("xpath=./div/button")


def build(page):
    """Fill the empty screen of a new form."""
    page.goto(f"{FORMS}add/")
    page.fill("#id_name", "Offer casings")
    page.fill("#id_slug", "offer-casings")
    page.select_option("#id_purpose", label="Contact form")
    page.fill("#id_title", "Offer us your casings")
    plus = plus_in(page.locator("#panel-child-body-wrapper [data-streamfield-stream-container]").first)
    add(page, plus, "Name")
    write(page, "body-0-value", "Your name", requirement="must be answered")
    add(page, plus, "E-mail address")
    write(page, "body-1-value", "Where we reach you")
    add(page, plus, "One of several")
    write(page, "body-2-value", "What do you have?", requirement="must be answered", category_of_data="Message")
    page.fill("[name=body-2-value-choices-0-value-label]", "Truck tyres")
    add(page, plus_in(page.locator("[data-streamfield-list-container] [data-streamfield-stream-container]")), "Number")
    write(page, "body-2-value-choices-0-value-ask-0-value", "How many?", category_of_data="Message")
    page.locator("[data-streamfield-list-container] > [data-streamfield-list-add]").last.click()
    page.fill("[name=body-2-value-choices-1-value-label]", "Car tyres")
    page.fill("#id_submit_label", "Offer them")
    page.fill("#id_thanks_title", "Thank you")
    page.locator("[data-contentpath=thanks] [contenteditable=true]").click()
    page.keyboard.type("We call within a working day.")
    expect(page.locator("[name=thanks]")).to_have_value(re.compile("working day"))
    page.wait_for_url("**/edit/*/")
    expect(page.get_by_text("Saved", exact=True)).to_be_visible()


def publish(page):
    page.get_by_role("button", name="More actions").click()
    page.get_by_role("button", name="Publish").click()


def approve(page, *questions):
    """Approve these questions and no other."""
    page.goto("/admin/privacy/questions/")
    for question in questions:
        page.get_by_role("button", name=f"Approve this question {question}").click()
        expect(page.locator(".messages")).to_contain_text(f"“{question}” is approved.")


def translate(page):
    """Translate every text into Dutch in the editor of translations."""
    page.goto(FORMS)
    page.get_by_role("button", name=re.compile("More options for 'Offer casings'")).click()
    page.get_by_role("link", name="Translate: Offer casings").click()
    page.get_by_label("Nederlands").check()
    page.get_by_role("button", name="Submit").click()
    open_texts = page.get_by_role("button", name="Translate", exact=True)
    expect(open_texts).to_have_count(len(DUTCH))
    for left, dutch in zip(range(len(DUTCH) - 1, -1, -1), DUTCH.values(), strict=True):
        open_texts.first.click()
        page.locator("main textarea, main [contenteditable=true]").first.fill(dutch)
        page.get_by_role("button", name="Save", exact=True).click()
        expect(open_texts).to_have_count(left)
        expect(page.get_by_text(dutch, exact=True)).to_be_visible()
    page.get_by_role("button", name="Publish in Nederlands").click()


def send(page, address, answers, choice):
    """Send the form as a visitor without JavaScript does; return the reference."""
    page.goto(address)
    page.get_by_label(choice).check()
    for label, answer in answers.items():
        page.get_by_label(re.compile(f"^{re.escape(label)}")).fill(answer)
    page.locator("form[data-form] [type=submit]").click()
    wait_as_people_do(page)
    page.locator("form[data-form] [type=submit]").first.click()
    return page.locator(".receipt__code").inner_text()


def test_a_form_is_built_from_nothing_sent_in_two_languages_and_worked(staff, visitor, tmp_path):
    """Issue 3, Proof, R4, R8: built, approved, translated, posted in two languages, answered, taken out."""
    editor, officer, leader = staff
    build(editor)
    publish(editor)
    expect(editor.locator(".messages")).to_contain_text("Kept as a draft. It is not live because:")
    refusal = "Nobody has approved the question “What do you have?”"
    expect(editor.locator("#body-root").get_by_text(refusal)).to_be_visible()
    assert visitor.goto("/en/forms/offer-casings/").status == 404
    approve(officer, "Where we reach you", "What do you have?", "How many?")
    assert visitor.goto("/en/forms/offer-casings/").status == 200

    translate(editor)
    expect(editor.locator(".messages")).to_contain_text("Visitors do not see this translation as it stands.")
    assert visitor.goto("/nl/forms/offer-casings/").status == 404
    approve(officer, "Waar wij u bereiken", "Wat heeft u?", "Hoeveel?")
    editor.reload()
    expect(editor.get_by_text("Visitors do not see this translation")).to_have_count(0)

    english = {"Your name": "Ann Archer", "Where we reach you": "ann@example.com", "How many?": "200"}
    dutch = {"Uw naam": "Piet Pietersen", "Waar wij u bereiken": "piet@example.com"}
    by_ann = send(visitor, "/en/forms/offer-casings/", english, "Truck tyres")
    by_piet = send(visitor, "/nl/forms/offer-casings/", dutch, "Autobanden")
    expect(visitor.get_by_text("Wij bellen binnen een werkdag.")).to_be_visible()

    for reference, question, answer in ((by_ann, "How many?", "200"), (by_piet, "Wat heeft u?", "Autobanden")):
        leader.goto("/admin/inbox/?show=waiting")
        leader.locator("tr", has_text=reference).locator("[data-inbox-row]").click()
        expect(leader.locator("dt", has_text=question)).to_be_visible()
        expect(leader.locator("dd", has_text=answer).first).to_be_visible()
        leader.keyboard.press("r")
        expect(leader.get_by_role("button", name="Undo")).to_be_visible()
    leader.goto("/admin/inbox/export/?show=answered")
    leader.get_by_label("Why do you export this?").fill("To plan who collects what")
    with leader.expect_download() as download:
        leader.get_by_role("button", name="Export").click()
    download.value.save_as(tmp_path / "offers.xlsx")
    cells = str(list(openpyxl.load_workbook(tmp_path / "offers.xlsx").active.iter_rows(values_only=True)))
    for text in (by_ann, by_piet, "ann@example.com", "Truck tyres", "Autobanden"):
        assert text in cells, text


def test_a_form_published_before_it_was_ever_saved_is_kept(live, browser):
    """E3: no autosave got through; what was typed is a draft of its own, with the reason on the field."""
    with at_work(live, browser, "builder-ida", "Editors") as page:
        page.route("**/leadform/add/", lambda route, request: _only_pressed(route, request))
        page.goto(f"{FORMS}add/")
        for field, text in {"name": "In haste", "slug": "in-haste", "title": "Typed in haste"}.items():
            page.fill(f"#id_{field}", text)
        page.fill("#id_submit_label", "Send")
        page.fill("#id_thanks_title", "Thank you")
        page.locator("[data-contentpath=thanks] [contenteditable=true]").click()
        page.keyboard.type("Soon.")
        expect(page.locator("[name=thanks]")).to_have_value(re.compile("Soon"))
        publish(page)
        page.wait_for_url("**/edit/*/?refused=1")
        expect(page.locator(".messages")).to_contain_text("Kept as a draft. It is not live because: “In haste” has no")
        expect(page.locator("#id_title")).to_have_value("Typed in haste")
        reason = page.locator("#panel-child-form-child-purpose-errors")
        expect(reason).to_contain_text("Choose the purpose the answers are for.")
    assert live.sql("SELECT live FROM leads_forms_leadform WHERE slug = 'in-haste'") == [(False,)]


def _only_pressed(route, request):
    """Let a press on a button through, and no autosave."""
    autosave = request.method == "POST" and "text/html" not in request.headers.get("accept", "")
    route.abort() if autosave else route.continue_()
