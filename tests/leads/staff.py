"""Members of staff who may read messages, and teams of them."""

from datetime import timedelta

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.utils import timezone
from wagtail.users.models import UserProfile

from leads.teams.models import Team
from privacy.access.services import authorise
from tests.factories import all_is_told, granter


def reader(name, *, purpose="contact", language="", days=30, role="Lead handlers", email=None):
    """Make a member of staff who may read a purpose; with no purpose, one who may not."""
    address = f"{name}@kargro.example" if email is None else email
    user = get_user_model().objects.create_user(name, address, "x")
    user.groups.add(Group.objects.get(name=role))
    if language:
        UserProfile.objects.create(user=user, preferred_language=language)
    if purpose:
        authorise(
            user=user,
            purpose_key=purpose,
            training_valid_until=timezone.localdate() + timedelta(days=days),
            granted_by=granter(),
            now=timezone.now(),
        )
    all_is_told()
    return user


def team(name, *members, **values):
    """Make a team of members of staff."""
    made = Team.objects.create(name=name, **values)
    made.members.set(members)
    return made
