"""Whoever can write to the backup folder knows for whom to seal, and is believed nothing."""

import gzip
import hashlib
import io
import json
import shutil
from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from privacy.backups import encryption, restoring, services
from privacy.backups.errors import BackupError
from privacy.retention import journal
from tests.leads.conftest import ANSWERS, contact_form, receive, visitor  # noqa: F401
from tests.privacy.backups.conftest import ADDRESS, STAYS, erase, messages_of

pytestmark = pytest.mark.django_db(transaction=True)


def forge(place, settings, when, *, version, **contents):
    """Write a backup as anybody can who knows the recipient and how backups look; return its name."""
    name = when.astimezone(UTC).strftime(services.STAMP)
    (place.folder / name).mkdir(parents=True)
    parts = {}
    for part in ("database", "media", "private", "deletions"):
        sealed = io.BytesIO()
        to = encryption.recipients(settings.BACKUP_RECIPIENTS)
        encryption.seal(io.BytesIO(contents.get(part, b"")), sealed, to=to)
        (place.folder / name / f"{part}.age").write_bytes(sealed.getvalue())
        parts[part] = {"size": len(sealed.getvalue()), "sha256": hashlib.sha256(sealed.getvalue()).hexdigest()}
    manifest = {
        "format": version, "name": name, "taken_at": when.isoformat(), "engine": connection.vendor,
        "keys": services.keys_in_use(), "parts": parts,
    }  # fmt: skip
    (place.folder / name / services.MANIFEST).write_text(json.dumps(manifest))
    return name


@pytest.fixture
def opened(monkeypatch):
    """The names of sealed files that were opened."""
    names, open_sealed = [], encryption.open_sealed
    monkeypatch.setattr(
        restoring, "open_sealed", lambda path, *a, **k: (names.append(path.name), open_sealed(path, *a, **k))
    )
    return names


@pytest.mark.parametrize("version", [1, services.FORMAT])
@pytest.mark.parametrize("signed", ["not at all", "by another backup", "by a key of their own", "by nonsense"])
def test_a_forged_backup_runs_nothing_and_is_not_even_opened(
    place,
    settings,
    tmp_path,
    opened,
    version,
    signed,
    receive,  # noqa: F811
):
    """R63, R61: a dump with a shell command in it, sealed for the right person, is refused by its first file."""
    receive()
    marker = tmp_path / "a-shell-was-here"
    dump = gzip.compress(f"\\! touch {marker}\nCOPY (SELECT 1) TO PROGRAM 'touch {marker}';\n".encode())
    name = forge(place, settings, datetime(2026, 11, 1, tzinfo=UTC), version=version, database=dump)
    seal = place.folder / name / services.SEAL
    if signed == "by another backup":
        ours = place.take(timezone.now())
        shutil.copy(place.folder / ours / services.SEAL, seal)
    elif signed == "by a key of their own":
        seal.write_text(f"{'0' * 8} {'0' * 64}")
    elif signed == "by nonsense":
        seal.write_bytes(b"\xff\x00")
    for arguments in (["--check"], ["--yes"]):
        with pytest.raises(CommandError, match=name) as refusal:
            call_command("restore", name, "--identity", place.path, *arguments, stdout=StringIO())
    said = str(refusal.value)
    assert ("put it back with the version of the software that took it" in said) == (signed == "not at all")
    assert not marker.exists()
    assert opened == []
    assert messages_of(ADDRESS).count() == 1
    assert not journal.restoring()


def test_a_manifest_that_was_changed_is_refused(place, receive, opened):  # noqa: F811
    """R63: another hash, so that another file would be taken for ours; one more part; one letter."""
    receive()
    name = place.take(timezone.now())
    path = place.folder / name / services.MANIFEST
    text = path.read_text()
    for changed in (text.replace('"sha256": "', '"sha256": "0', 1), text.replace("{", '{"more": {}, ', 1), text + " "):
        assert changed != text
        path.write_text(changed)
        with pytest.raises(BackupError, match="not what this site signed"):
            place.restore(name, timezone.now())
    assert opened == []
    path.write_text(text)
    assert place.restore(name, timezone.now()).passed


def test_an_older_backup_does_not_pass_for_a_newer_one(place, receive):  # noqa: F811
    """R63: its name is signed with it, so that nobody brings an old state back under a new date."""
    receive()
    name = place.take(timezone.now() - timedelta(days=3))
    later = timezone.now().astimezone(UTC).strftime(services.STAMP)
    (place.folder / name).rename(place.folder / later)
    with pytest.raises(BackupError, match=f"What lies in {later} is the backup {name}"):
        place.restore(later, timezone.now())


@pytest.mark.parametrize("part", ["database", "media", "private"])
def test_a_part_that_is_exchanged_after_the_check_does_not_arrive(place, receive, settings, part):  # noqa: F811
    """R63: what is loaded is measured as well, not only what was looked at before."""
    receive()
    name = place.take(timezone.now())
    manifest = restoring.check(name, place.by)
    other = place.take(timezone.now() + timedelta(hours=1))
    shutil.copy(place.folder / other / f"{part}.age", place.folder / name / f"{part}.age")
    messages_of(ADDRESS).delete()
    with pytest.raises(BackupError, match=r"not as it was written|cannot be read"):
        restoring.put_back(manifest, place.by)
    assert journal.restoring()
    if part == "database":
        assert not messages_of(ADDRESS).exists()
    assert (settings.MEDIA_ROOT / "images/tyre.webp").exists()
    assert not list(settings.PRIVATE_ROOT.glob(".arriving"))


def test_a_forged_journal_in_a_newer_backup_deletes_nobody(place, receive, settings):  # noqa: F811
    """R63: deletions are learnt from newer backups that this site signed alone."""
    now = timezone.now()
    receive()
    receive({**ANSWERS, "email": STAYS})
    older = place.take(now - timedelta(days=2))
    erase(ADDRESS, now - timedelta(days=1))
    entries = journal._path().read_bytes()
    journal._path().unlink()
    forge(place, settings, now, version=services.FORMAT, deletions=entries)
    assert place.restore(older, now).repeated == 0
    assert messages_of(ADDRESS).count() == messages_of(STAYS).count() == 1


def test_a_backup_of_an_older_key_is_told_what_it_needs(place, settings):
    """R63: the key of its time goes back to the end of the list; a new one signs from now on."""
    old = settings.TOMBSTONE_KEYS
    name = place.take(timezone.now())
    settings.TOMBSTONE_KEYS = ["another-tombstone-key-0123456789abcdef0123456"]
    with pytest.raises(BackupError, match="TOMBSTONE_KEYS does not hold: put the key of its time back"):
        restoring.check(name, place.by)
    settings.TOMBSTONE_KEYS = [*settings.TOMBSTONE_KEYS, *old]
    assert restoring.check(name, place.by).name == name
