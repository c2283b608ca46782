"""Against loss (policy §5): a backup is sealed, whole, goes by its rule, and brings back nobody who was deleted."""

import json
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from io import StringIO

import pyrage
import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from leads.submissions.models import Submission
from privacy.backups import archives, database, rehearsal, restoring, services, signing
from privacy.backups.errors import BackupError
from privacy.backups.models import Backup
from privacy.ledger.selectors import may_use
from privacy.ledger.services import get_or_create_subject, record_basis
from privacy.operations.schedule import plan
from privacy.operations.worker import Worker
from privacy.outbox.models import OutboxMail
from privacy.retention import journal, tombstones
from tests.leads.conftest import ANSWERS, Visitor, contact_form, receive, visitor  # noqa: F401
from tests.privacy.backups.conftest import ADDRESS, STAYS, erase, messages_of

pytestmark = pytest.mark.django_db(transaction=True)
BASIS = {"basis": "consent", "text_hash": "", "release_number": 1, "language": "nl", "channel": "form"}


def everything(place):
    """Return all bytes of all files of all backups."""
    return b"".join(path.read_bytes() for path in place.folder.rglob("*") if path.is_file())


def test_nobody_who_was_deleted_comes_back(receive, place, settings):  # noqa: F811
    """R63: back up, delete a person, lose everything, put it back: the person is gone, a file and everybody else are there.

    Until that is done the health check is red, and the worker sends nothing.
    """
    now = timezone.now()
    receive()
    receive({**ANSWERS, "email": STAYS})
    reader = get_or_create_subject(email="reader@example.com", now=now)
    record_basis(subject=reader, purpose_key="newsletter", action="accepted", now=now, **BASIS)
    name = place.take(now)
    later = timezone.now()
    erase(ADDRESS, later)
    record_basis(subject=reader, purpose_key="newsletter", action="withdrawn", now=later, **BASIS)
    Submission.objects.all().delete()
    (settings.MEDIA_ROOT / "images/tyre.webp").unlink()
    (settings.MEDIA_ROOT / "images/later.webp").write_bytes(b"later")
    manifest = restoring.check(name, place.by)
    restoring.put_back(manifest, place.by)
    # As it came back: everything of the person too, and a mail to them that waits.
    assert messages_of(ADDRESS).count() == 1
    plan(now=timezone.now())
    response = Client().get("/readyz")
    assert response.status_code == 503
    assert response.json()["checks"]["deletions"] == "missing"
    waiting = OutboxMail.objects.filter(state="waiting").count()
    assert Worker().round() is False
    assert OutboxMail.objects.filter(state="waiting").count() == waiting
    report = restoring.bring_up_to_date(manifest, now=timezone.now())
    assert (report.repeated, report.returned, report.ledger_breaks, report.passed) == (2, 0, 0, True)
    assert not messages_of(ADDRESS).exists()
    assert messages_of(STAYS).count() == 1
    assert not may_use(reader, "newsletter")
    assert [path.name for path in (settings.MEDIA_ROOT / "images").iterdir()] == ["tyre.webp"]
    assert (settings.PRIVATE_ROOT / "uploads/ab/abcd").read_bytes() == b"uploads/ab/abcd"
    plan(now=timezone.now())
    assert Client().get("/readyz").json()["checks"]["deletions"] == "ok"


def test_what_is_put_back_can_be_backed_up_and_put_back_again(receive, place):  # noqa: F811
    """R63: append-only triggers, schema and content are those from before, twice over."""
    receive()
    for hours in range(2):
        name = place.take(timezone.now() + timedelta(hours=hours))
        Submission.objects.all().delete()
        assert place.restore(name, timezone.now()).records["leads_submissions.Submission"] == 1
        assert messages_of(ADDRESS).count() == 1
        checked = Client().get("/readyz").json()["checks"]
        assert (checked["migrations"], checked["append_only"]) == ("ok", "ok")


def test_a_journal_that_was_lost_too_comes_from_newer_backups(receive, place):  # noqa: F811
    """R63: an older backup is put back on a new machine; the newer one knows who was deleted between them."""
    now = timezone.now()
    receive()
    older = place.take(now - timedelta(hours=2))
    erase(ADDRESS, now - timedelta(hours=1))
    place.take(now)
    journal._path().unlink()
    assert place.restore(older, now).repeated == 1
    assert not messages_of(ADDRESS).exists()


