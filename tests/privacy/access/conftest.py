"""Members of staff for the access tests."""

from datetime import UTC, datetime

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


@pytest.fixture
def now():
    return NOW


@pytest.fixture
def staff(db):
    def make(name="handler", role=None, **more):
        user = get_user_model().objects.create_user(username=name, password="x", **more)
        if role:
            user.groups.add(Group.objects.get(name=role))
        return user

    return make
