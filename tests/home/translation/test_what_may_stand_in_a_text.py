"""What somebody writes between the words of a text never becomes more than words: at every door, and wherever it is shown."""

import json
import re
from urllib.parse import urlencode

import polib
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, RequestFactory
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st
from wagtail.models import Page
from wagtail.rich_text import expand_db_html
from wagtail.users.models import UserProfile
from wagtail_localize.machine_translators.base import BaseMachineTranslator
from wagtail_localize.models import OverridableSegment, SegmentOverride, StringSegment, StringTranslation, Translation
from wagtail_localize.strings import StringValue

from home.base.markup import IN_A_LINE, RICH, leads_somewhere, rewritten, rich_text
from tests.factories import member_of

pytestmark = pytest.mark.django_db

PAYLOADS = (
    '<![CDATA[><script src="/documents/1/x.js"></script>]]>',
    "<![sentinel[><img src=x onerror=sentinel()>]]>",
    "<!--><img src=x onerror=sentinel()>-->",
    "<!-- --!><img src=x onerror=sentinel()>-->",
    "<?xml ><script>sentinel()</script>?>",
    "<!DOCTYPE html><svg onload=sentinel()>",
    '<meta http-equiv=refresh content="0;url=/sentinel">',
    "<base href=//sentinel.example>",
    '<link rel=stylesheet href="/documents/1/sentinel.css">',
    "<iframe srcdoc='<script>sentinel()</script>'></iframe>",
    "<form action=/admin/><button>sentinel</button></form>",
    '<a href="javascript:sentinel()">x</a>',
    "<b onmouseover=sentinel()>x</b>",
    "<b/onclick=sentinel()>x</b>",
    "<math><mtext><table><mglyph><style><img src=x onerror=sentinel()>",
    "</p></div></main><script>sentinel()</script>",
)
# Every way in which a browser opens markup (WHATWG HTML, 13.2.5.1 and 13.2.5.6), and the only ones that are written here.
OPENS = re.compile(r"<[a-zA-Z!/?]")
# What a payload would add to a page as more than letters.
INSIDE = re.compile(r"<[^>]*(?:sentinel|/documents/1/|http-equiv=refresh)")
ATTRIBUTE = r' [\w-]+="[^"<>]*"'


def only(elements):
    names = "|".join(elements)
    return re.compile(rf"</?(?:{names})(?:{ATTRIBUTE})*/?>")


def strange(html, elements=RICH):
    """Return the places of a text where a browser would open anything but what is listed."""
    listed = only(elements)
    found = [
        html[place.start() : place.start() + 40]
        for place in OPENS.finditer(html)
        if not listed.match(html, place.start())
    ]
    attributes = [
        name
        for tag in listed.finditer(html)
        for name in re.findall(r" ([\w-]+)=", tag[0])
        if name not in elements[re.match(r"</?(\w+)", tag[0])[1]]
    ]
    return found + attributes + re.findall(r'="[\s\0-\x20]*(?:javascript|data|vbscript):[^"]*"', html, re.IGNORECASE)


@pytest.mark.parametrize("payload", PAYLOADS)
def test_the_reading_finds_what_is_strange(payload):
    """Issue 19: what is tried below can fail."""
    assert strange(payload)
    assert not strange('<p data-block-key="a">5 &lt; 6 < 7 <b>x</b><br/></p>')


@settings(deadline=None, max_examples=300)
@given(text=st.one_of(st.sampled_from(PAYLOADS), st.text("<>/!?-[]=\"' abpscriphemtx&#;:0\0\t\n", max_size=60)))
@pytest.mark.parametrize("rich", [True, False])
def test_whatever_is_read_only_what_is_listed_is_written(rich, text):
    """Issue 19: no comment, instruction, half-open tag or attribute of another kind, and a second reading changes nothing."""
    written, _left_out = rewritten(text, rich=rich)
    assert not strange(written, RICH if rich else IN_A_LINE)
    assert rewritten(written, rich=rich) == (written, ())


@pytest.mark.parametrize(
    ("address", "leads"),
    [
        ("https://kargro.nl/", True),
        ("/nl/contact/", True),
        ("#part", True),
        ("?page=2:3", True),
        ("tel:+31612345678", True),
        ("MAILTO:info@kargro.nl", True),
        ("javascript:sentinel()", False),
        ("\x01java\nscript:sentinel()", False),
        (" JavaScript:sentinel()", False),
        ("data:text/html,<script>", False),
        ("vbscript:x", False),
        ("blob:https://kargro.nl/1", False),
    ],
)
def test_a_link_leads_somewhere_and_runs_nothing(address, leads):
    """Issue 19: as browsers read an address, not as it is written."""
    assert leads_somewhere(address) is leads
    assert ("href" in rich_text(f'<a href="{address}">x</a>')) is leads


