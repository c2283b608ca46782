"""Files that visitors send: what is kept of them, who gets them, and when they are gone (R47)."""

import re
import resource
import zipfile
from dataclasses import replace
from datetime import timedelta
from io import BytesIO

import pytest
from cryptography.fernet import Fernet
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from PIL import Image
from pypdf import PdfReader
from pypdf.actions import JavaScript
from pypdf.generic import DictionaryObject, NameObject, TextStringObject

from leads.inbox import held
from leads.submissions import uploads
from leads.submissions.models import Submission, Upload
from leads.submissions.personal_data import SubmissionData, UploadData
from leads.submissions.uploads import services
from privacy.access.models import AccessEvent
from tests.leads.conftest import ANSWERS
from tests.leads.inbox.conftest import anna, desk, staff  # noqa: F401
from tests.leads.submissions.spam.conftest import PHOTOS, kept, pdf, photo, sent_file
from tests.privacy.files import bombs

pytestmark = pytest.mark.django_db
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'


def page_of(response):
    return response.content.decode()


def attached(visitor, *files):
    assert visitor.send(**{PHOTOS: list(files)}).status_code == 302
    return Submission.objects.get()


def test_a_photo_arrives_drawn_anew(visitor, file_form, folder):
    """R47, R61: no place, no camera; the name is random, the content encrypted."""
    exif = Image.Exif()
    exif[0x010F], exif[0x0112] = "Sentinel camera", 6
    message = attached(visitor, sent_file(photo(exif=exif), "Tyre of Jan.JPEG"))
    upload = Upload.objects.get()
    assert message.answers[PHOTOS] == [upload.public_id] == kept(folder)
    assert (upload.name, upload.content_type) == ("Tyre of Jan.jpg", "image/jpeg")
    content = uploads.content_of(upload)
    assert b"Sentinel" not in content
    assert Image.open(BytesIO(content)).size == (40, 60)
    stored = next(folder.glob("*/*"))
    assert stored.stat().st_mode & 0o077 == 0
    assert content[:20] not in stored.read_bytes()


@pytest.mark.parametrize(("kind", "expected"), [("PNG", "png"), ("WEBP", "webp"), ("HEIF", "jpg")])
def test_other_photos_arrive_too(visitor, file_form, kind, expected):
    """Issue 3, files: telephones send HEIC; it is kept as JPEG."""
    attached(visitor, sent_file(photo(kind), "a.bin", "application/octet-stream"))
    assert Upload.objects.get().name == f"a.{expected}"


def test_a_pdf_arrives_without_author_scripts_and_attachments(visitor, file_form):
    """R47: what runs, what is attached and who made it stay behind; the page stays."""
    bad = pdf(add_open_action=JavaScript("app.alert('sentinel')"))
    attached(visitor, sent_file(bad, "offer.pdf", "application/pdf"))
    content = uploads.content_of(Upload.objects.get())
    assert b"sentinel" in bad
    assert not [word for word in (b"sentinel", b"/JavaScript", b"Jan Jansen", b"/OpenAction") if word in content]
    assert len(PdfReader(BytesIO(content)).pages) == 1


def test_a_link_that_starts_a_program_is_cut_from_a_pdf():
    """R47: actions other than following a link are cut, wherever they stand."""
    from privacy.files.pdf import _cut

    action = DictionaryObject({NameObject("/S"): NameObject("/Launch"), NameObject("/F"): TextStringObject("cmd.exe")})
    link = DictionaryObject({NameObject("/S"): NameObject("/URI"), NameObject("/URI"): TextStringObject("https://x.y")})
    _cut(action)
    _cut(link)
    assert (dict(action), link["/URI"]) == ({}, "https://x.y")


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (SVG, "a.png", "neither a photo"),
        (b"<html><script>alert(1)</script>", "a.jpg", "neither a photo"),
        (b"MZ" + b"\0" * 200, "a.pdf", "neither a photo"),
        (b"", "empty.jpg", "empty"),
        (photo()[:200], "cut.jpg", "cannot be opened"),
        (b"%PDF-1.4\nnothing here", "a.pdf", "cannot be opened"),
        (pdf(encrypt="secret"), "a.pdf", "locked with a password"),
    ],
)
def test_what_is_no_photo_and_no_pdf_is_refused_in_plain_words(visitor, file_form, folder, content, name, words):
    """R47: the type is what is in the file, not what it calls itself; the message is asked again, not lost."""
    response = visitor.send(**{PHOTOS: sent_file(content, name)})
    html = page_of(response)
    assert response.status_code == 422
    assert words in html
    assert "Two hundred casings, please." in html
    assert (Submission.objects.count(), kept(folder)) == (0, [])


