"""Handlers at work: signed in, authorised, with messages before them."""

from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.test import Client
from django.utils import timezone

from leads.submissions.models import Submission
from privacy.access.services import authorise
from tests.factories import all_is_told, granter
from tests.leads.conftest import ANSWERS

LIST = "/admin/inbox/"
SECRETS = ("Jan Jansen", "jan@example.com", "+31612345678", "612345678", "Two hundred casings")


@pytest.fixture
def staff(db):
    """Make a member of staff: staff("anna", "view", "change", purposes=["contact"])."""

    def make(name, *permissions, purposes=(), superuser=False, until=None):
        user = get_user_model().objects.create_user(name, f"{name}@kargro.example", "x", is_superuser=superuser)
        wanted = ["access_admin", *(f"{permission}_submission" for permission in permissions)]
        user.user_permissions.set(Permission.objects.filter(codename__in=wanted))
        for purpose in purposes:
            authorise(
                user=user,
                purpose_key=purpose,
                training_valid_until=until or timezone.localdate() + timedelta(days=100),
                granted_by=granter(),
                now=timezone.now(),
            )
        all_is_told()
        return user

    return make


@pytest.fixture
def anna(staff):
    """A handler who may read and answer contact messages."""
    return staff("anna", "view", "change", purposes=["contact"])


@pytest.fixture
def bert(staff):
    """Another one."""
    return staff("bert", "view", "change", purposes=["contact"])


def desk(user):
    """Return a browser in which `user` is signed in."""
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def message(receive):
    return receive({**ANSWERS, "phone": ["+31612345678"], "subject": "Casings", "organisation": "Jansen Transport"})


def url(message, tail=""):
    return f"{LIST}{message.pk}/{tail}"


def work(client, message, action, **data):
    """Press a button on a message as it is now, unless `revision` says otherwise."""
    query = data.pop("query", "")
    revision = data.pop("revision", Submission.objects.get(pk=message.pk).revision)
    return client.post(url(message, "outcome/") + query, {"action": action, "revision": revision, **data})


def page(client, address):
    return client.get(address).content.decode()