@pytest.mark.parametrize("harm", ["damaged", "gone", "for somebody else"])
def test_a_newer_backup_that_cannot_be_read_stops_no_older_one(receive, place, settings, harm):  # noqa: F811
    """R63: it may be why the older one is put back."""
    receive()
    now = timezone.now()
    older = place.take(now - timedelta(hours=2))
    if harm == "for somebody else":
        settings.BACKUP_RECIPIENTS = [str(pyrage.x25519.Identity.generate().to_public())]
    newer = place.folder / place.take(now) / "deletions.age"
    if harm == "damaged":
        newer.write_bytes(newer.read_bytes()[:-1])
    elif harm == "gone":
        newer.unlink()
    Submission.objects.all().delete()
    assert place.restore(older, now).passed
    assert messages_of(ADDRESS).count() == 1


def test_a_person_who_came_back_keeps_the_site_shut(receive, place, monkeypatch):  # noqa: F811
    """R63: it is said, and the health check stays red, until somebody has seen to it."""
    receive()
    name = place.take(timezone.now())
    erase(ADDRESS, timezone.now())
    monkeypatch.setattr(restoring, "_still_held", lambda erasure: 3)
    with pytest.raises(CommandError, match="3 records of deleted people came back"):
        call_command("restore", name, "--identity", place.path, "--yes", stdout=StringIO())
    assert journal.restoring()
    assert Client().get("/readyz").status_code == 503


def test_an_error_of_a_rehearsal_quotes_nobody():
    """R69, R63: of what the database says only the kind is kept."""
    done = subprocess.CompletedProcess([], 1, "", f"Traceback\nDETAIL:  Key (email)=({ADDRESS}) already exists.")
    assert rehearsal._report(done) == {"error": "DETAIL"}


def test_whoever_finds_a_backup_reads_nothing(receive, place):  # noqa: F811
    """R61, R63: no name, no word, no file name; not even the site itself can open it."""
    receive()
    name = place.take(timezone.now())
    content = everything(place)
    for word in (ADDRESS, ANSWERS["message"][:20], "Submission", "tyre.webp", "abcd", "CREATE TABLE"):
        assert word.encode() not in content
    other = [pyrage.x25519.Identity.generate()]
    with pytest.raises(BackupError, match="cannot be opened"):
        restoring.check(name, other)
    assert {path.stat().st_mode & 0o077 for path in place.folder.rglob("*.age")} == {0}
    assert {part.name for part in (place.folder / name).iterdir()} == {
        "database.age", "media.age", "private.age", "deletions.age", "manifest.json", "manifest.mac",
    }  # fmt: skip


def test_nobody_stays_signed_in_through_a_backup(admin_client, place):
    """R63: sessions are not backed up; the account is."""
    assert admin_client.get("/admin/").status_code == 200
    place.restore(place.take(timezone.now()), timezone.now())
    assert admin_client.get("/admin/").status_code == 302


@pytest.mark.parametrize("part", ["database", "media", "private", "deletions"])
@pytest.mark.parametrize("harm", ["cut", "flipped", "gone"])
def test_a_damaged_backup_is_refused_before_anything_is_touched(place, receive, part, harm):  # noqa: F811
    """R63: a byte, the end, or a file: one sentence, and what is here stays."""
    receive()
    name = place.take(timezone.now())
    path = place.folder / name / f"{part}.age"
    content = path.read_bytes()
    if harm == "cut":
        path.write_bytes(content[:-20])
    elif harm == "flipped":
        path.write_bytes(content[:-20] + bytes([content[-20] ^ 1]) + content[-19:])
    else:
        path.unlink()
    with pytest.raises(BackupError, match=part):
        place.restore(name, timezone.now())
    assert messages_of(ADDRESS).count() == 1
    assert not journal.restoring()


@pytest.mark.parametrize("harm", ["cut", "flipped"])
def test_a_backup_damaged_after_the_check_leaves_the_database_as_it_was(place, receive, harm):  # noqa: F811
    """R63: what breaks off while it is loaded is no database; nothing of it stays."""
    receive()
    name = place.take(timezone.now())
    manifest = restoring.check(name, place.by)
    path = place.folder / name / "database.age"
    content = path.read_bytes()
    middle = len(content) // 2
    path.write_bytes(content[:middle] if harm == "cut" else content[:middle] + b"\0" + content[middle + 1 :])
    with pytest.raises(BackupError):
        restoring.put_back(manifest, place.by)
    assert messages_of(ADDRESS).count() == 1
    # It was begun: the site is not ready until somebody ends it.
    assert journal.restoring()


@pytest.mark.faults
@pytest.mark.parametrize(
    ("module", "step"),
    [
        (restoring, "_learn_from_newer"),
        (database, "load"),
        (archives, "unpack"),
        (archives, "_swap"),
        (restoring, "call_command"),
        (tombstones, "catch_up"),
        (restoring, "verify"),
        (journal, "end_restore"),
    ],
)
def test_a_restore_killed_at_any_step_is_completed_by_the_same_command(place, receive, dies_at, module, step):  # noqa: F811
    """R63, P5: what is half done is not presented as done: not ready until the second run has ended."""
    receive()
    name = place.take(timezone.now())
    erase(ADDRESS, timezone.now())
    dies_at(module, step)
    with pytest.raises((KeyboardInterrupt, BackupError)):
        restoring.restore(name, by=place.by, now=timezone.now())
    assert journal.restoring()
    assert Client().get("/readyz").status_code == 503