@pytest.mark.parametrize("tail", [b"<script>alert('polyglot')</script>", b"PK\x03\x04polyglot", b"%PDF-1.4 polyglot"])
def test_a_file_that_is_two_things_becomes_one(visitor, file_form, tail):
    """R47: a polyglot is drawn anew, and only the photo is left."""
    attached(visitor, sent_file(photo() + tail))
    content = uploads.content_of(Upload.objects.get())
    with Image.open(BytesIO(content)) as left:
        assert left.format == "JPEG"
        assert left.size == Image.open(BytesIO(photo())).size
    assert b"polyglot" not in content


def test_a_decompression_bomb_is_refused(visitor, file_form):
    """R47: a small file that would fill the memory."""
    bomb = photo("PNG", (9000, 9000))
    assert len(bomb) < 1_000_000
    response = visitor.send(**{PHOTOS: sent_file(bomb, "bomb.png")})
    assert response.status_code == 422
    assert "too large to open" in page_of(response)


def test_a_zip_bomb_is_never_opened(visitor, file_form, folder):
    """R47: sent as evidence under whatever name, it is neither a photo nor a PDF, and is refused unread."""
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(20):
            archive.writestr(f"evidence{number}.txt", b"0" * 5_000_000)
    assert len(packed.getvalue()) < 1_000_000
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for name in ("evidence.zip", "evidence.jpg", "evidence.pdf"):
        response = visitor.send(**{PHOTOS: sent_file(packed.getvalue(), name)})
        assert response.status_code == 422
    assert (Upload.objects.count(), kept(folder)) == (0, [])
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 64 * 1024


def test_a_file_that_is_too_large_is_named_and_the_answers_stay(visitor, file_form, settings, folder):
    """R47, X3: what was typed is read although the file was not kept."""
    settings.UPLOAD_MAX_BYTES = 50_000
    response = visitor.send(**{PHOTOS: sent_file(b"\xff\xd8\xff" + b"x" * 90_000)})
    assert response.status_code == 422
    assert "at most" in page_of(response)
    assert "Two hundred casings, please." in page_of(response)
    assert kept(folder) == []


def test_a_body_beyond_everything_is_413(visitor, file_form, settings):
    """R47, X3: nothing is read that could not be kept."""
    settings.UPLOAD_MAX_BYTES = 1000
    response = visitor.send(**{PHOTOS: sent_file(b"x" * 3_000_000)})
    assert response.status_code == 413


def test_a_fourth_file_is_too_many(visitor, file_form, folder):
    response = visitor.send(**{PHOTOS: [sent_file(photo()) for _ in range(4)]})
    assert response.status_code == 422
    assert "Add 3 files at most." in page_of(response)
    assert len(kept(folder)) == 3


def test_a_file_is_kept_while_something_else_is_put_right(visitor, file_form):
    """R47, issue 3: kept an hour under the key, shown by name, sent with the corrected form."""
    key = visitor.key()
    wrong = {**ANSWERS, "email": "nobody"}
    html = page_of(visitor.send({**wrong, PHOTOS: sent_file(photo())}, form_key=key))
    upload = Upload.objects.get()
    assert "tyre.jpg, kept" in html
    again = {**ANSWERS, f"{PHOTOS}_kept": upload.public_id}
    assert visitor.send(again, form_key=key).status_code == 302
    assert Submission.objects.get().answers[PHOTOS] == [upload.public_id]


def test_a_kept_file_can_be_removed(visitor, file_form, folder, django_capture_on_commit_callbacks):
    key = visitor.key()
    visitor.send({**ANSWERS, "email": "nobody", PHOTOS: sent_file(photo())}, form_key=key)
    name = Upload.objects.get().public_id
    with django_capture_on_commit_callbacks(execute=True):
        visitor.send({**ANSWERS, f"{PHOTOS}_kept": name, f"{PHOTOS}_remove": name}, form_key=key)
    assert PHOTOS not in Submission.objects.get().answers
    assert kept(folder) == []


