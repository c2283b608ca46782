"""A place for backups, keys to them, and files to lose."""

import pyrage
import pytest

from leads.submissions.models import Submission
from privacy.backups import restoring, services
from privacy.personal_data.look_up import find_person
from privacy.retention.erasure import begin_erasure, carry_out
from tests.leads.conftest import ANSWERS

ADDRESS, STAYS = ANSWERS["email"], "stays@example.com"


class Place:
    """Where backups lie, and who may open them."""

    def __init__(self, folder, identity, path):
        self.folder, self.identity, self.path = folder, identity, path
        self.by = [identity]

    def take(self, now):
        """Take a backup; return its name."""
        return services.take_backup(now=now).name

    def restore(self, name, now):
        """Put a backup back; return the report."""
        return restoring.restore(name, by=self.by, now=now)


@pytest.fixture
def place(settings, tmp_path):
    identity = pyrage.x25519.Identity.generate()
    path = tmp_path / "identity.txt"
    path.write_text(f"# public key: {identity.to_public()}\n{identity}\n")
    settings.BACKUP_ROOT = str(tmp_path / "backups")
    settings.BACKUP_RECIPIENTS = [str(identity.to_public())]
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.PRIVATE_ROOT = tmp_path / "private"
    settings.TOMBSTONE_ROOT = tmp_path / "tombstones"
    for root, name in ((settings.MEDIA_ROOT, "images/tyre.webp"), (settings.PRIVATE_ROOT, "uploads/ab/abcd")):
        (root / name).parent.mkdir(parents=True)
        (root / name).write_bytes(name.encode())
    return Place(tmp_path / "backups", identity, path)


@pytest.fixture
def dies_at(monkeypatch):
    """Return a function after which the named step of a restore is killed before it does anything."""

    def at(module, name):
        def dies(*_args, **_kwargs):
            raise KeyboardInterrupt

        monkeypatch.setattr(module, name, dies)

    return at


def erase(address, now):
    return carry_out(
        begin_erasure(subject_ids=find_person(scope="email", value=address), actor_id=None, now=now), now=now
    )


def messages_of(address):
    return Submission.objects.filter(subject__in=find_person(scope="email", value=address))
