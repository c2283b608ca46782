"""Nobody is in the CMS with a password alone."""

import time

import pytest
from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from wagtail.models import Page

from privacy.access.models import AccessEvent
from privacy.keys.encryption import is_newest
from privacy.operations.rotation import rotate_all
from tests.factories import member_of
from tests.privacy.staff.conftest import PASSWORD, code_of, type_password

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("second_factor")]
HOME = "/admin/"


@pytest.fixture
def editor(db):
    return member_of("Editors")


def test_a_password_alone_leads_to_the_code(client, editor, with_app):
    """P4: after the right password the CMS is still closed; after the right code it is open."""
    secret = with_app(editor)
    response = type_password(client, editor)
    assert response.url == reverse("mfa_authenticate")
    assert client.get(HOME).url.startswith(reverse("account_login"))
    assert client.post(response.url, {"code": code_of(secret)}).url == HOME
    assert client.get(HOME).status_code == 200


def test_somebody_without_an_app_sets_one_up_first(client, editor):
    """P4: the first sign-in leads to the picture and the key; the first code opens the CMS."""
    assert type_password(client, editor).url == HOME
    assert client.get(HOME).url == reverse("mfa_activate_totp")
    page = client.get(reverse("mfa_activate_totp"))
    assert b"<svg" in page.content
    secret = page.context["secret"]
    assert secret.encode() in page.content
    wrong = client.post(reverse("mfa_activate_totp"), {"code": "000000"})
    assert wrong.status_code == 200
    assert client.get(HOME).status_code == 302
    secret = wrong.context["secret"]
    response = client.post(reverse("mfa_activate_totp"), {"code": code_of(secret)})
    assert response.url == reverse("mfa_view_recovery_codes")
    codes = client.get(response.url).context["codes"]
    assert len(codes) == 10
    assert codes[0].encode() in client.get(reverse("mfa_download_recovery_codes")).content
    assert client.get(HOME).status_code == 200


def test_a_session_opened_without_a_code_is_sent_to_sign_in(client, editor, with_app):
    """P4: what counts is how this session was opened, not whether the person has an app."""
    with_app(editor)
    client.force_login(editor)
    response = client.get(reverse("wagtailimages:index"))
    assert response.url == f"{reverse('account_login')}?next=%2Fadmin%2Fimages%2F"
    assert "_auth_user_id" not in client.session


def test_the_door_for_visitors_leads_to_the_one_door(client, editor):
    """P4: Wagtail's sign-in for visitors would let a password alone in."""
    response = client.get("/en/_util/login/?next=/admin/")
    assert response.url == reverse("account_login") + "?next=/admin/"
    client.post("/en/_util/login/", {"username": editor.username, "password": PASSWORD})
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize(
    "path", ["signup/", "accounts/signup/", "accounts/login/", "django-admin/", "django-admin/login/"]
)
def test_there_is_no_other_door(client, path):
    """P4: neither signing up, nor allauth's own addresses, nor Django's admin."""
    for prefix in ("/", "/en/"):
        assert client.get(prefix + path, follow=True).status_code == 404, prefix


@pytest.mark.parametrize("path", ["signup/", "accounts/signup/", "django-admin/login/"])
def test_below_the_cms_unknown_addresses_lead_to_the_one_door(client, path):
    """P4: what does not exist asks to sign in."""
    assert client.get(f"/admin/{path}").url == f"{reverse('account_login')}?next=/admin/{path}"


def test_every_screen_of_the_cms_is_behind_the_second_factor(client, editor):
    """P4: with a password alone not even help, account or the API open."""
    client.force_login(editor)
    names = ("wagtailadmin_account", "wagtailadmin_explore_root", "wagtailadmin_api:pages:listing", "mfa_index")
    for name in names:
        assert client.get(reverse(name)).url == reverse("mfa_activate_totp"), name


def test_a_code_works_once(client, editor, with_app):
    """P4: who looks over a shoulder cannot use the code again."""
    secret = with_app(editor)
    code = code_of(secret)
    type_password(client, editor)
    assert client.post(reverse("mfa_authenticate"), {"code": code}).status_code == 302
    other = Client()
    type_password(other, editor)
    cache.delete(f"allauth.mfa.totp.used?user={editor.pk}&code={code}")  # what allauth forgets after 30 seconds
    again = other.post(reverse("mfa_authenticate"), {"code": code})
    assert again.status_code == 200
    assert "not right" in again.content.decode()


def test_a_recovery_code_works_once(client, editor):
    """P4: a lost phone, and a code from paper."""
    type_password(client, editor)
    secret = client.get(reverse("mfa_activate_totp")).context["secret"]
    client.post(reverse("mfa_activate_totp"), {"code": code_of(secret)})
    code = client.get(reverse("mfa_view_recovery_codes")).context["codes"][0]
    for expected in (302, 200):
        other = Client()
        type_password(other, editor)
        assert other.post(reverse("mfa_authenticate"), {"code": code}).status_code == expected


