"""A copy of an identity document does not stay: not in the folder, not in a backup, not in a mailbox."""

import zipfile
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
import time_machine
from cryptography.fernet import Fernet
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from privacy.backups.archives import packed
from privacy.register.selectors import released_register
from privacy.retention.erasure import begin_erasure, carry_out
from privacy.retention.expiry import expire_all
from privacy.rights import checks, id_documents, services, who
from privacy.rights.models import IdentityCopy, RequestTask, RightsRequest
from privacy.rights.sar_archive import archive_of
from privacy.rights.selectors import blockers
from privacy.rights.steps import NotPossible, asker_of, subjects_of
from tests.privacy.rights.conftest import ADDRESS, LIST, act, desk, sent
from tests.privacy.rights.copies.conftest import files_in

pytestmark = pytest.mark.django_db
State = IdentityCopy.State


@pytest.mark.parametrize("how", ["identified", "answered"])
def test_once_it_is_not_needed_it_is_destroyed(how, come, ada, folder, django_capture_on_commit_callbacks):
    """R81: another way showed who asks, or the request is answered: the copy goes at once."""
    with django_capture_on_commit_callbacks(execute=True):
        if how == "identified":
            who.identify(request=come, how="known", by=ada, now=timezone.now())
        else:
            services.answer(request=come, outcome="unverified", text="", reason="", by=ada, now=timezone.now())
    assert files_in(folder) == []
    assert IdentityCopy.objects.get().state == State.OVER


def test_undecided_it_is_gone_within_seven_days(come, folder, django_capture_on_commit_callbacks):
    """R81: by the clock, also when a run is late; from then on nobody can open it."""
    copy = IdentityCopy.objects.get()
    assert released_register().retention("identity-copies").value == 7
    assert copy.destroy_by <= copy.received_at + timedelta(days=7) - timedelta(hours=1)
    with django_capture_on_commit_callbacks(execute=True):
        id_documents.sweep(copy.destroy_by - timedelta(seconds=1))
    assert len(files_in(folder)) == 1
    with time_machine.travel(copy.destroy_by), pytest.raises(id_documents.Gone):
        id_documents.picture_of(copy, by=copy.handler, now=timezone.now())
    with django_capture_on_commit_callbacks(execute=True):
        id_documents.sweep(copy.destroy_by)
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
    package = zipfile.ZipFile(BytesIO(archive_of(subjects_of(come), now=timezone.now())))
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
    with pytest.raises(id_documents.Gone):
        id_documents.picture_of(copy, by=ada, now=timezone.now())
    id_documents.sweep(timezone.now())
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
    id_documents.folder.write("f" * 32, b"left")
    id_documents.sweep(timezone.now())
    assert len(files_in(folder)) == 2
    id_documents.sweep(timezone.now() + timedelta(hours=1, minutes=1))
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
    found = [blocker for blocker in blockers(come, asker_of(come), now=timezone.now()) if "masked copy" in blocker.what]
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
    _picture, kind = id_documents.picture_of(IdentityCopy.objects.get(), by=ada, now=timezone.now())
    assert kind == "image/jpeg"
