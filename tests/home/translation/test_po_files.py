"""PO files come back from translators' tools: finished work is taken over, anything else gets a sentence."""

import polib
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from wagtail.models import Page
from wagtail_localize.models import StringTranslation, Translation

from tests.factories import member_of

pytestmark = pytest.mark.django_db

HEAD = "X-WagtailLocalize-TranslationID"
# As a translation service writes it back: foreign headers dropped.
WITHOUT_ITS_HEAD = b"""msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\\n"
"Language: nl\\n"

msgctxt "title"
msgid "Example"
msgstr "Voorbeeld"
"""


@pytest.fixture
def translator():
    client = Client()
    client.force_login(member_of("Translators"))
    return client


@pytest.fixture
def translation():
    page = Page.objects.get(slug="for-fleets", locale__language_code="en")
    return Translation.objects.get(source__object_id=page.translation_key, target_locale__language_code="nl")


@pytest.fixture
def file(translator, translation):
    """The PO file as a translator downloads it."""
    taken = translator.get(reverse("wagtail_localize:download_pofile", args=[translation.pk]))
    return polib.pofile(taken.content.decode())


@pytest.fixture
def upload(translator, translation):
    """Upload a file and return what is said."""

    def send(content=None):
        address = reverse("wagtail_localize:upload_pofile", args=[translation.pk])
        files = {} if content is None else {"file": SimpleUploadedFile("nl.po", content)}
        answer = translator.post(address, {**files, "next": reverse("wagtailadmin_home")}, follow=True)
        assert answer.status_code == 200
        return [str(message) for message in answer.context["messages"]]

    return send


def stored(translation):
    rows = StringTranslation.objects.filter(context__object_id=translation.source.object_id)
    return dict(rows.filter(locale=translation.target_locale).values_list("pk", "data"))


def written(po) -> bytes:
    return str(po).encode()


def test_a_po_file_comes_back_changed(upload, file, translation):
    """T3: a translator brings a PO file back, and its words are the translation."""
    file[0].msgstr = "Nieuwe woorden"
    said = upload(written(file))
    assert said == [f"{len(file.translated_entries())} translations were taken over."]
    assert "Nieuwe woorden" in stored(translation).values()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (None, "Choose a PO file first."),
        (b"", "This file is empty."),
        (b" \n\n", "This file is empty."),
        (WITHOUT_ITS_HEAD, f"the line “{HEAD}” is missing from its head"),
        (WITHOUT_ITS_HEAD.replace(b"Language: nl", f"{HEAD}: another".encode()), "belongs to another translation"),
        (b"\x89PNG\r\n\x1a\n\0\0", "cannot be read as a PO file"),
        (b'msgid "a\nmsgstr', "cannot be read as a PO file"),
        (b'msgid "caf\xe9"\nmsgstr "charset=nonsense"', "cannot be read as a PO file"),
        (b"/etc/hostname", "cannot be read as a PO file"),
    ],
)
def test_a_file_that_is_no_translation_of_this_text_gets_a_sentence(upload, translation, content, words):
    """Issue 18, E: nothing is half taken over, and no file of the server is read."""
    before = stored(translation)
    said = upload(content)
    assert len(said) == 1
    assert words in said[0]
    assert stored(translation) == before


def test_fuzzy_and_obsolete_entries_are_no_finished_work(upload, file, translation):
    """Issue 18, E: they are left out, and it is said how many."""
    before = stored(translation)
    kept = file[2].msgstr
    file[0].msgstr, file[1].msgstr = "Ongeveer dit", "Vroeger dit"
    file[0].flags.append("fuzzy")
    file[1].obsolete = True
    said = upload(written(file))
    assert said[1:] == ["2 are marked as unfinished (fuzzy or obsolete) and were left out."]
    assert stored(translation) == before
    assert kept in before.values()


def test_a_file_without_finished_work_changes_nothing(upload, file, translation):
    """Issue 18, E: a file that only guesses is told so."""
    before = stored(translation)
    for entry in file:
        entry.flags.append("fuzzy")
    said = upload(written(file))
    assert said[0] == "Nothing was taken over: this file holds no finished translation of this text."
    assert stored(translation) == before


def test_words_that_left_the_text_are_named(upload, file):
    """Issue 18, E: the source changed while the file was away."""
    file.append(polib.POEntry(msgid="No longer there", msgctxt="title", msgstr="Weg"))
    assert upload(written(file))[-1] == "1 belongs to words that are no longer in the text."


def test_a_file_in_another_encoding_is_read_as_it_says(upload, file, translation):
    """Issue 18, E: some tools write Latin-1 and say so."""
    file[0].msgstr = "Zoë"
    file.metadata["Content-Type"] = "text/plain; charset=iso-8859-1"
    upload(str(file).encode("iso-8859-1", "replace"))
    assert "Zoë" in stored(translation).values()


def test_who_may_not_edit_the_text_uploads_nothing(upload, file, translation):
    """R65: the door is closed before the file is looked at; it stands open to those who may."""
    client = Client()
    client.force_login(member_of("Lead handlers"))
    file[0].msgstr = "Van iemand anders"
    client.post(
        reverse("wagtail_localize:upload_pofile", args=[translation.pk]),
        {"file": SimpleUploadedFile("nl.po", written(file))},
    )
    assert "Van iemand anders" not in stored(translation).values()
    upload(written(file))
    assert "Van iemand anders" in stored(translation).values()
