"""A session of the CMS: made anew when somebody signs in, and over on the server when they sign out (ASVS V7)."""

import re

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from tests.factories import member_of
from tests.privacy.staff.conftest import PASSWORD, code_of, type_password

pytestmark = pytest.mark.django_db
HOME = "/admin/"


def key_of(client):
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def with_key(key):
    other = Client()
    other.cookies[settings.SESSION_COOKIE_NAME] = key
    return other


@pytest.mark.usefixtures("second_factor")
def test_signing_in_makes_a_new_session_and_the_old_one_opens_nothing(client, with_app):
    """P7: whoever planted a session key, or saw the one from before the code, has nothing; 32 random letters and digits."""
    editor = member_of("Editors")
    secret = with_app(editor)
    client.cookies[settings.SESSION_COOKIE_NAME] = planted = "a" * 32
    type_password(client, editor)
    before = key_of(client)
    client.post(reverse("mfa_authenticate"), {"code": code_of(secret)})
    after = key_of(client)
    assert len({planted, before, after}) == 3
    assert re.fullmatch(r"[a-z0-9]{32}", after)
    assert with_key(after).get(HOME).status_code == 200
    for old in (planted, before):
        assert with_key(old).get(HOME).status_code == 302


def test_who_signed_out_is_out_on_the_server(client):
    """P7: the key that the browser had opens nothing any more, wherever it was copied to."""
    type_password(client, member_of("Editors"))
    key = key_of(client)
    assert with_key(key).get(HOME).status_code == 200
    client.post(reverse("wagtailadmin_logout"))
    assert with_key(key).get(HOME).status_code == 302


def test_every_screen_offers_to_sign_out(client):
    """P7: in the menu, which stands on each of them."""
    client.force_login(member_of("Editors"))
    for path in (HOME, "/admin/pages/", "/admin/account/", "/admin/images/", reverse("mfa_index")):
        assert reverse("wagtailadmin_logout") in client.get(path).content.decode(), path


@pytest.mark.parametrize(
    "where", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "https:evil.example"]
)
def test_signing_in_leads_to_no_other_host(client, where):
    """P7: an address in a link to the entrance is followed within this site alone."""
    form = {"username": member_of("Editors").username, "password": PASSWORD, "next": where}
    answer = client.post(f"/admin/login/?next={where}", form)
    assert answer.status_code == 302
    assert answer.url == HOME