def test_after_a_kill_the_second_run_completes(place, receive, monkeypatch):  # noqa: F811
    """R63, P5: killed while it catches up, run again: one deletion, carried out."""
    receive()
    name = place.take(timezone.now())
    erase(ADDRESS, timezone.now())
    with monkeypatch.context() as patch:
        patch.setattr(tombstones, "_subjects_by_mark", lambda entries: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            place.restore(name, timezone.now())
    assert messages_of(ADDRESS).exists()
    assert place.restore(name, timezone.now()).passed
    assert not messages_of(ADDRESS).exists()
    assert not journal.restoring()


@pytest.mark.faults
def test_a_backup_that_breaks_off_has_no_name(place, monkeypatch):
    """R63: what is not whole cannot be taken for a backup, and is cleared away."""
    monkeypatch.setattr(archives, "_add", lambda *args: (_ for _ in ()).throw(PermissionError))
    with pytest.raises(BackupError, match="could not be read: PermissionError"):
        place.take(timezone.now())
    assert services.backups() == []
    assert list(place.folder.iterdir()) == []
    assert not Backup.objects.exists()


def test_backups_go_by_their_rule(place):
    """R58, R63: 35 days, from the release in force; what a killed process left goes after a day."""
    now = datetime(2026, 11, 29, 2, 0, tzinfo=UTC)
    old, kept = place.take(now - timedelta(days=36)), place.take(now - timedelta(days=34))
    for left in (now - timedelta(days=2), now - timedelta(hours=2)):
        (place.folder / f"{services.UNFINISHED}{left:%Y%m%dT%H%M%SZ}").mkdir()
    new = place.take(now)
    assert services.backups() == [new, kept]
    assert not (place.folder / old).exists()
    assert len(list(place.folder.glob(f"{services.UNFINISHED}*"))) == 1
    assert [backup.name for backup in Backup.objects.all()] == [new, kept]


def test_a_backup_needs_its_keys(place, settings):
    """R61, R63: without the key of its time a backup is unreadable; that is said before anything is touched."""
    name = place.take(timezone.now())
    settings.ENCRYPTION_KEYS = ["bmV3LW5ldy1uZXctbmV3LW5ldy1uZXctbmV3LW5lMDE="]
    with pytest.raises(BackupError, match=r"needs the key [0-9a-f]{8} in ENCRYPTION_KEYS"):
        place.restore(name, timezone.now())


def test_another_engine_another_version_another_name(place):
    """R63: each is one sentence."""
    name = place.take(timezone.now())
    path = place.folder / name / services.MANIFEST
    values = json.loads(path.read_text())
    for change, said in (
        ({"engine": "oracle"}, "is of oracle"),
        ({"format": services.FORMAT + 1}, "another version"),
        ({"parts": 3}, "manifest of backup .* is damaged"),
    ):
        path.write_text(json.dumps({**values, **change}))
        path.with_name(services.SEAL).write_text(signing.sign(path.read_text()))
        with pytest.raises(BackupError, match=said):
            restoring.check(name, place.by)
    for wrong in ("20200101T000000Z", "../backups"):
        with pytest.raises(BackupError, match="no backup"):
            restoring.check(wrong, place.by)


def test_a_link_in_an_archive_leads_nowhere(place, settings, tmp_path):
    """R63: a link out of the folder is not followed, and not put back."""
    (tmp_path / "secret").write_text("not ours")
    (settings.MEDIA_ROOT / "link").symlink_to(tmp_path / "secret")
    place.restore(place.take(timezone.now()), timezone.now())
    assert not (settings.MEDIA_ROOT / "link").exists()
    assert (tmp_path / "secret").exists()


def test_memory_stays_flat():
    """P5, R63: half a gigabyte passes through while less than a tenth of it is held."""
    code = (
        "import io, pyrage, resource\n"
        "from privacy.backups.encryption import Measured, seal\n"
        "class Zeros(io.RawIOBase):\n"
        "    left = 1 << 29\n"
        "    def readable(self): return True\n"
        "    def readinto(self, b):\n"
        "        n = min(len(b), self.left); self.left -= n; b[:n] = bytes(n); return n\n"
        "before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        "sealed = Measured()\n"
        "seal(io.BufferedReader(Zeros()), sealed, to=[pyrage.x25519.Identity.generate().to_public()])\n"
        "assert sealed.size > 1 << 29\n"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)\n"
    )
    grown = int(subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout)
    assert grown < 50_000
