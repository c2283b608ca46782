"""The commands about one person: what they ask, show, delete and write, and that they print nothing of anybody."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from leads.submissions.models import Submission
from privacy.retention.erasure import begin_erasure
from privacy.retention.models import Erasure
from tests.leads.conftest import visitor  # noqa: F401
from tests.leads.inbox.conftest import anna, staff  # noqa: F401
from tests.leads.submissions.spam.conftest import file_form, folder  # noqa: F401
from tests.privacy.retention.test_erasure import ADDRESS, VALUES, heard, person  # noqa: F401

pytestmark = pytest.mark.django_db


def answers(monkeypatch, *typed, secret):
    lines = iter(typed)
    monkeypatch.setattr("builtins.input", lambda prompt: next(lines))
    monkeypatch.setattr("privacy.retention.asking_who.getpass", lambda prompt: secret)


def run():
    out = StringIO()
    call_command("erase_person", stdout=out)
    return out.getvalue()


def test_the_command_shows_what_would_go_and_deletes_after_a_word(person, monkeypatch):  # noqa: F811
    """R73, R69: counts and reasons; no value of the person is printed."""
    answers(monkeypatch, "no", secret=ADDRESS)
    with pytest.raises(CommandError, match="Nothing was deleted"):
        run()
    assert Submission.objects.filter(subject__in=person).count() == 4
    assert not Erasure.objects.exists()
    answers(monkeypatch, "ERASE", secret=ADDRESS)
    told = run()
    assert "4  removed: Messages to us" in told
    assert "kept: Proof of what was shown and chosen." in told
    assert "is finished." in told
    assert not any(word in told.lower() for word in VALUES)
    answers(monkeypatch, secret="nobody@example.com")
    assert "Nothing is held of this person." in run()


def test_the_command_goes_on_with_what_was_cut_off(person, monkeypatch):  # noqa: F811
    """P5: before it asks for anybody else."""
    begin_erasure(subject_ids=person, actor_id=None, now=timezone.now())
    answers(monkeypatch, secret="nobody@example.com")
    assert "was cut off: going on." in run()
    assert not Submission.objects.filter(subject__in=person).exists()


def test_the_copy_is_a_new_file_for_its_owner_alone(person, monkeypatch, tmp_path, heard):  # noqa: F811
    """R72, R69: everything held, as JSON; an existing file is not written over; nothing of it is printed or logged."""
    file = tmp_path / "copy.json"

    def copy(secret):
        answers(monkeypatch, secret=secret)
        out = StringIO()
        call_command("copy_person", str(file), stdout=out)
        return out.getvalue()

    assert "Nothing is held" in copy("nobody@example.com")
    assert not file.exists()
    told = copy(ADDRESS)
    assert file.stat().st_mode & 0o077 == 0
    written = json.loads(file.read_text())
    assert len(written["Messages to us"]) == 4
    assert ADDRESS in str(written)
    assert not any(word in (told + str(heard)).lower() for word in VALUES)
    with pytest.raises(CommandError, match="Nothing was written"):
        copy(ADDRESS)
