"""Wrong attempts close the door for whoever makes them, whatever else happens to the site meanwhile."""

from datetime import timedelta

import pytest
import time_machine
from django.core.cache import cache
from django.core.cache.backends.locmem import LocMemCache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from privacy.staff import attempts
from privacy.staff.personal_data import SignInCounterData, UsedCodeData
from tests.factories import member_of
from tests.privacy.staff.conftest import PASSWORD, code_of, sent, type_password

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("second_factor")]
CLOSED = "Too many wrong attempts"
FLOOD = 400


@pytest.fixture
def editor(db):
    return member_of("Editors")


@pytest.fixture(autouse=True)
def clock():
    """Time stands still, so that no stretch of counting ends in the middle of a test."""
    with time_machine.travel(timezone.now(), tick=False) as clock:
        yield clock


def at(number):
    """A browser behind another connection."""
    return Client(REMOTE_ADDR=f"198.51.{100 + number // 250}.{number % 250 + 1}")


def lock(user, client):
    for _attempt in range(5):
        type_password(client, user, "wrong")


def refused(response):
    return CLOSED in response.content.decode()


def flood():
    """Requests that cost nothing; whatever they leave in the cache, it has more entries than it keeps (300)."""
    for number in range(FLOOD):
        at(number).post("/admin/login/", {"username": f"nobody-{number}", "password": "wrong"})
        cache.set(f"flood-{number}", number)


def test_a_flood_that_fills_the_cache_does_not_open_a_closed_door(client, editor):
    """P4, R64: what counts wrong attempts is pushed out by nothing; half of them come before the flood, half after."""
    for _attempt in range(3):
        type_password(client, editor, "wrong")
    flood()
    for _attempt in range(2):
        type_password(client, editor, "wrong")
    assert refused(type_password(client, editor))
    cache.clear()
    assert refused(type_password(client, editor))


def test_a_used_code_stays_used_when_the_cache_is_emptied(client, editor, with_app):
    """P4: who looks over a shoulder cannot use the code again, whatever they do to the cache."""
    secret = with_app(editor)
    code = code_of(secret)
    type_password(client, editor)
    assert client.post(reverse("mfa_authenticate"), {"code": code}).status_code == 302
    cache.clear()
    other = Client()
    type_password(other, editor)
    again = other.post(reverse("mfa_authenticate"), {"code": f" {code} "})
    assert again.status_code == 200
    assert "not right" in again.content.decode()


def test_a_stranger_does_not_lock_a_colleague_out(client, editor):
    """P4, R64: wrong passwords from another connection close the door there, however many; the colleague gets in."""
    for _attempt in range(20):
        last = type_password(at(1), editor, "wrong")
    assert refused(last)
    assert refused(type_password(at(1), editor))
    assert type_password(client, editor).status_code == 302


def test_many_connections_together_close_an_account(client, editor, clock):
    """P4, R64: thirty wrong passwords for one account in five minutes close it everywhere; then it opens again."""
    for number in range(6):
        lock(editor, at(number))
    assert refused(type_password(client, editor))
    assert type_password(client, member_of("Translators")).status_code == 302
    clock.shift(timedelta(minutes=5))
    assert type_password(client, editor).status_code == 302


def test_the_account_is_the_same_in_whichever_writing(client, editor):
    """P4, X8: neither capitals nor the address instead of the name give five attempts more."""
    lock(editor, client)
    for name in (editor.username.upper(), "STAFF@kargro.example"):
        assert refused(client.post("/admin/login/", {"username": name, "password": PASSWORD}))


def test_one_network_is_one_connection(editor):
    """P4: who has 2^64 addresses of IPv6 has five attempts all the same."""
    for number in range(5):
        type_password(Client(REMOTE_ADDR=f"2001:db8:1:2::{number}"), editor, "wrong")
    assert refused(type_password(Client(REMOTE_ADDR="2001:db8:1:2:ffff::1"), editor))
    assert type_password(Client(REMOTE_ADDR="2001:db8:1:3::1"), editor).status_code == 302


def test_behind_a_proxy_the_visitor_is_counted_and_not_the_proxy(editor, settings):
    """P4: the entry that our own proxy wrote counts; what a visitor wrote before it changes nothing."""
    settings.TRUSTED_PROXIES = 1
    for number in range(5):
        made_up = {"X-Forwarded-For": f"203.0.113.{number}, 198.51.100.9"}
        type_password(Client(headers=made_up), editor, "wrong")
    assert refused(type_password(Client(headers={"X-Forwarded-For": "198.51.100.9"}), editor))
    assert type_password(Client(headers={"X-Forwarded-For": "198.51.100.10"}), editor).status_code == 302


def test_right_passwords_are_not_counted(client, editor):
    """P4: whoever signs in often is not locked out, and wrong attempts before stay counted."""
    for _attempt in range(4):
        type_password(client, editor, "wrong")
    for _attempt in range(10):
        assert type_password(Client(), editor).status_code == 302
    type_password(client, editor, "wrong")
    assert refused(type_password(client, editor))