def test_a_file_whose_hour_is_over_is_missed_aloud(visitor, file_form, folder, django_capture_on_commit_callbacks):
    """R47: it is gone from the folder, and the visitor is told instead of sending without it."""
    key = visitor.key()
    visitor.send({**ANSWERS, "email": "nobody", PHOTOS: sent_file(photo())}, form_key=key)
    name = Upload.objects.get().public_id
    uploads.sweep(timezone.now() + timedelta(minutes=59))
    assert kept(folder) == [name]
    with django_capture_on_commit_callbacks(execute=True):
        uploads.sweep(timezone.now() + timedelta(minutes=61))
    assert kept(folder) == []
    response = visitor.send({**ANSWERS, f"{PHOTOS}_kept": name}, form_key=key)
    assert response.status_code == 422
    assert "no longer here" in page_of(response)
    assert visitor.send(form_key=key).status_code == 302


def test_a_file_of_somebody_else_cannot_be_claimed(visitor, file_form):
    """R47: ids are read from the database under the key, never from the post."""
    visitor.send({**ANSWERS, "email": "nobody", PHOTOS: sent_file(photo())})
    stolen = Upload.objects.get().public_id
    response = visitor.send({**ANSWERS, PHOTOS: stolen, f"{PHOTOS}_kept": stolen})
    assert response.status_code == 422
    assert not Submission.objects.exists()


def test_without_a_script_the_file_waits_at_the_check_page(visitor, file_form, time_machine_later):
    """R53: no key at first; the file waits under the key of the check page."""
    html = page_of(visitor.send(form_key="", **{PHOTOS: sent_file(photo())}))
    assert "tyre.jpg" in html
    key = re.search(r'name="form_key" value="([^"]+)"', html)[1]
    name = re.search(rf'name="{PHOTOS}_kept" value="([^"]+)"', html)[1]
    with time_machine_later(seconds=5):
        assert visitor.send({**ANSWERS, f"{PHOTOS}_kept": name}, form_key=key).status_code == 302
    assert Submission.objects.get().answers[PHOTOS] == [Upload.objects.get().public_id]


def test_trying_again_after_a_lost_answer_keeps_the_file_once(visitor, file_form, folder):
    """R45, X2: the same key with the same file is the same message."""
    key = visitor.key()
    first = visitor.send(form_key=key, **{PHOTOS: sent_file(photo())})
    again = visitor.send(form_key=key, **{PHOTOS: sent_file(photo())})
    assert (first.status_code, again.status_code) == (302, 302)
    assert (Submission.objects.count(), Upload.objects.count(), len(kept(folder))) == (1, 1, 1)


def test_files_of_a_foreign_post_are_not_kept(visitor, file_form, folder):
    """R53: a forged post leaves nothing on the disk."""
    response = visitor.send(headers={"Sec-Fetch-Site": "cross-site"}, **{PHOTOS: sent_file(photo())})
    assert response.status_code == 403
    assert "Your files were not kept" in page_of(response)
    assert kept(folder) == []


def test_waiting_files_cannot_fill_the_disk(visitor, file_form, folder, monkeypatch):
    monkeypatch.setattr("leads.submissions.uploads.services.HELD_MOST_BYTES", 100)
    response = visitor.send(**{PHOTOS: sent_file(photo())})
    assert "cannot take files at the moment" in page_of(response)
    assert kept(folder) == []


def test_a_handler_downloads_a_file_and_is_written_down(visitor, file_form, anna):  # noqa: F811
    """R47, R68: as a download, never shown by the browser; opening it is an entry."""
    message = attached(visitor, sent_file(photo()))
    upload = Upload.objects.get()
    response = desk(anna).get(f"/admin/inbox/{message.pk}/files/{upload.public_id}/")
    assert Image.open(BytesIO(response.content)).size == (60, 40)
    assert response["Content-Disposition"] == 'attachment; filename="tyre.jpg"'
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert "no-store" in response["Cache-Control"]
    assert AccessEvent.objects.filter(actor_id=anna.pk, action="read", object_id=upload.pk).exists()


def test_nobody_else_gets_a_file(visitor, file_form, staff, client):  # noqa: F811
    """R47, R65: anonymous, without a role, without a purpose, of another message: refused; no public address."""
    message = attached(visitor, sent_file(photo()))
    upload = Upload.objects.get()
    path = f"/admin/inbox/{message.pk}/files/{upload.public_id}/"
    assert client.get(path).status_code == 302
    assert desk(staff("norole")).get(path).status_code == 302
    assert desk(staff("nopurpose", "view")).get(path).status_code == 403
    reader = desk(staff("reader", "view", purposes=["contact"]))
    other = f"/admin/inbox/{message.pk}/files/{'0' * 32}/"
    assert reader.get(other, follow=True).status_code == 404
    for address in (f"/media/{upload.public_id}", f"/media/images/{upload.public_id}", f"/private/{upload.public_id}"):
        assert client.get(address, follow=True).status_code == 404


