"""The exception: a copy of an identity document, asked for with a reason, masked, seen by one person, destroyed."""

import zipfile
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
import time_machine
from cryptography.fernet import Fernet
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connection
from django.utils import timezone
from PIL import Image

from privacy.access.models import AccessEvent
from privacy.backups.trees import packed
from privacy.register.selectors import register_view
from privacy.retention.erasure import begin_erasure, carry_out
from privacy.retention.expiry import expire_all
from privacy.rights import checks, copies, services
from privacy.rights.models import IdentityCopy, RequestTask, RightsRequest
from privacy.rights.package import package_of
from privacy.rights.selectors import blockers
from privacy.rights.steps import NotPossible, subjects_of
from tests.privacy.rights.conftest import ADDRESS, LIST, act, desk, sent

pytestmark = pytest.mark.django_db
State = IdentityCopy.State
REASON = "Your mail came from an address that we do not know."


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.ID_COPY_ROOT = tmp_path / "copies"
    settings.PRIVATE_ROOT = tmp_path / "private"
    return settings.ID_COPY_ROOT


@pytest.fixture
def asked(ask, ada):
    """Ada asked the person for a copy; the letter is not out yet."""
    request = ask("access")
    sent()
    copies.ask_for_copy(request=request, reason=REASON, by=ada, now=timezone.now())
    return request


@pytest.fixture
def come(asked, person_sends, django_capture_on_commit_callbacks):
    """The copy has come, masked by the page."""
    assert person_sends(asked).status_code == 200
    return asked


@pytest.fixture
def person_sends(browser):
    def send(request, content=None, **fields):
        link = link_in(sent()[-1])
        picture = SimpleUploadedFile("holiday.jpg", content or photo(), content_type="image/jpeg")
        return browser.post(link, {"copy": picture, "in_browser": "1", **fields})

    return send


def photo(colour="black", kind="JPEG", size=(80, 50)):
    written = BytesIO()
    Image.new("RGB", size, colour).save(written, kind)
    return written.getvalue()


def link_in(mail) -> str:
    return "/" + next(word for word in mail.body.split() if "/rights/identity/" in word).split("/", 3)[3]


