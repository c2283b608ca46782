"""What was deleted or ended stays so in a database that is older than that."""

import json
from datetime import timedelta
from io import StringIO

import pytest
from django.conf import settings as configured
from django.core.management import call_command
from django.utils import timezone

from leads.submissions.models import Submission
from privacy.ledger.models import LedgerEvent, Subject
from privacy.ledger.selectors import may_use
from privacy.ledger.services import get_or_create_subject, record_basis
from privacy.ledger.verify import verify
from privacy.operations.health import concerns
from privacy.operations.integrity import verify as verify_integrity
from privacy.operations.schedule import plan
from privacy.operations.worker import Worker
from privacy.outbox.models import OutboxMail
from privacy.personal_data.look_up import find_person
from privacy.register.selectors import current_release
from privacy.retention import erasure as erasing
from privacy.retention import journal, tombstones
from privacy.retention.erasure import begin_erasure, carry_out
from privacy.retention.expiry import expire_all
from privacy.retention.models import Erasure, Tombstone
from privacy.retention.precondition import DeletionsKnown
from tests.leads.conftest import ANSWERS, Visitor, contact_form, receive, visitor  # noqa: F401
from tests.privacy.retention.conftest import NOW

pytestmark = pytest.mark.django_db
ADDRESS = ANSWERS["email"]


@pytest.fixture
def written(django_capture_on_commit_callbacks):
    """Return a function that commits what a call does, as far as the journal can see it."""

    def run(function, *args, **kwargs):
        with django_capture_on_commit_callbacks(execute=True):
            return function(*args, **kwargs)

    return run


def the_file():
    return configured.TOMBSTONE_ROOT / journal.NAME


def erase(address, written, now):
    erasure = written(begin_erasure, subject_ids=find_person(scope="email", value=address), actor_id=None, now=now)
    return carry_out(erasure, now=now)


def accepted(now, address="reader@example.com"):
    subject = get_or_create_subject(email=address, now=now)
    common = {
        "text_hash": "",
        "release_number": current_release().number,
        "language": "nl",
        "channel": "form",
        "basis": "consent",
    }
    record_basis(subject=subject, purpose_key="newsletter", action="accepted", now=now, **common)
    return subject, common


def older():
    """Make the database one that has never heard of what the journal says."""
    Tombstone.objects.all().delete()
    Erasure.objects.all().delete()


def test_an_older_database_forgets_again_who_was_deleted(receive, written):  # noqa: F811
    """R63: put back from before the deletion, the person is deleted once more, nobody else is, and no mail goes out."""
    now = timezone.now()
    receive()
    receive({**ANSWERS, "email": "stays@example.com"})
    backup = list(Submission.objects.all())
    marked = {str(pk) for pk in Subject.objects.values_list("public_id", flat=True)}
    (gone,) = [entry for entry in backup if entry.subject_id in find_person(scope="email", value=ADDRESS)]
    leave = written(tombstones.leave, "erased", subject_ids=[gone.subject_id], now=now)
    line = the_file().read_text()
    assert not any(word in line for word in (ADDRESS, *marked))
    assert len(line.splitlines()) == 1
    assert Tombstone.objects.get(pk=leave.pk).marks == []
    assert not tombstones.is_behind(now=NOW)
    older()
    assert tombstones.is_behind(now=NOW)
    queued = OutboxMail.objects.filter(subject_id=gone.subject_id)
    assert queued.exists()
    Worker().round()
    assert not tombstones.is_behind(now=NOW)
    assert not queued.exists()
    assert not Submission.objects.filter(pk=gone.pk).exists()
    assert Submission.objects.filter(subject__in=find_person(scope="email", value="stays@example.com")).count() == 1
    assert Erasure.objects.get().finished_at


def test_erasing_leaves_its_mark_before_anything_is_gone(receive, written, monkeypatch):  # noqa: F811
    """R63: killed in the middle, the journal knows of it already; the end is not presented as reached."""
    receive()
    monkeypatch.setattr(erasing, "carry_out", None)
    written(begin_erasure, subject_ids=find_person(scope="email", value=ADDRESS), actor_id=None, now=timezone.now())
    (entry,) = journal.entries()
    assert entry.id == Erasure.objects.get(finished_at=None).tombstone
    assert Submission.objects.exists()