@pytest.mark.parametrize("how", ["expire", "erase", "file", "discard"])
def test_a_file_is_gone_with_its_message(visitor, file_form, folder, anna, how, django_capture_on_commit_callbacks):  # noqa: F811
    """R47, R73: row and file, whichever way the message goes."""
    message, now = attached(visitor, sent_file(photo())), timezone.now()
    with django_capture_on_commit_callbacks(execute=True):
        if how == "expire":
            SubmissionData().expire("contact-submissions", before=now + timedelta(days=1), now=now, limit=10)
        elif how == "erase":
            SubmissionData().erase(message, now=now)
        elif how == "file":
            UploadData().erase(Upload.objects.get(), now=now)
        else:
            Submission.objects.update(state=Submission.State.HELD)
            held.discard(submission=message, user=anna, now=now)
    assert (Upload.objects.count(), kept(folder)) == (0, [])


def test_a_file_stays_when_its_deletion_is_taken_back(visitor, file_form, folder):
    """R47: the file goes after the commit, so that a rollback loses nothing."""
    attached(visitor, sent_file(photo()))
    uploads.forget(Upload.objects.all())
    assert len(kept(folder)) == 1


def test_what_a_crash_left_in_the_folder_is_swept(folder):
    """R47: a file without a row, finished or not."""
    from leads.submissions.uploads import store

    store.write("a" * 32, b"orphan")
    (folder / "aa" / ("a" * 32 + ".12345678")).write_bytes(b"half")
    uploads.sweep(timezone.now() + timedelta(minutes=59))
    assert len(kept(folder)) == 2
    uploads.sweep(timezone.now() + timedelta(minutes=61))
    assert kept(folder) == []


def test_files_change_their_key(visitor, file_form, folder, settings):
    """R61: `rotate_keys` encrypts files again; the old key may go."""
    attached(visitor, sent_file(photo()))
    before = uploads.content_of(Upload.objects.get())
    settings.ENCRYPTION_KEYS = [Fernet.generate_key().decode(), *settings.ENCRYPTION_KEYS]
    call_command("rotate_keys", verbosity=0)
    settings.ENCRYPTION_KEYS = settings.ENCRYPTION_KEYS[:1]
    assert uploads.content_of(Upload.objects.get()) == before


def test_a_form_without_files_never_looks_for_one(visitor):
    """Statement budget: only forms that ask for files pay for them."""
    with CaptureQueriesContext(connection) as queries:
        visitor.send()
    assert not [query for query in queries if "leads_submissions_upload" in query["sql"]]


@pytest.fixture
def few(monkeypatch):
    """Two files, or so many kilobytes, from one connection."""

    def allow(files=100, kilobytes=100_000):
        monkeypatch.setattr(services, "FILES", replace(services.FILES, most=files))
        monkeypatch.setattr(services, "KILOBYTES", replace(services.KILOBYTES, most=kilobytes))

    return allow


@pytest.mark.parametrize("most", [{"files": 2}, {"kilobytes": 2}])
def test_one_connection_cannot_give_files_without_end(visitor, file_form, folder, few, most):
    """R47, issue 19: looked at or refused, they count; others are not kept from theirs, and what was typed stays."""
    few(**most)
    for _ in range(2):
        visitor.send(**{PHOTOS: sent_file(b"no photo", "a.bin")})
    response = visitor.send(**{PHOTOS: sent_file(photo())})
    assert response.status_code == 422
    assert "Many files came from your connection" in page_of(response)
    assert "Two hundred casings, please." in page_of(response)
    assert kept(folder) == []
    visitor.defaults["REMOTE_ADDR"] = "198.51.100.7"
    attached(visitor, sent_file(photo()))


def test_the_numbers_of_one_connection_fill_no_more_than_a_part_of_the_room(settings):
    """Issue 19: what one connection may give in an hour is a tenth of what may wait in all."""
    assert services.KILOBYTES.most * 1024 * 10 <= services.HELD_MOST_BYTES
    assert services.KILOBYTES.window >= services.HELD_FOR


def test_a_costly_file_leaves_the_answers_as_they_were(visitor, file_form, folder):
    """R47, issue 19: through the form; the sentence says what to do, and the next file is taken."""
    response = visitor.send(**{PHOTOS: sent_file(bombs.flat("WEBP", 4990, "RGBA", lossless=True), "a.webp")})
    assert response.status_code == 422
    assert "too demanding to be checked" in page_of(response)
    assert "Two hundred casings, please." in page_of(response)
    assert kept(folder) == []
    attached(visitor, sent_file(photo()))