def test_changing_the_second_factor_takes_a_fresh_code(client, editor, with_app):
    """P4: an open session alone neither shows the codes nor moves the app; the old app works until the new one does."""
    secret = with_app(editor)
    type_password(client, editor)
    client.post(reverse("mfa_authenticate"), {"code": code_of(secret)})
    session = client.session
    for record in session["account_authentication_methods"]:
        record["at"] -= 3600
    session.save()
    for name in ("mfa_activate_totp", "mfa_generate_recovery_codes"):
        response = client.get(reverse(name))
        assert response.url.startswith(reverse("mfa_reauthenticate")), name
    again = {"code": code_of(secret, steps=1), "next": reverse("mfa_activate_totp")}
    assert client.post(reverse("mfa_reauthenticate"), again).url == reverse("mfa_activate_totp")
    fresh = client.get(reverse("mfa_activate_totp")).context["secret"]
    assert Authenticator.objects.filter(user=editor, type="totp").count() == 1
    client.post(reverse("mfa_activate_totp"), {"code": code_of(fresh)})
    other = Client()
    type_password(other, editor)
    assert other.post(reverse("mfa_authenticate"), {"code": code_of(secret, steps=-1)}).status_code == 200
    assert other.post(reverse("mfa_authenticate"), {"code": code_of(fresh, steps=1)}).status_code == 302


def test_new_recovery_codes_replace_the_old_ones(client, editor):
    """P4: what was lost stops working."""
    type_password(client, editor)
    secret = client.get(reverse("mfa_activate_totp")).context["secret"]
    client.post(reverse("mfa_activate_totp"), {"code": code_of(secret)})
    old = client.get(reverse("mfa_view_recovery_codes")).context["codes"]
    assert client.post(reverse("mfa_generate_recovery_codes")).url == reverse("mfa_view_recovery_codes")
    new = client.get(reverse("mfa_view_recovery_codes")).context["codes"]
    assert len(new) == 10
    assert not set(old) & set(new)


def test_recovery_codes_are_shown_once(client, editor):
    """P7: where they were made, for ten minutes; in no other session, and never again."""
    type_password(client, editor)
    secret = client.get(reverse("mfa_activate_totp")).context["secret"]
    client.post(reverse("mfa_activate_totp"), {"code": code_of(secret)})
    other = Client()
    type_password(other, editor)
    other.post(reverse("mfa_authenticate"), {"code": code_of(secret, steps=1)})
    shown = ("mfa_view_recovery_codes", "mfa_download_recovery_codes")
    assert [client.get(reverse(name)).status_code for name in shown] == [200, 200]
    assert [other.get(reverse(name)).url for name in shown] == [reverse("mfa_index")] * 2
    session = client.session
    session["recovery_codes_shown_until"] -= 601
    session.save()
    assert [client.get(reverse(name)).url for name in shown] == [reverse("mfa_index")] * 2
    page = other.get(reverse("mfa_index")).content.decode()
    assert "10 codes are left" in page
    assert "Show my codes" not in page


def test_somebody_ends_their_sessions_elsewhere(client, editor, settings):
    """P7: told by when they began; the one at hand stays, and those of others."""
    settings.STAFF_SECOND_FACTOR = False
    theirs, colleague = [client, Client(), Client()], Client()
    for browser in theirs:
        type_password(browser, editor)
    colleague.force_login(member_of("Translators"))
    page = client.get(reverse("staff_sessions"))
    assert [one.is_this for one in page.context["sessions"]] == [True, False, False]
    assert all(one.since for one in page.context["sessions"])
    client.post(reverse("staff_sessions"))
    assert [browser.get(HOME).status_code for browser in theirs] == [200, 302, 302]
    assert colleague.get(HOME).status_code == 200
    assert "signed in nowhere else" in client.get(reverse("staff_sessions")).content.decode()


def test_secrets_stand_encrypted_and_move_to_a_new_key(editor, with_app, settings):
    """R61: the database alone opens no account; rotating the keys keeps every app working."""
    secret = with_app(editor)
    stored = Authenticator.objects.get(user=editor)
    assert secret not in str(stored.data)
    settings.ENCRYPTION_KEYS = ["bmV3ZXItdGVzdHMtZW5jcnlwdGlvbi1rZXktMDEyMzQ=", *settings.ENCRYPTION_KEYS]
    assert not is_newest(stored.data["secret"])
    assert "second factors of staff" in {done.what for done in rotate_all() if done.count}
    stored.refresh_from_db()
    assert is_newest(stored.data["secret"])
    assert stored.wrap().validate_code(code_of(secret))


def test_an_administrator_resets_a_lost_second_factor(client, administrator, editor, with_app, settings):
    """P4, R68: the app and open sessions go, the next sign-in sets up a new one, and it is written down."""
    with_app(editor)
    theirs = Client()
    theirs.force_login(editor)
    settings.STAFF_SECOND_FACTOR = False
    assert theirs.get(HOME).status_code == 200
    client.force_login(administrator)
    screen = reverse("staff_reset", args=[editor.pk])
    assert "call back on a number you know" in client.get(screen).content.decode()
    assert Authenticator.objects.filter(user=editor).exists()
    assert client.post(screen).status_code == 302
    assert not Authenticator.objects.filter(user=editor).exists()
    assert theirs.get(HOME).status_code == 302
    event = AccessEvent.objects.get(action="reset")
    assert (event.actor_id, event.object_id, event.model) == (administrator.pk, editor.pk, "auth.User")