@pytest.mark.faults
def test_killed_while_catching_up_it_goes_on(receive, written, monkeypatch):  # noqa: F811
    """R63: the database stays behind until all is done, and one erasure is gone on with."""
    now = timezone.now()
    receive()
    subjects = find_person(scope="email", value=ADDRESS)
    written(tombstones.leave, "erased", subject_ids=subjects, now=now)
    older()
    batch, calls = erasing._erase_batch, []

    def dies(*args):
        calls.append(args)
        if len(calls) == 4:
            raise KeyboardInterrupt
        return batch(*args)

    monkeypatch.setattr(erasing, "_erase_batch", dies)
    with pytest.raises(KeyboardInterrupt):
        tombstones.catch_up(now=now)
    assert tombstones.is_behind(now=NOW)
    assert Erasure.objects.get().finished_at is None
    monkeypatch.setattr(erasing, "_erase_batch", batch)
    assert tombstones.catch_up(now=now) == 1
    assert Erasure.objects.get().finished_at
    assert not tombstones.is_behind(now=NOW)
    assert tombstones.catch_up(now=now) == 0


def test_a_withdrawal_outlives_an_older_database(written, now, in_use):
    """R63, R77: the newest word is the person's. What they said after a withdrawal is theirs too."""
    in_use("newsletter")
    subject, common = accepted(now)
    later = now + timedelta(hours=1)
    written(record_basis, subject=subject, purpose_key="newsletter", action="withdrawn", now=later, **common)
    assert [entry.kind for entry in journal.entries()] == ["withdrawn"]
    Tombstone.objects.all().delete()
    # As before the withdrawal: the same person, in an older database, under the same random id.
    old, public_id = get_or_create_subject(email="older@example.com", now=now), subject.public_id
    Subject.objects.filter(pk=subject.pk).update(public_id="00000000-0000-4000-8000-000000000000")
    Subject.objects.filter(pk=old.pk).update(public_id=public_id)
    record_basis(subject=old, purpose_key="newsletter", action="accepted", now=now, **common)
    assert may_use(old, "newsletter")
    assert tombstones.catch_up(now=later) == 1
    assert not may_use(old, "newsletter")
    event = LedgerEvent.objects.get(subject=old, action="withdrawn")
    assert (event.at, event.channel, event.text_hash) == (later, "restored", common["text_hash"])
    assert list(verify()) == []
    assert tombstones.catch_up(now=later) == 0
    assert len(journal.entries()) == 1


def test_the_health_check_is_red_until_it_has_caught_up(client, written, now):
    """R63, P6: without the replay the site is not ready, and staff read why."""
    subject = get_or_create_subject(email="a@example.com", now=now)
    written(tombstones.leave, "erased", subject_ids=[subject.pk], now=now)
    plan(now=timezone.now())
    assert client.get("/readyz").json()["checks"]["deletions"] == "ok"
    Tombstone.objects.all().delete()
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json()["checks"]["deletions"] == "missing"
    assert any("older than deletions" in said for said in concerns(now=timezone.now()))
    tombstones.catch_up(now=now)
    assert client.get("/readyz").status_code == 200


def test_a_journal_that_is_away_loses_nothing(client, written, now, settings, tmp_path):
    """R63: the deletion goes on, the health check turns red, and the entry is written when the folder is back."""
    plan(now=timezone.now())
    settings.TOMBSTONE_ROOT = tmp_path / "away"
    (tmp_path / "away").write_text("a file where the folder should be")
    subject = get_or_create_subject(email="a@example.com", now=now)
    written(tombstones.leave, "erased", subject_ids=[subject.pk], now=timezone.now() - timedelta(hours=1))
    assert client.get("/readyz").json()["checks"]["deletions"] == "late"
    (tmp_path / "away").unlink()
    (tmp_path / "away" / journal.NAME).mkdir(parents=True)
    assert client.get("/readyz").json()["checks"]["deletions"] == "away"
    (tmp_path / "away" / journal.NAME).rmdir()
    assert client.get("/readyz").json()["checks"]["deletions"] == "late"
    assert tombstones.write_out(timezone.now()) == 1
    assert len(journal.entries()) == 1
    assert client.get("/readyz").json()["checks"]["deletions"] == "ok"


