"""A code once more before what an unlocked desk must not do, with nothing lost that was typed (R94)."""

from datetime import timedelta

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.users.models import UserProfile

from privacy.access.acting import CodeNeeded, acting
from privacy.access.models import AccessEvent, Authorisation
from privacy.access.services import NEEDS_CODE, log_access, log_records
from tests.factories import member_of
from tests.privacy.staff.conftest import code_of, type_password

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("second_factor")]


@pytest.fixture
def signed_in(with_app):
    """Return a function: a browser of somebody who gave a code so many minutes ago, and the secret of their app."""

    def come_in(user, *, minutes=10):
        secret, client = with_app(user), Client()
        with time_machine.travel(timezone.now() - timedelta(minutes=minutes)):
            type_password(client, user)
            client.post(reverse("mfa_authenticate"), {"code": code_of(secret)})
        return client, secret

    return come_in


def hidden(answer):
    page = BeautifulSoup(answer.content, "html.parser")
    assert page.find("input", {"name": "step_up-code"}), "no code was asked for"
    fields = page.select("main form input[type=hidden]")
    return [(field["name"], field["value"]) for field in fields if field["name"] != "csrfmiddlewaretoken"]


@pytest.fixture
def authorising(db):
    """What an officer types to let a colleague read messages."""
    until = timezone.localdate() + timedelta(days=9)
    return {
        "user": str(member_of("Lead handlers").pk),
        "company": "",
        "purpose_key": "contact",
        "training_valid_until": until.isoformat(),
    }


def test_what_was_typed_goes_on_with_the_code(signed_in, authorising):
    """R94: the page holds every field; with the code the same post is carried out, without a script."""
    client, secret = signed_in(member_of("Privacy officers"))
    add = reverse("authorisations:add")
    asked = client.post(add, authorising)
    assert asked.status_code == 403
    assert not Authorisation.objects.exists()
    assert set(hidden(asked)) == set(authorising.items())
    wrong = client.post(add, {**dict(hidden(asked)), "step_up-code": "000000"})
    assert "not right" in wrong.content.decode()
    assert set(hidden(wrong)) == set(authorising.items())
    assert not Authorisation.objects.exists()
    done = client.post(add, {**dict(hidden(wrong)), "step_up-code": code_of(secret)})
    assert done.status_code == 302
    assert Authorisation.objects.get().purpose_key == "contact"
    # It counts for some minutes: the next one is not asked again.
    assert client.post(add, {**authorising, "purpose_key": "chat"}).status_code == 302


@pytest.mark.parametrize(("minutes", "asked"), [(4.9, False), (5.1, True)])
def test_a_code_counts_for_five_minutes(signed_in, authorising, minutes, asked):
    """R94: just before, and just after."""
    client, _secret = signed_in(member_of("Privacy officers"), minutes=minutes)
    assert (client.post(reverse("authorisations:add"), authorising).status_code == 403) is asked


def test_lines_and_several_values_are_kept(signed_in):
    """R94: not a line break, not one of several ticks."""
    root = get_user_model().objects.create_superuser("root", "root@kargro.example", "a-long-test-password")
    client, _secret = signed_in(root)
    other = member_of("Editors")
    groups = [str(pk) for pk in Group.objects.order_by("pk").values_list("pk", flat=True)[:2]]
    typed = {
        "username": other.username,
        "email": "x@kargro.example",
        "first_name": "A\r\nB",
        "last_name": "<b>",
        "groups": groups,
    }
    asked = client.post(reverse("wagtailusers_users:edit", args=[other.pk]), typed)
    kept = hidden(asked)
    assert [value for name, value in kept if name == "groups"] == groups
    assert ("last_name", "<b>") in kept
    assert ("first_name", "A\r\nB") in kept


def test_a_download_by_link_goes_on_too(signed_in):
    """R94: the access log as a table; with the code the way leads back to it."""
    client, secret = signed_in(member_of("Privacy officers"))
    table = reverse("access_log") + "?export=csv"
    asked = client.get(table)
    assert asked.status_code == 403
    assert not AccessEvent.objects.filter(action="export").exists()
    back = client.post(table, {**dict(hidden(asked)), "step_up-code": code_of(secret)})
    assert back.url == table
    assert b"".join(client.get(back.url).streaming_content)


# By whom, which address (a colleague's number), what is sent.
DOORS = {
    "authorise": (
        "Privacy officers",
        "authorisations:add",
        False,
        {"purpose_key": "contact", "training_valid_until": "day"},
    ),
    "invite": (
        "Administrators",
        "staff_invitations:add",
        False,
        {"email": "a@kargro.example", "first_name": "A", "last_name": "B", "language": "en", "groups": "role"},
    ),
    "reset": ("Administrators", "staff_reset", True, {}),
    "leaving": ("Administrators", "staff_leaving", True, {}),
    "account": (
        "Administrators",
        "wagtailusers_users:edit",
        True,
        {"username": "colleague", "email": "new@kargro.example", "first_name": "A", "last_name": "B"},
    ),
    "delete": ("Administrators", "wagtailusers_users:delete", True, {}),
}


