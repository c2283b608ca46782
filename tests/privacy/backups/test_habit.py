"""Making backups a habit: the commands, the rehearsal, the daily job and what staff learn of it, the settings."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from privacy.backups import checks, clock, rehearsal, services
from privacy.backups.errors import BackupError
from privacy.backups.models import Rehearsal
from privacy.retention import journal
from tests.leads.conftest import ANSWERS, Visitor, contact_form, receive, visitor  # noqa: F401
from tests.privacy.backups.conftest import ADDRESS, STAYS, erase, messages_of

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_commands_say_what_they_did(place, receive, monkeypatch):  # noqa: F811
    """R63: take one, list, check, and put it back after a typed word."""
    receive()
    out = StringIO()
    call_command("backup", stdout=out)
    (name,) = services.backups()
    assert name in out.getvalue()
    call_command("restore", stdout=out)
    call_command("restore", name, "--identity", place.path, "--check", stdout=out)
    assert f"{name} is whole" in out.getvalue()
    monkeypatch.setattr("builtins.input", lambda question: "no")
    with pytest.raises(CommandError, match="Nothing was changed"):
        call_command("restore", name, "--identity", place.path, stdout=out)
    erase(ADDRESS, timezone.now())
    monkeypatch.setattr("builtins.input", lambda question: "RESTORE")
    call_command("restore", name, "--identity", place.path, stdout=out)
    assert "1  deletions and withdrawals since" in out.getvalue()
    assert ADDRESS not in out.getvalue()
    with pytest.raises(CommandError, match="--identity"):
        call_command("restore", name)
    place.path.write_text("nothing")
    with pytest.raises(CommandError, match="identities"):
        call_command("restore", name, "--identity", place.path)


def test_a_rehearsal_proves_it_and_touches_nothing(place, receive):  # noqa: F811
    """R63: the same command in a place of its own; what it found is kept, in counts."""
    now = timezone.now()
    receive()
    receive({**ANSWERS, "email": STAYS})
    name = place.take(now)
    erase(ADDRESS, now)
    out = StringIO()
    call_command("rehearse_restore", "--identity", place.path, stdout=out)
    kept = Rehearsal.objects.get()
    assert (kept.passed, kept.backup_name) == (True, name)
    assert (kept.report["repeated"], kept.report["returned"]) == (1, 0)
    assert kept.report["records"]["leads_submissions.Submission"] == 1
    assert "0  records of deleted people found afterwards" in out.getvalue()
    assert messages_of(STAYS).count() == 1
    assert not journal.restoring()
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_database WHERE datname = %s", [rehearsal.SCRATCH])
            assert cursor.fetchone() == (0,)


def test_a_rehearsal_that_fails_is_kept_and_told(place):
    """R63, E2: staff read it until one passes."""
    name = place.take(timezone.now())
    path = place.folder / name / "database.age"
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(CommandError, match=r"database in backup .* is not as it was written"):
        call_command("rehearse_restore", "--identity", place.path)
    assert not Rehearsal.objects.get().passed
    assert "failed in the rehearsal" in clock.concerns(timezone.now())[0]


def test_the_worker_takes_one_a_day_and_staff_learn_when_it_stops(place, settings):
    """R63: by the clock, where a place is set; nothing is asked of a site without one."""
    now = timezone.now()
    clock.daily_backup(now)
    assert len(services.backups()) == 1
    assert clock.concerns(now + timedelta(days=1)) == []
    assert "last backup is of" in clock.concerns(now + timedelta(days=3))[0]
    assert "whether a backup can be put back" in clock.concerns(now + timedelta(days=8))[-1]
    settings.BACKUP_ROOT = ""
    clock.daily_backup(now)
    assert clock.concerns(now + timedelta(days=8)) == []


def test_settings_that_cannot_work_are_said_at_the_start(place, settings):
    """R63: a place without a recipient, a word that is none, and a deployment without backups."""
    assert checks.backups_can_be_sealed() == []
    for wrong in ([], ["age1nobody"]):
        settings.BACKUP_RECIPIENTS = wrong
        assert [error.id for error in checks.backups_can_be_sealed()] == ["backups.E001"]
        with pytest.raises(BackupError):
            place.take(timezone.now())
    assert checks.backups_are_made() == []
    settings.BACKUP_ROOT, settings.BACKUP_RECIPIENTS = "", [str(place.identity.to_public())]
    assert checks.backups_can_be_sealed() == []
    assert [warning.id for warning in checks.backups_are_made()] == ["backups.W001"]
    with pytest.raises(CommandError, match="BACKUP_DIR"):
        call_command("backup")