def test_what_editors_write_stays_as_it_is():
    """Issue 19: links, lists, embeds and signs that only look like markup."""
    kept = (
        '<h2 data-block-key="a">Ä &amp; b</h2><p data-block-key="b">5 &lt; 6, "so" <b>bold</b> <i>it</i><br/>'
        '<a linktype="page" id="3">page</a> <a href="https://kargro.nl/?a=1&amp;b=2">out</a></p><ul><li>x</li></ul><hr/>'
        '<embed embedtype="media" url="https://vimeo.com/1"/>'
    )
    assert rich_text(kept) == kept


class Machine(BaseMachineTranslator):
    """A service that gives back what somebody put in."""

    display_name = "Machine"
    says = ""

    def translate(self, source_locale, target_locale, strings):
        return {string: StringValue(self.says) for string in strings}

    def can_translate(self, source_locale, target_locale):
        return True


@pytest.fixture
def editor(settings):
    settings.WAGTAILLOCALIZE_MACHINE_TRANSLATOR = {"CLASS": f"{__name__}.Machine"}
    client = Client()
    client.force_login(member_of("Editors"))
    return client


@pytest.fixture
def translation():
    page = Page.objects.get(slug="for-fleets", locale__language_code="en")
    return Translation.objects.get(source__object_id=page.translation_key, target_locale__language_code="nl")


@pytest.fixture
def segment(translation):
    """A string of a rich text."""
    contexts = translation.source.templatesegment_set.values("context")
    return StringSegment.objects.filter(source=translation.source, context__in=contexts).order_by("pk").first()