@pytest.mark.parametrize("door", DOORS)
def test_every_door_asks_and_nothing_happens_before(signed_in, with_app, door):
    """R94: whoever sits down at an open desk changes nobody's rights."""
    role, name, of_one, values = DOORS[door]
    colleague = member_of("Editors", "colleague")
    with_app(colleague)
    client, secret = signed_in(member_of(role))
    values = {
        **{
            key: {"day": timezone.localdate().isoformat(), "role": str(Group.objects.get(name="Editors").pk)}.get(
                value, value
            )
            for key, value in values.items()
        },
        **({} if of_one else {"user": str(colleague.pk)}),
    }
    address = reverse(name, args=[colleague.pk] if of_one else [])
    before = list(AccessEvent.objects.values_list("pk", flat=True))
    asked = client.post(address, values)
    kept = dict(hidden(asked))
    assert list(AccessEvent.objects.values_list("pk", flat=True)) == before
    assert client.post(address, {**kept, "step_up-code": code_of(secret)}).status_code == 302
    assert AccessEvent.objects.count() > len(before)


@pytest.mark.parametrize("action", sorted(NEEDS_CODE))
def test_a_door_that_is_added_later_asks_too(action):
    """R94: what is written down as one of these is refused without a fresh code, one by one or by the dozen."""
    user = member_of("Editors")
    with acting(lambda: user, code_is_fresh=lambda: False):
        with pytest.raises(CodeNeeded):
            log_access(user, action, Authorisation, 1, "", timezone.now())
        with pytest.raises(CodeNeeded):
            log_records(user, action, [(Authorisation, 1, "")], timezone.now())
        log_access(user, "read", Authorisation, 1, "", timezone.now())
    log_access(user, action, Authorisation, 1, "", timezone.now())


def test_exporting_deleting_and_granting_ask():
    """R94: what the list says."""
    assert {"export", "erase", "authorise", "revoke", "invite", "reset"} == set(NEEDS_CODE)


def test_a_code_in_a_request_of_nobody_opens_nothing(client):
    """P4: whoever is not signed in is sent to sign in."""
    answer = client.post(reverse("authorisations:add"), {"step_up-code": "123456"})
    assert answer.url.startswith("/admin/login/")


@pytest.mark.parametrize(("minutes", "shut"), [(29, False), (31, True)])
def test_a_session_nobody_uses_asks_for_a_code_and_loses_nothing(signed_in, minutes, shut):
    """P7: just before half an hour, and just after; a form that was sent then is carried out with the code."""
    editor = member_of("Editors")
    client, secret = signed_in(editor, minutes=minutes + 1)
    with time_machine.travel(timezone.now() - timedelta(minutes=minutes)):
        assert client.get("/admin/").status_code == 200
    ping = reverse("wagtailadmin_editing_sessions:release", args=[1])
    client.post(ping)
    assert (client.get("/admin/").status_code == 403) is shut
    if shut:
        typed = {"name": "Tyres", "go_live_at": "line\r\nline"}
        asked = client.post(reverse("wagtailredirects:add"), typed)
        assert "this session is shut" in asked.content.decode()
        assert set(hidden(asked)) == set(typed.items())
        on = client.post(reverse("wagtailredirects:add"), {**dict(hidden(asked)), "step_up-code": code_of(secret)})
        assert on.status_code == 200
        assert "go_live_at" not in on.context["form"].errors
        assert client.get("/admin/").status_code == 200


def test_signing_out_asks_for_nothing(signed_in):
    """P7: whoever comes back to an old session may end it."""
    client, _secret = signed_in(member_of("Editors"), minutes=60)
    with time_machine.travel(timezone.now() - timedelta(minutes=50)):
        client.get("/admin/")
    assert client.post(reverse("wagtailadmin_logout")).url == reverse("account_login")


def test_the_question_is_asked_in_the_language_of_whoever_is_asked(signed_in, authorising):
    """R94: in Dutch, with one field, one button, and the focus in the field."""
    officer = member_of("Privacy officers")
    UserProfile.objects.create(user=officer, preferred_language="nl")
    client, _secret = signed_in(officer)
    asked = client.post(reverse("authorisations:add"), authorising).content.decode()
    assert "Uw code, nog een keer" in asked
    assert "Wat u typte, blijft bewaard." in asked
    page = BeautifulSoup(asked, "html.parser").find("main")
    assert page.find("input", {"autofocus": True})["name"] == "step_up-code"
    assert len(page.select("input:not([type=hidden])")) == len(page.select("button")) == 1
