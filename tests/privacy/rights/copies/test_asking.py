"""A copy of an identity document: asked for with a reason, masked, taken once, seen and judged by one person."""

from datetime import timedelta
from io import BytesIO

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from privacy.access.models import AccessEvent
from privacy.rights import id_documents
from privacy.rights.models import IdentityCopy, RightsRequest
from privacy.rights.steps import NotPossible
from tests.privacy.rights.conftest import ADDRESS, LIST, act, desk, sent
from tests.privacy.rights.copies.conftest import REASON, files_in, link_in, photo

pytestmark = pytest.mark.django_db
State = IdentityCopy.State


def test_nothing_asks_for_a_copy_by_default(client, ask, ada):
    """R79: no field for a document on any public page about rights, and nothing sent without a reason of staff."""
    for language in ("en", "nl", "de", "fr"):
        page = client.get(f"/{language}/rights/").content.decode()
        assert 'type="file"' not in page
    request = ask("access")
    said = act(desk(ada), request, "ask_copy", reason="  ")
    assert "This field is required" in said.content.decode()
    with pytest.raises(NotPossible, match="reason"):
        id_documents.ask_for_copy(request=request, reason=" ", by=ada, now=timezone.now())
    assert not IdentityCopy.objects.exists()


def test_it_is_asked_for_only_where_nothing_else_shows_who_asks(ask, ada):
    """R79: not of whoever is known already, not twice, and only where a letter with the link can go."""
    known, without, twice = ask("access", identity="mail"), ask("erasure", email="", words="A letter"), ask("objection")
    now = timezone.now()
    with pytest.raises(NotPossible, match="not needed"):
        id_documents.ask_for_copy(request=known, reason=REASON, by=ada, now=now)
    with pytest.raises(NotPossible, match="no e-mail address"):
        id_documents.ask_for_copy(request=without, reason=REASON, by=ada, now=now)
    id_documents.ask_for_copy(request=twice, reason=REASON, by=ada, now=now)
    with pytest.raises(NotPossible, match="already"):
        id_documents.ask_for_copy(request=twice, reason=REASON, by=ada, now=now)


@pytest.mark.parametrize("language", ["en", "nl", "de", "fr"])
def test_the_letter_has_the_reason_what_to_black_out_and_another_way(language, ask, ada, browser):
    """R78, R79: in the person's language; the page behind its link takes the copy and sets no cookie."""
    request = ask("access", language=language)
    sent()
    act(desk(ada), request, "ask_copy", reason=REASON)
    (mail,) = sent()
    assert mail.to == [ADDRESS]
    assert REASON in mail.body
    assert request.reference in mail.subject
    assert "<<<" in mail.body
    assert ADDRESS not in mail.subject
    link = link_in(mail)
    assert link.startswith(f"/{language}/rights/identity/")
    page = browser.get(link)
    assert page.status_code == 200
    assert 'name="covered"' in page.content.decode()
    assert not page.cookies
    assert "no-store" in page["Cache-Control"]


def test_a_copy_comes_under_a_key_of_its_own_and_is_seen_by_its_handler_alone(come, ada, bob, folder):
    """R79: encrypted, seen only by the handler; every look, and every try, is written down."""
    copy = IdentityCopy.objects.get()
    (kept,) = files_in(folder)
    assert kept.name == copy.file
    assert b"JFIF" not in kept.read_bytes()
    assert copy.in_browser
    (mail,) = sent()
    assert mail.to == [ada.email]
    assert come.reference in mail.subject
    picture = f"{LIST}{come.pk}/identity/picture/"
    shown = desk(ada).get(picture)
    assert shown["Content-Type"] == "image/jpeg"
    assert "no-store" in shown["Cache-Control"]
    assert Image.open(BytesIO(shown.content)).size == (80, 50)
    assert desk(bob).get(picture).status_code == 403
    assert b"picture" not in desk(bob).get(f"{LIST}{come.pk}/identity/").content
    events = AccessEvent.objects.filter(model="privacy_rights.IdentityCopy", object_id=copy.pk)
    assert [(event.actor_id, event.action) for event in events.order_by("pk")] == [
        (ada.pk, "read"),
        (bob.pk, "refused"),
    ]


def test_a_colleague_may_take_it_over_and_then_alone_sees_it(come, ada, bob):
    """R79: one person at a time, and the history says who."""
    act(desk(bob), come, "take_copy")
    picture = f"{LIST}{come.pk}/identity/picture/"
    assert desk(bob).get(picture).status_code == 200
    assert desk(ada).get(picture).status_code == 403
    assert come.steps.filter(kind="copy_taken", by=bob).exists()


def test_the_decision_destroys_key_and_file_and_leaves_method_date_and_outcome(
    come, ada, folder, django_capture_on_commit_callbacks
):
    """R81: nothing of the picture is left; what stays is how, when and what came of it."""
    screen = f"{LIST}{come.pk}/identity/"
    early = desk(ada).post(screen, {"verdict": "accepted"})
    assert "Look at the copy first." in early.content.decode()
    desk(ada).get(f"{screen}picture/")
    with django_capture_on_commit_callbacks(execute=True):
        desk(ada).post(screen, {"verdict": "accepted"})
    copy, request = IdentityCopy.objects.get(), RightsRequest.objects.get()
    assert (copy.state, copy.key, copy.file, copy.in_browser) == (State.ACCEPTED, None, "", True)
    assert copy.ended_at
    assert request.identity == "copy"
    assert files_in(folder) == []
    assert desk(ada).get(f"{screen}picture/", follow=True).status_code == 404
    page = desk(ada).get(f"{LIST}{come.pk}/").content.decode()
    assert "Copy of a document, destroyed on" in page