def test_wrong_codes_close_the_account_from_everywhere(client, editor, with_app):
    """P4, R64: who types a code knows the password; five wrong ones, also from five connections, close the door."""
    secret = with_app(editor)
    for number in range(5):
        stranger = at(number)
        type_password(stranger, editor)
        stranger.post(reverse("mfa_authenticate"), {"code": "000000"})
    cache.clear()
    type_password(client, editor)
    assert refused(client.post(reverse("mfa_authenticate"), {"code": code_of(secret)}))


def test_the_password_asked_again_is_counted_too(client, editor, settings):
    """P4: an open session is no place to guess the password either."""
    settings.STAFF_SECOND_FACTOR = False
    client.force_login(editor)
    for _attempt in range(5):
        client.post(reverse("account_reauthenticate"), {"password": "wrong"})
        cache.clear()
    assert refused(client.post(reverse("account_reauthenticate"), {"password": PASSWORD}))


def test_the_first_code_of_a_new_app_does_not_open_a_second_session(client, editor):
    """P4: the code that set the app up is used."""
    type_password(client, editor)
    secret = client.get(reverse("mfa_activate_totp")).context["secret"]
    code = code_of(secret)
    assert client.post(reverse("mfa_activate_totp"), {"code": code}).status_code == 302
    other = Client()
    type_password(other, editor)
    assert other.post(reverse("mfa_authenticate"), {"code": code}).status_code == 200
    assert other.post(reverse("mfa_authenticate"), {"code": code_of(secret, steps=1)}).status_code == 302


def test_a_code_that_comes_again_by_chance_works(client, editor, with_app, clock):
    """P4: six digits repeat; once a code would be wrong for its age, its like is another."""
    now = timezone.now()
    assert attempts.use_code(user_id=editor.pk, code="123456", now=now)
    assert not attempts.use_code(user_id=editor.pk, code="123 456", now=now + attempts.CODE_LASTS)
    assert attempts.use_code(user_id=editor.pk + 1, code="123456", now=now)
    assert attempts.use_code(user_id=editor.pk, code="123456", now=now + attempts.CODE_LASTS + timedelta(seconds=1))


def test_mails_about_passwords_are_few_whatever_the_cache_forgets(client, editor):
    """P4: ten in five minutes from one connection, then a page that says so, and nothing is queued.

    One mailbox is sent five a day, whose links work for a day; a colleague gets theirs.
    """
    colleague = member_of("Editors", "colleague", "colleague@kargro.example")
    for _attempt in range(10):
        assert client.post(reverse("wagtailadmin_password_reset"), {"email": editor.email}).status_code == 302
        cache.clear()
    assert len(sent()) == 5
    over = client.post(reverse("wagtailadmin_password_reset"), {"email": editor.email})
    assert (over.status_code, over["Retry-After"]) == (429, "300")
    assert sent() == []
    for account, mails in ((editor, 0), (colleague, 1)):
        assert at(1).post(reverse("wagtailadmin_password_reset"), {"email": account.email}).status_code == 302
        assert len(sent()) == mails


def test_what_counts_names_nobody_and_goes_after_a_day(client, editor, with_app):
    """R58, R69: keyed hashes alone; the rule that the policy tells for such codes deletes them."""
    secret = with_app(editor)
    type_password(at(7), editor, "wrong")
    type_password(client, editor)
    client.post(reverse("mfa_authenticate"), {"code": code_of(secret)})
    for store, moment, rows in ((SignInCounterData(), "window_start", 8), (UsedCodeData(), "used_at", 1)):
        kept = list(store.model.objects.values())
        assert len(kept) == rows
        for told in (editor.username, "198.51.100.8", "127.0.0.1", code_of(secret)):
            assert told not in str(kept)
        assert not store.find(subject_ids=[editor.pk]).exists()
        first = min(row[moment] for row in kept)
        assert store.expire("form-protection", before=first, now=timezone.now(), limit=10) == 0
        later = max(row[moment] for row in kept) + timedelta(seconds=1)
        assert store.expire("form-protection", before=later, now=timezone.now(), limit=10) == rows
        assert not store.model.objects.exists()


def test_no_cache_holds_what_keeps_the_door_closed(client, editor, with_app, monkeypatch):
    """P4: nothing of signing in is written to the cache but allauth's own note of the code, which we do not rely on."""
    keys = []
    original = LocMemCache.make_and_validate_key
    monkeypatch.setattr(
        LocMemCache,
        "make_and_validate_key",
        lambda self, key, version=None: keys.append(key) or original(self, key, version),
    )
    secret = with_app(editor)
    type_password(client, editor, "wrong")
    type_password(client, editor)
    client.post(reverse("mfa_authenticate"), {"code": "000000"})
    client.post(reverse("mfa_authenticate"), {"code": code_of(secret)})
    assert [key for key in keys if not key.startswith("allauth.mfa.totp.used")] == []
    assert keys