def test_only_administrators_reset(client, editor, settings):
    """R65: nobody else."""
    settings.STAFF_SECOND_FACTOR = False
    client.force_login(member_of("Privacy officers"))
    assert client.get(reverse("staff_reset", args=[editor.pk])).status_code == 302
    assert client.post(reverse("staff_leaving", args=[editor.pk])).status_code == 302
    editor.refresh_from_db()
    assert editor.is_active


def test_too_many_wrong_passwords_lock_the_account_for_a_while(client, editor):
    """P4, R64: after five wrong attempts even the right password is refused there, with a sentence."""
    for _attempt in range(5):
        assert "do not belong together" in type_password(client, editor, "wrong").content.decode()
    assert "Too many wrong attempts" in type_password(client, editor).content.decode()
    other = member_of("Translators")
    assert type_password(client, other).status_code == 302


def test_too_many_wrong_codes_lock_the_account_for_a_while(client, editor, with_app):
    """P4, R64: six digits are not guessed."""
    secret = with_app(editor)
    type_password(client, editor)
    for _attempt in range(5):
        client.post(reverse("mfa_authenticate"), {"code": "000000"})
    refused = client.post(reverse("mfa_authenticate"), {"code": code_of(secret)})
    assert "Too many wrong attempts" in refused.content.decode()


def test_one_address_cannot_try_all_accounts(client, editor):
    """P4: wrong attempts are counted by address as well."""
    for number in range(30):
        client.post("/admin/login/", {"username": f"nobody-{number}", "password": "wrong"})
    assert "Too many wrong attempts" in type_password(client, editor).content.decode()


def test_signing_in_works_with_the_address_too(client, editor):
    """X8: invited people know their address; several accounts with one address are told apart by name only."""
    editor.email = "Anna@Kargro.example"
    editor.save()
    form = {"username": "anna@kargro.example", "password": PASSWORD}
    assert client.post("/admin/login/", form).status_code == 302
    twin = member_of("Translators")
    twin.email = editor.email
    twin.save()
    assert Client().post("/admin/login/", form).status_code == 200


def test_sessions_end_after_twelve_hours_and_with_the_browser(client, editor, with_app):
    """P4: a forgotten computer does not stay open."""
    secret = with_app(editor)
    type_password(client, editor)
    client.post(reverse("mfa_authenticate"), {"code": code_of(secret)})
    assert client.cookies["kargro_session"]["max-age"] == ""
    assert client.session.get_expiry_age() <= 12 * 60 * 60
    stays = Client()
    type_password(stays, editor, remember="on")
    assert 0 < stays.cookies["kargro_session"]["max-age"] <= 12 * 60 * 60


def test_no_work_lengthens_a_session(client, editor, with_app):
    """P4: twelve hours after signing in one signs in again, whatever was done meanwhile."""
    secret = with_app(editor)
    type_password(client, editor)
    client.post(reverse("mfa_authenticate"), {"code": code_of(secret)})
    for hours, answer in ((11.9, 200), (12.1, 302)):
        session = client.session
        session[AUTHENTICATION_METHODS_SESSION_KEY][0]["at"] = time.time() - hours * 3600
        session.save()
        assert client.get("/admin/").status_code == answer
    assert client.get("/admin/", follow=True).redirect_chain[0][0].startswith("/admin/login/")


@pytest.mark.parametrize("method", ["get", "head", "options", "put"])
def test_nobody_is_signed_out_by_opening_an_address(client, editor, settings, method):
    """P4: a picture or link on another site leads nowhere; what signs out is the button of the menu, a post with a token."""
    settings.STAFF_SECOND_FACTOR = False
    client.force_login(editor)
    answer = getattr(client, method)(reverse("wagtailadmin_logout"))
    assert answer.status_code == 405
    assert not answer.cookies
    assert client.get(HOME).status_code == 200
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(editor)
    assert strict.post(reverse("wagtailadmin_logout")).status_code == 403
    assert strict.get(HOME).status_code == 200
    assert client.post(reverse("wagtailadmin_logout")).url == reverse("account_login")
    assert client.get(HOME).status_code == 302


def test_public_pages_know_nothing_of_it(editor):
    """C5: to somebody signed in without a code, public pages are what they are to everybody."""
    client = Client()
    client.force_login(editor)
    page = Page.objects.live().filter(depth__gte=3).first()
    answer = client.get(page.url)
    assert answer.status_code == 200
    assert "cookie" not in answer.headers.get("Vary", "").lower()
    assert answer.content == Client().get(page.url).content


def test_switched_off_a_password_is_enough(client, editor, settings):
    """P1: development's sample users sign in at once."""
    settings.STAFF_SECOND_FACTOR = False
    type_password(client, editor)
    assert client.get(HOME).status_code == 200