def test_a_copy_that_proves_nothing_leaves_it_open_who_asks(come, ada, folder, django_capture_on_commit_callbacks):
    """R80: refused is no identification; another way, or “we could not tell who asked”, is left."""
    desk(ada).get(f"{LIST}{come.pk}/identity/picture/")
    with django_capture_on_commit_callbacks(execute=True):
        id_documents.judge(request=come, verdict="refused", by=ada, now=timezone.now())
    assert RightsRequest.objects.get().identity == ""
    assert files_in(folder) == []
    assert not id_documents.waiting_copy(come)


def test_an_unmasked_copy_is_destroyed_and_asked_for_again(
    come, ada, folder, person_sends, django_capture_on_commit_callbacks
):
    """R80: rejected and destroyed at once; a new link goes out, and the old one is dead."""
    sent()
    desk(ada).get(f"{LIST}{come.pk}/identity/picture/")
    with django_capture_on_commit_callbacks(execute=True):
        desk(ada).post(f"{LIST}{come.pk}/identity/", {"verdict": "unmasked", "again": "on"})
    assert files_in(folder) == []
    first, second = IdentityCopy.objects.order_by("pk")
    assert (first.state, second.state) == (State.UNMASKED, State.ASKED)
    assert RightsRequest.objects.get().identity == ""
    assert person_sends(come).status_code == 200
    second.refresh_from_db()
    assert second.state == State.RECEIVED


def test_without_the_page_s_help_the_person_says_that_all_is_covered(asked, browser, person_sends, folder):
    """R79: the plain upload has its warning; without the tick, without a picture, with anything else: a clear word."""
    link = link_in(sent()[-1])
    page = browser.get(link).content.decode()
    assert "nothing is blacked out for you" in page
    bare = browser.post(link, {"copy": SimpleUploadedFile("a.jpg", photo())})
    assert bare.status_code == 422
    assert "Cover what is listed" in bare.content.decode()
    none = browser.post(link, {"covered": "1"})
    assert "Choose the photo of your document." in none.content.decode()
    for odd in (b"%PDF-1.4 no photo", b"PK\x03\x04 a zip", photo(kind="PNG", size=(9000, 9000))):
        refused = browser.post(link, {"covered": "1", "copy": SimpleUploadedFile("a.jpg", odd)})
        assert refused.status_code == 422
        assert "photo" in refused.content.decode()
    assert files_in(folder) == []
    sent_now = browser.post(link, {"covered": "1", "copy": SimpleUploadedFile("a.jpg", photo())})
    assert asked.reference in sent_now.content.decode()
    assert not IdentityCopy.objects.get().in_browser


def test_a_file_too_large_is_refused_by_a_sentence_and_never_lies_on_a_disk(
    asked, browser, settings, folder, tmp_path, monkeypatch
):
    """R79: what is not masked yet is held in memory alone, whatever its size."""
    link = link_in(sent()[-1])
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 10
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path / "not-there")
    assert browser.post(link, {"covered": "1", "copy": SimpleUploadedFile("a.jpg", photo())}).status_code == 200
    IdentityCopy.objects.update(state=State.ASKED, key=None, file="", destroy_by=None)
    settings.UPLOAD_MAX_BYTES = 500
    large = browser.post(link, {"covered": "1", "copy": SimpleUploadedFile("a.png", photo(kind="PNG") + b"0" * 600)})
    assert large.status_code == 422
    assert "at most" in large.content.decode()
    settings.UPLOAD_MAX_BYTES = 1000
    many = {
        "copy": SimpleUploadedFile("a.jpg", photo()),
        **{f"more{n}": SimpleUploadedFile("b", b"0" * 400) for n in range(9)},
    }
    together = browser.post(link, {"covered": "1", **many})
    assert "at most" in together.content.decode()
    huge = browser.post(link, {"covered": "1", "copy": SimpleUploadedFile("a.jpg", photo() + b"0" * 500_000)})
    assert huge.status_code == 422
    assert "at most" in huge.content.decode()


def test_a_link_works_once_and_no_other_does(asked, browser, client, person_sends):
    """R78: used, forged, from elsewhere, too late, not needed any more: nothing is taken."""
    link = link_in(sent()[-1])
    picture = {"covered": "1", "copy": SimpleUploadedFile("a.jpg", photo())}
    assert client.post(link, {"covered": "1"}, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    assert browser.get(link[:-3] + "aa/").status_code == 404
    with time_machine.travel(timezone.now() + timedelta(days=14, minutes=1)):
        assert browser.get(link).status_code == 404
    assert browser.post(link, picture).status_code == 200
    again = browser.post(link, {"covered": "1", "copy": SimpleUploadedFile("a.jpg", photo())})
    assert again.status_code == 404
    assert IdentityCopy.objects.count() == 1


def test_two_copies_at_once_leave_one_file(asked, folder):
    """R81: whoever comes second leaves nothing behind."""
    copy = id_documents.waiting_copy(asked)
    assert id_documents.receive_copy(copy, content=photo(), in_browser=True, now=timezone.now())
    assert not id_documents.receive_copy(copy, content=photo(), in_browser=True, now=timezone.now())
    assert len(files_in(folder)) == 1