def files_in(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_nothing_asks_for_a_copy_by_default(client, ask, ada):
    """R79: no field for a document on any public page about rights, and nothing sent without a reason of staff."""
    for language in ("en", "nl", "de", "fr"):
        page = client.get(f"/{language}/rights/").content.decode()
        assert 'type="file"' not in page
    request = ask("access")
    said = act(desk(ada), request, "ask_copy", reason="  ")
    assert "This field is required" in said.content.decode()
    with pytest.raises(NotPossible, match="reason"):
        copies.ask_for_copy(request=request, reason=" ", by=ada, now=timezone.now())
    assert not IdentityCopy.objects.exists()


def test_it_is_asked_for_only_where_nothing_else_shows_who_asks(ask, ada):
    """R79: not of whoever is known already, not twice, and only where a letter with the link can go."""
    known, without, twice = ask("access", identity="mail"), ask("erasure", email="", words="A letter"), ask("objection")
    now = timezone.now()
    with pytest.raises(NotPossible, match="not needed"):
        copies.ask_for_copy(request=known, reason=REASON, by=ada, now=now)
    with pytest.raises(NotPossible, match="no e-mail address"):
        copies.ask_for_copy(request=without, reason=REASON, by=ada, now=now)
    copies.ask_for_copy(request=twice, reason=REASON, by=ada, now=now)
    with pytest.raises(NotPossible, match="already"):
        copies.ask_for_copy(request=twice, reason=REASON, by=ada, now=now)


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
        copies.judge(request=come, verdict="refused", by=ada, now=timezone.now())
    assert RightsRequest.objects.get().identity == ""
    assert files_in(folder) == []
    assert not copies.waiting_copy(come)


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
    copy = copies.waiting_copy(asked)
    assert copies.receive_copy(copy, content=photo(), in_browser=True, now=timezone.now())
    assert not copies.receive_copy(copy, content=photo(), in_browser=True, now=timezone.now())
    assert len(files_in(folder)) == 1


@pytest.mark.parametrize("how", ["identified", "answered"])
def test_once_it_is_not_needed_it_is_destroyed(how, come, ada, folder, django_capture_on_commit_callbacks):
    """R81: another way showed who asks, or the request is answered: the copy goes at once."""
    with django_capture_on_commit_callbacks(execute=True):
        if how == "identified":
            services.identify(request=come, how="call", by=ada, now=timezone.now())
        else:
            services.answer(request=come, outcome="unverified", text="", reason="", by=ada, now=timezone.now())
    assert files_in(folder) == []
    assert IdentityCopy.objects.get().state == State.OVER


def test_undecided_it_is_gone_within_seven_days(come, folder, django_capture_on_commit_callbacks):
    """R81: by the clock, also when a run is late; from then on nobody can open it."""
    copy = IdentityCopy.objects.get()
    assert register_view().retention("identity-copies").value == 7
    assert copy.destroy_by <= copy.received_at + timedelta(days=7) - timedelta(hours=1)
    with django_capture_on_commit_callbacks(execute=True):
        copies.sweep(copy.destroy_by - timedelta(seconds=1))
    assert len(files_in(folder)) == 1
    with time_machine.travel(copy.destroy_by), pytest.raises(copies.Gone):
        copies.picture_of(copy, by=copy.handler, now=timezone.now())
    with django_capture_on_commit_callbacks(execute=True):
        copies.sweep(copy.destroy_by)
    assert files_in(folder) == []
    copy.refresh_from_db()
    assert (copy.state, copy.key) == (State.OVER, None)
    with time_machine.travel(copy.destroy_by + timedelta(minutes=1)):
        (told,) = sent()
    assert "destroyed undecided" in told.subject
    assert come.reference in told.subject


def test_the_retention_rule_of_the_register_destroys_it_too(come, folder, django_capture_on_commit_callbacks):
    """R58, R81: the rule that the policy shows is carried out on this store."""
    with django_capture_on_commit_callbacks(execute=True):
        expire_all(now=timezone.now() + timedelta(days=7, minutes=1))
    assert files_in(folder) == []
    assert IdentityCopy.objects.get().key is None


def test_erasing_the_person_destroys_it(come, ada, folder, django_capture_on_commit_callbacks):
    """R73, R81: with everything else of the person."""
    with django_capture_on_commit_callbacks(execute=True):
        carry_out(begin_erasure(subject_ids=subjects_of(come), actor_id=ada.pk, now=timezone.now()), now=timezone.now())
    assert files_in(folder) == []
    assert IdentityCopy.objects.get().key is None


def test_the_copy_of_one_s_data_tells_of_it_without_the_picture(come):
    """R79: the handler alone sees the picture, also when a colleague makes the package."""
    package = zipfile.ZipFile(BytesIO(package_of(subjects_of(come), now=timezone.now())))
    assert package.namelist() == ["my-data.html", "my-data.json"]
    assert "A masked copy of your identity document" in package.read("my-data.html").decode()


def test_no_backup_has_the_picture_and_a_restored_row_opens_nothing(
    come, ada, folder, settings, django_capture_on_commit_callbacks
):
    """R81: the folder is outside everything a backup packs; a row that comes back without its file ends by itself."""
    for root in (settings.PRIVATE_ROOT, settings.MEDIA_ROOT):
        with packed(Path(root)) as stream:
            assert IdentityCopy.objects.get().file.encode() not in stream.read()
    copy = IdentityCopy.objects.get()
    folder.joinpath(copy.file[:2], copy.file).unlink()
    with pytest.raises(copies.Gone):
        copies.picture_of(copy, by=ada, now=timezone.now())
    copies.sweep(timezone.now())
    copy.refresh_from_db()
    assert (copy.state, copy.key) == (State.OVER, None)


@pytest.mark.parametrize("inside", ["MEDIA_ROOT", "PRIVATE_ROOT", "BACKUP_ROOT"])
def test_a_folder_that_backups_read_is_refused(inside, settings, tmp_path):
    """R81: the site does not start with copies where a backup finds them."""
    assert checks.copies_are_in_no_backup() == []
    setattr(settings, inside, str(tmp_path / "here"))
    settings.ID_COPY_ROOT = tmp_path / "here" / "copies"
    (error,) = checks.copies_are_in_no_backup()
    assert error.id == "rights.E001"


def test_a_file_that_a_crash_left_is_taken_away(come, folder):
    """R81: written, and its row never saved: gone within the hour."""
    copies.folder.write("f" * 32, b"left")
    copies.sweep(timezone.now())
    assert len(files_in(folder)) == 2
    copies.sweep(timezone.now() + timedelta(hours=1, minutes=1))
    assert [path.name for path in files_in(folder)] == [IdentityCopy.objects.get().file]


def test_a_copy_that_came_by_mail_blocks_closing_until_it_is_destroyed(ada):
    """R80: mailed by themselves, as the policy once asked: the mailbox must be emptied of it."""
    data = {
        "right": "access",
        "channel": "access_mailbox",
        "received_on": timezone.localdate().isoformat(),
        "language": "nl",
        "name": "Zsofia",
        "email": ADDRESS,
        "phone": "",
        "words": "",
        "with_copy": "on",
    }
    desk(ada).post(f"{LIST}new/", data)
    request = RightsRequest.objects.get()
    task = request.tasks.get(kind=RequestTask.Kind.MAILBOX)
    now = timezone.now()
    services.answer(request=request, outcome="unverified", text="", reason="", by=ada, now=now)
    with pytest.raises(NotPossible, match="tasks left"):
        services.close(request=request, by=ada, now=now)
    services.finish_task(task=task, by=ada, now=now)
    services.close(request=request, by=ada, now=now)
    request.refresh_from_db()
    assert request.state == "closed"


def test_how_we_know_may_be_a_mailed_copy_only_if_it_is_noted(ask, ada):
    """R80: whoever uses a copy that came by mail has its destruction on the list."""
    request = ask("access")
    said = act(desk(ada), request, "identify", how="copy")
    assert "First write down that they sent a copy" in said.content.decode()
    act(desk(ada), request, "mailed_copy")
    act(desk(ada), request, "identify", how="copy")
    request.refresh_from_db()
    assert request.identity == "copy"
    assert request.tasks.filter(kind="mailbox", done_at=None).exists()


def test_what_blocks_the_answer_names_the_copy_and_its_handler(come, ada):
    """R71: one list, with who does it."""
    found = [blocker for blocker in blockers(come, now=timezone.now()) if "masked copy" in blocker.what]
    assert [blocker.who for blocker in found] == [ada.get_full_name() or ada.username]


def test_no_value_of_it_is_in_the_database_in_clear(come):
    """R81: the key too is encrypted with the site's."""
    copy = IdentityCopy.objects.get()
    with connection.cursor() as cursor:
        cursor.execute("SELECT key FROM privacy_rights_identitycopy WHERE id = %s", [copy.pk])
        assert copy.key not in cursor.fetchone()[0]


def test_keys_rotate_while_it_waits(come, ada, settings):
    """R69: the site's key may be replaced meanwhile."""
    settings.ENCRYPTION_KEYS = [Fernet.generate_key().decode(), *settings.ENCRYPTION_KEYS]
    call_command("rotate_keys", verbosity=0)
    settings.ENCRYPTION_KEYS = settings.ENCRYPTION_KEYS[:1]
    _picture, kind = copies.picture_of(IdentityCopy.objects.get(), by=ada, now=timezone.now())
    assert kind == "image/jpeg"
