"""Somebody leaves: the account is closed and nothing of theirs is left lying about."""

from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth import get_user_model
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from privacy.access.models import AccessEvent, Authorisation
from privacy.access.services import authorise, log_access
from privacy.staff.leaving import MayNotLeave, leave
from tests.factories import member_of
from tests.privacy.staff.conftest import type_password

pytestmark = pytest.mark.django_db


@pytest.fixture
def handler(administrator):
    user = member_of("Lead handlers")
    until = timezone.localdate() + timedelta(days=100)
    authorise(
        user=user, purpose_key="contact", training_valid_until=until, granted_by=administrator, now=timezone.now()
    )
    return user


def test_one_press_closes_everything(client, administrator, handler, with_app):
    """X8: sessions, second factor, roles and authorisations go at once; each is written down."""
    with_app(handler)
    theirs = [Client(), Client()]
    for browser in theirs:
        browser.force_login(handler)
    client.force_login(administrator)
    screen = reverse("staff_leaving", args=[handler.pk])
    shown = client.get(screen).content.decode()
    assert "2 open sessions end at once" in shown
    assert "Contact" in shown
    assert handler.authorisations.exists()
    assert client.post(screen).status_code == 302
    handler.refresh_from_db()
    assert not handler.is_active
    assert not handler.has_usable_password()
    assert not handler.groups.exists()
    assert not Authorisation.objects.filter(user=handler).exists()
    assert not Authenticator.objects.filter(user=handler).exists()
    assert Session.objects.count() == 1
    for browser in theirs:
        assert browser.get(reverse("wagtailadmin_home")).status_code == 302
    assert type_password(Client(), handler).status_code == 200
    logged = set(AccessEvent.objects.filter(actor_id=administrator.pk).values_list("action", flat=True))
    assert {"revoke", "leave"} <= logged


def test_a_closed_account_says_so(client, administrator, handler):
    """X8: the screen is no trap when opened twice."""
    leave(user=handler, recipients={}, by=administrator, now=timezone.now())
    client.force_login(administrator)
    screen = reverse("staff_leaving", args=[handler.pk])
    assert "This account is closed since" in client.get(screen).content.decode()
    assert client.post(screen).status_code == 200
    assert AccessEvent.objects.filter(action="leave").count() == 1


def test_nobody_closes_their_own_account(client, administrator):
    """X8: a colleague does it."""
    client.force_login(administrator)
    answer = client.post(reverse("staff_leaving", args=[administrator.pk]))
    assert "your own account" in answer.content.decode()
    administrator.refresh_from_db()
    assert administrator.is_active


def test_the_last_administrator_stays(administrator, handler):
    """X8: somebody must be able to manage accounts."""
    with pytest.raises(MayNotLeave, match="Nobody else"):
        leave(user=administrator, recipients={}, by=handler, now=timezone.now())
    member_of("Administrators", "second")
    leave(user=administrator, recipients={}, by=handler, now=timezone.now())
    assert not get_user_model().objects.get(pk=administrator.pk).is_active


def test_an_administrator_does_not_close_a_superuser(client, administrator, db):
    """R65: nobody rises above their own rights by closing or resetting accounts."""
    root = get_user_model().objects.create_superuser("root", "root@kargro.example", "x")
    client.force_login(administrator)
    for name in ("staff_leaving", "staff_reset"):
        client.post(reverse(name, args=[root.pk]))
    root.refresh_from_db()
    assert root.is_active


def test_an_account_that_was_used_is_never_deleted(client, administrator, handler):
    """E4: one by one or by the dozen, deleting leads to the screen that closes it."""
    log_access(handler, "read", Authorisation, 1, "contact", timezone.now())
    client.force_login(administrator)
    leaving = reverse("staff_leaving", args=[handler.pk])
    assert client.post(reverse("wagtailusers_users:delete", args=[handler.pk])).url == leaving
    for action in ("delete", "set_active_state"):
        url = reverse("wagtail_bulk_action", args=["auth", "user", action]) + f"?id={handler.pk}"
        assert client.post(url, {"mark_as_active": "False"}).url == reverse("wagtailusers_users:index")
    handler.refresh_from_db()
    assert handler.is_active


def test_an_account_nobody_ever_used_may_be_deleted(client, administrator, db):
    """E4: a mistake is not kept."""
    mistake = member_of("Editors", "mistake")
    client.force_login(administrator)
    assert client.post(reverse("wagtailusers_users:delete", args=[mistake.pk])).status_code == 302
    assert not get_user_model().objects.filter(pk=mistake.pk).exists()


def test_the_list_of_users_offers_both(client, administrator, handler):
    """X8: the way there stands beside each name."""
    client.force_login(administrator)
    page = client.get(reverse("wagtailusers_users:index")).content.decode()
    assert reverse("staff_leaving", args=[handler.pk]) in page
    assert reverse("staff_reset", args=[handler.pk]) in page