def test_half_a_line_swallows_no_other(written, now):
    """R63: a process killed while writing leaves half a line; its entry is written again, and the next one is whole."""
    subject = get_or_create_subject(email="a@example.com", now=now)
    first = written(tombstones.leave, "erased", subject_ids=[subject.pk], now=now)
    text = the_file().read_text()
    the_file().write_text(text + text[: len(text) // 2])
    second = written(tombstones.leave, "erased", subject_ids=[subject.pk], now=now)
    assert [entry.id for entry in journal.entries()] == [first.pk, second.pk] == [e.id for e in journal.newest()]


def test_the_newest_entries_are_read_without_the_rest(written, now):
    """R63: the health check of a long journal reads its end."""
    entries = [
        journal.Entry(id=row.pk, kind="erased", at=now, marks=("f" * 64,), key_id="0" * 8)
        for row in (Tombstone() for _ in range(2_000))
    ]
    journal.append(entries)
    newest = journal.newest()
    assert 100 < len(newest) < 500
    assert newest == entries[-len(newest) :]
    assert journal.entries() == entries
    assert tombstones.is_behind(now=NOW)


def test_marks_go_when_no_backup_is_older(written, now):
    """R58, R63: rule `backups` ends the rows and the lines; a dry run ends neither."""
    subject = get_or_create_subject(email="a@example.com", now=now)
    for days in (36, 34):
        written(tombstones.leave, "erased", subject_ids=[subject.pk], now=now - timedelta(days=days))
    written(expire_all, now=now, dry_run=True)
    assert len(journal.entries()) == Tombstone.objects.count() == 2
    written(expire_all, now=now)
    assert len(journal.entries()) == Tombstone.objects.count() == 1
    assert not tombstones.is_behind(now=NOW)


def test_an_entry_older_than_any_backup_touches_nobody(receive, written):  # noqa: F811
    """R63: its row has gone by rule. Whom it names may be here again, with what they have given since."""
    now = timezone.now()
    receive()
    subjects = find_person(scope="email", value=ADDRESS)
    written(tombstones.leave, "erased", subject_ids=subjects, now=now - timedelta(days=36))
    older()
    assert not tombstones.is_behind(now=now)
    assert tombstones.catch_up(now=now) == 0
    assert Submission.objects.exists()


def test_the_journal_follows_a_new_key(written, now, settings):
    """R61, R63: after `rotate_keys` the newest key alone finds whom an entry is about."""
    subject = get_or_create_subject(email="a@example.com", now=now)
    written(tombstones.leave, "erased", subject_ids=[subject.pk], now=now)
    settings.TOMBSTONE_KEYS = ["rotated-tombstone-key-0123456789abcdef", *settings.TOMBSTONE_KEYS]
    assert set(tombstones._subjects_by_mark(journal.entries()).values()) == {subject.pk}
    call_command("rotate_keys", stdout=StringIO())
    lines = [json.loads(line) for line in the_file().read_text().splitlines()]
    assert {line["key_id"] for line in lines} == {tombstones.hashing.tombstone_key_id()}
    assert set(tombstones._subjects_by_mark(journal.entries()).values()) == {subject.pk}
    call_command("rotate_keys", stdout=StringIO())
    assert [json.loads(line) for line in the_file().read_text().splitlines()] == lines


def test_a_journal_that_is_lost_turns_the_site_red_at_once(client, written, now):
    """R63, P6: the file is gone, emptied, or another one with newer lines; staff read what to do before it is too late."""
    plan(now=timezone.now())
    subject = get_or_create_subject(email="a@example.com", now=now)
    written(tombstones.leave, "erased", subject_ids=[subject.pk], now=timezone.now())
    whole = the_file().read_text()
    assert client.get("/readyz").status_code == 200
    for lose in (the_file().unlink, lambda: the_file().write_text("")):
        lose()
        response = client.get("/readyz")
        assert (response.status_code, response.json()["checks"]["deletions"]) == (503, "lost")
        assert "Put it back into TOMBSTONE_DIR" in concerns(now=timezone.now())[0]
    written(tombstones.leave, "erased", subject_ids=[subject.pk], now=timezone.now())
    assert client.get("/readyz").json()["checks"]["deletions"] == "lost"
    assert len(verify_integrity("journal", timezone.now())) == 1
    the_file().write_text(whole + the_file().read_text())
    assert verify_integrity("journal", timezone.now()) == []
    assert client.get("/readyz").status_code == 200


def test_a_journal_lost_before_anything_was_deleted_is_missed(client, written):
    """R63: the worker begins it with a line that database and journal share; an older database has it too."""
    plan(now=timezone.now())
    written(DeletionsKnown(), timezone.now())
    assert [entry.kind for entry in journal.entries()] == ["begun"]
    assert client.get("/readyz").status_code == 200
    written(DeletionsKnown(), timezone.now())
    assert len(journal.entries()) == 1
    the_file().unlink()
    assert client.get("/readyz").json()["checks"]["deletions"] == "lost"


def test_the_first_line_stays_when_others_go(written, now):
    """R58, R63: rule `backups` ends marks, not what tells that there is a journal."""
    written(tombstones.begin, now=now - timedelta(days=90))
    subject = get_or_create_subject(email="a@example.com", now=now)
    written(tombstones.leave, "erased", subject_ids=[subject.pk], now=now - timedelta(days=36))
    written(expire_all, now=now)
    assert [entry.kind for entry in journal.entries()] == ["begun"]
    assert not tombstones.is_lost(now=now)
