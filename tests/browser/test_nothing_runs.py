"""What an editor puts into a text, a document or a picture runs in nobody's browser, least of all in an officer's (issue 19)."""

import pytest

from tests.browser.staff import at_work

pytestmark = pytest.mark.browser

# Gives its author an authorisation, in the name of whoever opens the page that it stands in.
ATTACK = """
window.sentinelRan = true;
(async () => {
  const form = await (await fetch("/admin/authorisations/new/")).text();
  const read = new DOMParser().parseFromString(form, "text/html");
  const token = read.querySelector("[name=csrfmiddlewaretoken]").value;
  const body = new URLSearchParams({
    csrfmiddlewaretoken: token, user: USER, purpose_key: "contact",
    training_valid_until: new Date(Date.now() + 90 * 864e5).toISOString().slice(0, 10),
  });
  window.sentinelDone = (await fetch("/admin/authorisations/new/", { method: "POST", body })).ok;
})();
"""
# As such a document was stored before anybody looked what is in it.
STORE = """
from django.core.files.base import ContentFile
from django.contrib.auth.models import User
from wagtail.documents.models import Document
user = User.objects.get(username="{editor}")
content = {content!r}.replace("USER", str(user.pk)).encode()
made = [Document.objects.create(title="Leaflet", file=ContentFile(content, name)) for name in {names!r}]
print(user.pk, *(one.url for one in made))
"""
# A draft in Dutch, with a translation that passed the old check, and a text of the page itself.
POISON = """
from wagtail.models import Page
from wagtail_localize.models import StringSegment, StringTranslation, Translation
source = Page.objects.get(slug="for-fleets", locale__language_code="en").specific
translation = Translation.objects.get(source__object_id=source.translation_key, target_locale__language_code="nl")
contexts = translation.source.templatesegment_set.values("context")
segment = StringSegment.objects.filter(source=translation.source, context__in=contexts).order_by("pk").first()
rows = StringTranslation.objects.filter(translation_of=segment.string, context=segment.context)
rows.update(data={payload!r} + " Woorden", has_error=False)
translation.save_target(publish=False)
page = translation.get_target_instance().specific
draft = page.get_latest_revision_as_object()
draft.body.append(("text", {{"heading": "Words", "text": {payload!r} + "<p>Words that are shown</p>"}}))
draft.save_revision()
print(page.pk)
"""


def planted(live, editor, *names):
    """Store documents with the attack; return the editor's number and the addresses."""
    content = STORE.format(editor=editor, content=ATTACK, names=list(names))
    number, *addresses = live.manage("shell", "-v", "0", "-c", content).stdout.split()
    return number, addresses


def authorised(live, number):
    return live.sql("SELECT count(*) FROM privacy_access_authorisation WHERE user_id = %s", int(number))[0][0]


def drafted(live, payload):
    return live.manage("shell", "-v", "0", "-c", POISON.format(payload=payload)).stdout.split()[-1]


@pytest.fixture(scope="module")
def at_their_desks(live, browser):
    """An editor who means ill, and an officer at work."""
    with at_work(live, browser, "mallory", "Editors"), at_work(live, browser, "olga", "Privacy officers") as page:
        yield "mallory", page


@pytest.fixture
def people(live, at_their_desks):
    """The two, before anything happened."""
    editor, page = at_their_desks
    live.sql(
        "DELETE FROM privacy_access_authorisation WHERE user_id IN (SELECT id FROM auth_user WHERE username = %s)",
        editor,
    )
    page.goto("/admin/")
    return editor, page


def test_the_attack_works_where_it_runs(live, people):
    """Issue 19: what is tried below can succeed; here the officer runs it by hand."""
    editor, page = people
    number, _addresses = planted(live, editor, "x.js")
    page.evaluate(ATTACK.replace("USER", number))
    page.wait_for_function("window.sentinelDone !== undefined")
    assert authorised(live, number) == 1


@pytest.mark.parametrize(
    "payload",
    [
        '<![CDATA[><script src="{script}"></script>]]>',
        '<!--><script src="{script}"></script>-->',
        '<script src="{script}"></script>',
        '<meta http-equiv="refresh" content="0;url={page}">',
        '<iframe src="{page}"></iframe>',
    ],
)
def test_an_officer_who_opens_a_preview_gives_nothing_away(live, people, payload):
    """R94, issue 19: neither a translation nor a page's own text, in the draft and in the page as it is previewed."""
    editor, page = people
    number, (script, html) = planted(live, editor, "x.js", "x.html")
    pk = drafted(live, payload.format(script=script, page=html))
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    for address in (f"/admin/pages/{pk}/view_draft/", f"/admin/pages/{pk}/edit/"):
        page.goto(address)
        page.wait_for_load_state("networkidle")
        assert page.url.endswith(address)
        assert not page.evaluate("window.sentinelRan")
    assert not [address for address in asked if "/documents/" in address]
    assert authorised(live, number) == 0


@pytest.mark.parametrize("name", ["x.js", "x.mjs", "x.txt", "x.csv", "x.png", "x"])
def test_a_document_is_no_script_even_for_a_page_that_asks_for_it(live, people, name):
    """P4, issue 19: the CMS allows scripts of its own address; a document is none, by its type and by no guess."""
    editor, page = people
    number, (address,) = planted(live, editor, name)
    for kind in ("text/javascript", "module"):
        outcome = page.evaluate(
            """([address, kind]) => new Promise((done) => {
              const script = Object.assign(document.createElement("script"), { src: address, type: kind });
              script.onload = () => done("ran"); script.onerror = () => done("refused");
              document.head.append(script);
            })""",
            [address, kind],
        )
        assert outcome == "refused"
    assert not page.evaluate("window.sentinelRan")
    assert authorised(live, number) == 0


@pytest.mark.parametrize("name", ["x.html", "x.svg", "x.xhtml", "x.pdf"])
def test_a_document_is_no_page(live, people, name):
    """P4, issue 19: opened, it is kept as a file; nothing of it is shown at our address."""
    editor, page = people
    _number, (address,) = planted(live, editor, name)
    with page.expect_download() as kept:
        page.evaluate("(address) => { location.href = address; }", address)
    assert kept.value.suggested_filename.startswith("x")
    assert "/documents/" not in page.url