def in_the_editor(client, translation, segment, text):
    address = reverse("wagtail_localize:edit_string_translation", args=[translation.pk, segment.pk])
    answer = client.put(address, urlencode({"value": text}), content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 200
    return answer.json()["error"]


def in_a_po_file(client, translation, segment, text):
    taken = client.get(reverse("wagtail_localize:download_pofile", args=[translation.pk]))
    po = polib.pofile(taken.content.decode())
    entry = next(one for one in po if (one.msgid, one.msgctxt) == (segment.string.data, segment.context.path))
    entry.msgstr = text
    address = reverse("wagtail_localize:upload_pofile", args=[translation.pk])
    sent = {"file": SimpleUploadedFile("nl.po", str(po).encode()), "next": reverse("wagtailadmin_home")}
    answer = client.post(address, sent, follow=True)
    return " ".join(str(message) for message in answer.context["messages"])


def by_a_machine(client, translation, segment, text):
    Machine.says = text
    StringTranslation.objects.filter(translation_of=segment.string, locale=translation.target_locale).delete()
    client.post(reverse("wagtail_localize:machine_translate", args=[translation.pk]))
    row = StringTranslation.objects.get(
        translation_of=segment.string, context=segment.context, locale=translation.target_locale
    )
    return row.get_error()


DOORS = [in_the_editor, in_a_po_file, by_a_machine]


def stored(translation, segment):
    return StringTranslation.objects.get(
        translation_of=segment.string, context=segment.context, locale=translation.target_locale
    )


def texts_in(raw):
    """Yield every text of a stored page."""
    if isinstance(raw, dict | list):
        for value in raw.values() if isinstance(raw, dict) else raw:
            yield from texts_in(value)
    elif isinstance(raw, str):
        yield raw


def shown(translation):
    """Publish a translation; return the stored rich texts, the page and its preview."""
    translation.save_target(publish=True)
    page = translation.get_target_instance().specific
    request = RequestFactory().get("/")
    preview = page.make_preview_request(request, page.default_preview_mode).content.decode()
    return [*texts_in(list(page.body.raw_data)), Client().get(page.url).content.decode(), preview]


@pytest.mark.parametrize("door", DOORS)
def test_what_may_not_stand_in_a_translation_is_refused_in_words_and_kept(editor, translation, segment, door):
    """Issue 19: at every door; the sentence names what it is, nothing that was typed is lost, nothing of it is shown."""
    for payload in PAYLOADS if door != in_a_po_file else PAYLOADS[::4]:
        text = f"Onze woorden {payload}"
        said = door(editor, translation, segment, text)
        assert "may not stand in a translation" in said, payload
        row = stored(translation, segment)
        assert (row.data, row.has_error) == (text, True)
    assert not [one for one in shown(translation) if "sentinel" in one or "/documents/1/" in one]


@pytest.mark.parametrize("door", DOORS)
def test_words_with_their_marks_are_taken(editor, translation, segment, door):
    """Issue 19: bold, line breaks, and signs that only look like markup."""
    door(editor, translation, segment, "5 &lt; 6 &amp; <b>vet</b><br/>en <i>schuin</i>")
    assert not stored(translation, segment).has_error
    assert any("5 &lt; 6 &amp; <b>vet</b><br/>en <i>schuin</i>" in one for one in shown(translation))


def test_what_was_stored_before_goes_into_no_page(admin_client, translation, segment):
    """Issue 19: a string that passed the old check is written anew when the page is made, here by passing changes on."""
    row = StringTranslation.objects.filter(pk=stored(translation, segment).pk)
    for payload in PAYLOADS:
        row.update(data=f"Woorden {payload}", has_error=False)
        made = translation.source.get_ephemeral_translated_instance(translation.target_locale)
        assert not [one for text in texts_in(list(made.body.raw_data)) for one in strange(text)], payload
    row.update(data=f"Woorden {' '.join(PAYLOADS)}")
    address = reverse("wagtail_localize:update_translations", args=[translation.source.pk])
    assert admin_client.post(address, {"publish_translations": "on"}).status_code == 302
    assert not [one for one in shown(translation) if INSIDE.search(one)]


def test_what_stands_in_a_page_already_is_shown_to_nobody():
    """Issue 19: in rich text of any page, however it came there."""
    page = Page.objects.get(slug="for-fleets", locale__language_code="en").specific
    for payload in PAYLOADS:
        page.body.append(("text", {"heading": "Words", "text": f"<p>Words that are shown {payload}</p>"}))
        assert not strange(expand_db_html(f"<p>{payload}</p>"))
    page.save_revision().publish()
    html = Client().get(page.url).content.decode()
    assert html.count("Words that are shown") == len(PAYLOADS)
    assert not INSIDE.search(html)


def test_an_address_that_a_translator_gives_leads_somewhere(editor, translation):
    """Issue 19: the address of a link in the other language is as little code as its words are."""
    page = Page.objects.get(slug="for-fleets", locale__language_code="en").specific
    page.body.append(("text", {"heading": "Words", "text": '<p>Words <a href="https://kargro.nl/x">out</a></p>'}))
    page.save_revision().publish()
    translation.source.update_from_db()
    found = OverridableSegment.objects.get(source=translation.source, data_json=json.dumps("https://kargro.nl/x"))
    address = reverse("wagtail_localize:edit_override", args=[translation.pk, found.pk])
    sent = urlencode({"value": "javascript:sentinel()"})
    assert editor.put(address, sent, content_type="application/x-www-form-urlencoded").status_code == 201
    assert SegmentOverride.objects.exists()
    translation.save_target(publish=True)
    page = translation.get_target_instance().specific
    assert not [one for one in texts_in(list(page.body.raw_data)) if "sentinel" in one]


def test_a_plain_text_stays_plain(editor, translation):
    """Issue 19: a heading is no markup; what is typed there is read as letters."""
    heading = StringSegment.objects.filter(source=translation.source, context__path="title").get()
    in_the_editor(editor, translation, heading, "5 &lt; 6 &amp; &lt;b&gt;")
    translation.save_target(publish=True)
    page = translation.get_target_instance()
    assert page.title == "5 < 6 & <b>"
    assert "5 &lt; 6 &amp; &lt;b&gt;" in Client().get(page.url).content.decode()


def test_the_translator_reads_it_in_the_language_of_the_cms(editor, translation, segment):
    """Issue 19: in Dutch, with what it is about."""
    UserProfile.objects.create(user_id=int(editor.session["_auth_user_id"]), preferred_language="nl")
    said = in_the_editor(editor, translation, segment, "<iframe></iframe>")
    assert said.startswith("Dit mag niet in een vertaling staan: <iframe>")


def test_a_preview_has_the_policy_of_a_page(admin_client):
    """P4, issue 19: what is shown below the CMS's address runs no script within it either."""
    page = Page.objects.get(slug="for-fleets", locale__language_code="en")
    answer = admin_client.get(reverse("wagtailadmin_pages:view_draft", args=[page.pk]))
    assert answer.status_code == 200
    policy = answer["Content-Security-Policy"]
    assert "unsafe-inline" not in policy
    assert "default-src 'none'" in policy
