"""Verbs that several tests of the register share."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group

from privacy.keys.canonical import canonical_hash
from privacy.register.models.texts import PurposeText
from privacy.register.services import publish_release
from privacy.register.snapshot import draft_data
from tests.factories import approve_every_text

NOW = datetime(2026, 12, 1, 12, tzinfo=UTC)
_moments = (timedelta(microseconds=number) for number in count())


def member(role, username=""):
    """Return a member of staff with one role."""
    user = get_user_model().objects.create_user(username or role.lower().replace(" ", "-"), password="x")
    user.groups.add(Group.objects.get(name=role))
    return user


def logged_in(client, role):
    """Return the client, logged in with one role."""
    client.force_login(member(role))
    return client


def planted(snapshot, **changes):
    """Return a snapshot of the register whose every language holds something else."""
    return replace(
        snapshot, registers={code: replace(register, **changes) for code, register in snapshot.registers.items()}
    )


def as_read():
    """Return what the screen sends of the draft as it was read there."""
    return {"seen": canonical_hash(draft_data())}


def source_text(purpose_key):
    """Return a purpose's English text."""
    return PurposeText.objects.get(purpose__key=purpose_key, locale__language_code="en")


def release(note="A change", material=True, user=None):
    """Publish the draft with every translation approved; no two releases have the same time, as outside of tests."""
    approve_every_text(now=NOW)
    return publish_release(user=user, note=note, material=material, now=NOW + next(_moments))
